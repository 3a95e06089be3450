"""Licences: what rules find in the whole graph, and what applies to one model, and why."""

from lineage.compliance.model_licence import ModelLicence, licence_of_model
from lineage.errors import UnknownModel
from web.answers.licences import LicencesAnswer, licences
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.source import source

group = RouteGroup(PREFIX)


@group.get("/licences", LicencesAnswer, name="licence_counts")
def everything() -> LicencesAnswer:
    """How many models each licence rule finds, with examples and a list; models by class, effective class, verdict."""
    return licences(source().graph)


@group.get("/licences/<path:id>", ModelLicence, errors=(UnknownModel,))
def of_model(id: str) -> ModelLicence:
    """What may be done with a model after all that it was made from: effective terms, each with the way to whoever
    imposes it and what every other licence asks for beside, and the rules that it meets. Information, not legal
    advice."""
    graph = source().graph
    return licence_of_model(graph, graph.ids.number(id))
