"""The JSON API: one module a subject, each with its routes as they are declared."""

from web.api.reference import SUBJECTS

BLUEPRINTS = tuple(subject.blueprint for subject in SUBJECTS)
