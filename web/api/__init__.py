"""The JSON API: one module a subject, each with its blueprint."""

from web.api import cypher, map, models

BLUEPRINTS = tuple(subject.blueprint for subject in (models, map, cypher))
