"""The API as an OpenAPI 3.1 document, made from the declared routes, parameters and answers."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec

from lineage.errors import LineageError, UnknownModel, UnknownOwner
from lineage.schema import MODEL
from web.answers.errors import ErrorAnswer, Problem
from web.answers.lists import FamilyItem
from web.answers.models import ModelDetail, ModelItem, ParentItem
from web.api.declare import ApiRoute
from web.http.errors import status_of
from web.parameters.declare import QueryParameter
from web.parameters.kinds import Indices
from web.parameters.paths import PATH

Json = dict[str, Any]
Described = tuple[ApiRoute, Json]
"""A route, and what the document says of it."""

VARIABLE = re.compile(r"<(?:path:)?(\w+)>")
SCHEMAS = "#/components/schemas/"
SAMPLE = ErrorAnswer(
    Problem("unknown_model", "no model 'Qwen/Qwen3-8b' in this snapshot", "did you mean Qwen/Qwen3-8B?")
)
MOVED = (
    "The model, owner or organisation that is meant has the address of `Location`: it was given in another case, as an "
    "address of the Hub, or by an id that it had once."
)
ABOUT = """\
Everything the pages show, as JSON. Unknown is null, never 0 or an empty text. Answers carry an ETag made of the
graph's version; lists are paged and tell their exact `total`. An id in another case, in an address of the Hub or that
a model had once is answered by 301, with the id that is meant in `Location`."""


def document(routes: Sequence[ApiRoute], root: str = "") -> Json:
    """The OpenAPI document of these routes, of an app that is served below the path `root`."""
    answers, schemas = _schemas(routes)
    described = [(route, _operation(route, answer)) for route, answer in zip(routes, answers, strict=True)]
    return {
        "openapi": "3.1.0",
        "info": {"title": "qwen-lineage", "version": "1", "description": ABOUT},
        "servers": [{"url": root or "/"}],
        "paths": {path: {one[0].method.lower(): one[1] for one in group} for path, group in _by_path(described)},
        "components": {"schemas": schemas},
    }


def _by_path(described: Sequence[Described]) -> Iterable[tuple[str, Iterable[Described]]]:
    return groupby(described, lambda one: VARIABLE.sub(r"{\1}", one[0].path))


def _operation(route: ApiRoute, answer: Json) -> Json:
    """A route as the document has it, whose answers are of the schema `answer`."""
    in_path = [_parameter(PATH[name], "path") for name in VARIABLE.findall(route.path)]
    return {
        "operationId": _name(route),
        "summary": route.meaning,
        "parameters": in_path + [_parameter(parameter, "query") for parameter in route.query],
        "responses": {"200": _answer(route, answer), **_errors(route.errors), "default": _error("any other error")},
    }


def _name(route: ApiRoute) -> str:
    """`get_map_view`, of the method and the fixed parts of the path, unless the route has a name of its own."""
    if route.name:
        return route.name
    fixed = [part for part in route.path.split("/")[3:] if "<" not in part]
    return "_".join([route.method.lower(), *fixed]).replace(".", "_")


def _parameter(parameter: QueryParameter, where: str) -> Json:
    declared: Json = {
        "name": parameter.name,
        "in": where,
        "description": parameter.meaning,
        "required": parameter.required,
        "schema": _schema_of(parameter),
    }
    if isinstance(parameter.kind, Indices):
        declared |= {"style": "form", "explode": False}
    if parameter.example is not None:
        declared["example"] = parameter.example
    return declared


def _schema_of(parameter: QueryParameter) -> Json:
    schema = parameter.kind.schema
    if parameter.repeated:
        return {"type": "array", "items": schema, "minItems": 1, "maxItems": parameter.most}
    if parameter.default is not None:
        return {**schema, "default": parameter.default if schema["type"] == "string" else parameter.absent}
    return schema


def _answer(route: ApiRoute, schema: Json) -> Json:
    other = {media: {"schema": {"type": "string"}} for media in route.media}
    return {"description": route.meaning, "content": {"application/json": {"schema": schema}, **other}}


def _errors(errors: Sequence[type[LineageError]]) -> Json:
    """The declared errors by status, as the API answers them."""
    by_status: dict[int, list[str]] = {}
    for error in errors:
        by_status.setdefault(status_of(error), []).append(error.code)
    found = {
        str(status): _error(f"{HTTPStatus(status).phrase}: {', '.join(codes)}")
        for status, codes in sorted(by_status.items())
    }
    return {"301": _error(MOVED), **found} if {UnknownModel, UnknownOwner} & set(errors) else found


def _error(description: str) -> Json:
    content = {"schema": {"$ref": f"{SCHEMAS}ErrorAnswer"}, "example": msgspec.to_builtins(SAMPLE)}
    return {"description": description, "content": {"application/json": content}}


def _schemas(routes: Sequence[ApiRoute]) -> tuple[list[Json], Json]:
    """The schema of each route's answer, and by their names those that they refer to."""
    types = [route.answer for route in routes] + [ErrorAnswer]
    (*answers, _), schemas = msgspec.json.schema_components(types, ref_template=SCHEMAS + "{name}")
    for answer in (ModelItem, ParentItem, FamilyItem, ModelDetail):
        _describe(schemas[answer.__name__])
    return answers, dict(sorted(schemas.items()))


def _describe(schema: Json) -> None:
    """A model's own fields mean here what they mean in the graph's schema."""
    meanings = {known.name: known.meaning for known in MODEL.properties}
    for name, declared in schema["properties"].items():
        if name in meanings:
            declared.setdefault("description", meanings[name])
