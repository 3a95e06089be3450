"""The JSON API: one module a subject, each with its routes as they are declared."""

from web.api.reference import GROUPS

BLUEPRINTS = tuple(group.blueprint for group in GROUPS)
