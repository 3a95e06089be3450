"""The API's description of itself: its routes and parameters for the page /api, and the OpenAPI document."""

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote

from flask import Response, request

from lineage.organisations import known_organisations
from lineage.text import ids
from web.api import MODULES, PREFIX
from web.api.declare import ApiRoute, RouteGroup
from web.api.openapi import document
from web.http.compression import accepts_gzip
from web.http.kept_bodies import KeptBodies
from web.parameters.declare import QueryParameter

group = RouteGroup(PREFIX)
documents = KeptBodies(most=4)  # of some 30 kB


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter as the page /api lists it."""

    name: str
    values: str
    meaning: str


def routes() -> list[ApiRoute]:
    """Every route of the API, in the order of its modules."""
    groups: list[RouteGroup] = [import_module(f"web.api.{module}").group for module in MODULES]
    return [route for group in groups for route in group.routes]


def parameters() -> list[ParameterRow]:
    """Every parameter that a route takes, each declaration once, in the order in which routes name them."""
    declared = {parameter: None for route in routes() for parameter in route.query}
    return [ParameterRow(parameter.name, _values(parameter), parameter.meaning) for parameter in declared]


def example(route: ApiRoute, id: str, version: str) -> str:
    """The route's address for a model and a graph's version."""
    owner = ids.owner(id) or ""
    values = {"id": quote(id), "version": version, "owner": quote(owner)}
    values["name"] = quote(known_organisations().of(owner))
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], found[0]), route.path)
    query = route.example.format(id=quote(id), name=quote(id.rpartition("/")[2]))
    return f"{path}?{query}" if query else path


@group.get("/openapi.json", dict[str, Any])
def openapi() -> dict[str, Any] | Response:
    """This API as an OpenAPI 3.1 document: routes, parameters, the types of answers and errors."""
    root = request.root_path  # all else follows from the code
    if accepts_gzip():
        return group.kept(documents, root, lambda: document(routes(), root))
    return document(routes(), root)


def _values(parameter: QueryParameter) -> str:
    """`a whole number from 1 to 500; 50 without it`: which values there are, and what counts where none is given."""
    if parameter.required:
        return f"{parameter.kind.values}; needed"
    return f"{parameter.kind.values}; {parameter.default} without it" if parameter.default else parameter.kind.values
