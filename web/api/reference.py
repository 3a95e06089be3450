"""The API's description of itself: its routes and parameters for the page /api, and the OpenAPI document."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, request

from lineage import ids
from lineage.organisations import known_organisations
from web.api.bom import group as bom
from web.api.claims import group as claims
from web.api.compare import group as compare
from web.api.cypher import group as cypher
from web.api.declare import PREFIX, ApiRoute, RouteGroup
from web.api.export import group as export
from web.api.fixes import group as fixes
from web.api.graph import group as graph
from web.api.growth import group as growth
from web.api.impact import group as impact
from web.api.licences import group as licences
from web.api.lists import group as lists
from web.api.map import group as map
from web.api.models import group as models
from web.api.openapi import document
from web.api.owners import group as owners
from web.api.progress import group as progress
from web.api.variants import group as variants
from web.parameters import QueryParameter

group = RouteGroup(Blueprint("api_reference", __name__, url_prefix=PREFIX))

GROUPS = (
    graph,
    models,
    bom,
    export,
    variants,
    impact,
    licences,
    lists,
    owners,
    fixes,
    compare,
    growth,
    claims,
    map,
    cypher,
    progress,
    group,
)


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter as the page /api lists it."""

    name: str
    values: str
    meaning: str


def routes() -> list[ApiRoute]:
    """Every route of the API."""
    return [route for group in GROUPS for route in group.routes]


def parameters() -> list[ParameterRow]:
    """Every parameter that a route takes, each declaration once, in the order in which routes name them."""
    declared = {parameter: None for route in routes() for parameter in route.query}
    return [ParameterRow(parameter.name, _values(parameter), parameter.meaning) for parameter in declared]


def example(route: ApiRoute, id: str, version: str) -> str:
    """The route's address for a model and a graph's version."""
    owner = ids.owner(id) or ""
    values = {"path:id": quote(id), "version": version, "owner": quote(owner)}
    values["path:name"] = quote(known_organisations().of(owner))
    path = re.sub(r"<([\w:]+)>", lambda found: values.get(found[1], found[0]), route.path)
    query = route.example.format(id=quote(id), name=quote(id.rpartition("/")[2]))
    return f"{path}?{query}" if query else path


@group.get("/openapi.json", dict[str, Any])
def openapi() -> dict[str, Any]:
    """This API as an OpenAPI 3.1 document: routes, parameters, the types of answers and errors."""
    return document(routes(), request.root_path)


def _values(parameter: QueryParameter) -> str:
    """`a whole number from 1 to 500; 50 without it`: which values there are, and what counts where none is given."""
    if parameter.required:
        return f"{parameter.kind.values}; needed"
    return f"{parameter.kind.values}; {parameter.default} without it" if parameter.default else parameter.kind.values
