"""The API describes itself: a valid OpenAPI document, true of every answer, and the front end's types made from it."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.values import Model, Relation
from tests.web import family
from tests.web.family import BASE, CHAT, EVIL, GONE, LONELY, MERGE, SELF
from web.answers.models import FACTS
from web.answers.types import RelationCounts
from web.api import reference
from web.api.declare import ApiRoute
from web.api.openapi import VARIABLE, document
from web.api.typescript import typescript

TYPES = Path(__file__).resolve().parents[3] / "web/static/js/types.d.ts"
DOCUMENT = document(reference.routes())
VALUES = (
    f"MATCH p = (m:Model {{id: '{CHAT}'}})-[r]->() RETURN p, m, r, m.created_at AS at, m.gated AS gated, [1, 'x'] AS l"
)
MODELS = (BASE, CHAT, MERGE, GONE, SELF, LONELY, EVIL, family.CYCLE[0], family.CANDIDATE, "deep/level-4")

Json = dict[str, Any]


def closed(schema: Any) -> Any:
    """The schema with nothing but what it names allowed in its objects."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(part) for name, part in schema.items()}
    return made | {"additionalProperties": False} if "properties" in made else made


def complaints(schema: Json, answer: Any) -> list[str]:
    """What a strict validator says of an answer that should be of the schema."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - seconds, in each process that collects the tests

    whole = {**closed(schema), "components": closed(DOCUMENT["components"])}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(answer)]


def operation(route: ApiRoute) -> Json:
    found: Json = DOCUMENT["paths"][VARIABLE.sub(r"{\1}", route.path)][route.method.lower()]
    return found


def answered(route: ApiRoute, status: str = "200") -> Json:
    responses = operation(route)["responses"]
    schema: Json = responses.get(status, responses["default"])["content"]["application/json"]["schema"]
    return schema


def addresses(route: ApiRoute, version: str) -> Iterator[str]:
    """The route's example, and the same for every kind of model."""
    for id in MODELS if "{id}" in route.example + route.path.replace("<path:id>", "{id}") else (BASE,):
        yield reference.example(route, id, version)


def test_the_document_is_valid_by_the_standard_and_served(client: FlaskClient) -> None:
    from openapi_spec_validator import validate  # noqa: PLC0415 - seconds, in each process that collects the tests

    validate(DOCUMENT)
    response = client.get("/api/v1/openapi.json")
    assert response.json == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1")


def test_the_document_tells_below_which_path_the_app_is_served(app: Flask) -> None:
    response = app.test_client().get("/api/v1/openapi.json", environ_overrides={"SCRIPT_NAME": "/lineage"})
    assert response.json["servers"] == [{"url": "/lineage"}]


def test_the_document_has_every_route_by_its_method(app: Flask) -> None:
    existing = {
        (VARIABLE.sub(r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods} == existing


@pytest.mark.parametrize("route", reference.routes(), ids=lambda route: route.path.removeprefix("/api/v1/"))
def test_every_answer_is_what_the_document_says(client: FlaskClient, graph: FrozenGraph, route: ApiRoute) -> None:
    if route.method == "DELETE":
        assert complaints(answered(route), client.delete(route.path.replace("<run>", "no-such-run")).json) == []
        return
    for address in addresses(route, graph.version):
        response = client.get(address)
        assert response.status_code == 200, (address, response.text)
        assert complaints(answered(route), response.json) == [], address


def test_rows_of_any_values_are_what_the_document_says(client: FlaskClient) -> None:
    (route,) = (route for route in reference.routes() if route.path == "/api/v1/cypher")
    for statement in (
        VALUES,
        "MATCH (m:Model) RETURN m LIMIT 0",
        "MATCH (s:Snapshot) RETURN s",
        "EXPLAIN RETURN 1 AS x",
    ):
        response = client.get("/api/v1/cypher", query_string={"statement": statement, "limit": "2"})
        assert complaints(answered(route), response.json) == [], statement


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/models/no/such", 404),
        (f"/api/v1/children/{BASE}?limit=0", 400),
        ("/api/v1/map/older/circles?of=0", 410),
        ("/api/v1/cypher?statement=CREATE+(n)", 400),
        ("/api/v1/search?q=x&within=no/such", 404),
    ],
)
def test_errors_are_declared_and_of_the_one_shape(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert complaints({"$ref": "#/components/schemas/ErrorAnswer"}, response.json) == []
    rule = client.application.url_map.bind("").match(path.partition("?")[0], return_rule=True)[0].rule
    (route,) = (route for route in reference.routes() if route.path == rule)
    assert response.json["error"]["code"] in operation(route)["responses"][str(status)]["description"]


def test_a_closed_schema_finds_what_is_wrong_with_an_answer(client: FlaskClient) -> None:
    schema = {"$ref": "#/components/schemas/ChildrenPage"}
    answer = client.get(f"/api/v1/children/{BASE}?limit=2").json
    for spoil in (
        lambda page: page.pop("total"),
        lambda page: page.update(more=1),
        lambda page: page["items"][0].update(relation="clone"),
        lambda page: page["items"][0].update(downloads="many"),
        lambda page: page["by_relation"].update(clone=3),
        lambda page: page["remainder"].update(total=-1),
    ):
        spoilt = copy.deepcopy(answer)
        spoil(spoilt)
        assert complaints(schema, spoilt) != []


def wrong(schema: Json) -> Iterator[str]:
    """Texts outside of a parameter's schema."""
    if "anyOf" in schema:
        for part in schema["anyOf"]:
            yield from wrong(part)
        return
    if "enum" in schema:
        yield "none-of-them"
    for bound, step in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1)):
        if bound in schema:
            yield str(schema[bound] + step)
    if schema["type"] in ("integer", "number"):
        yield "many"
    if schema.get("format") == "date":
        yield "2025-02-30"
    if "pattern" in schema:
        yield "?"
    if "contentSchema" in schema:
        yield "[1]"
    if schema["type"] == "array" and schema["items"]["type"] == "integer":
        yield from ("1,x", "-1", ",".join(["1"] * (schema["maxItems"] + 1)))


TAKEN = [
    pytest.param(route, parameter.name, id=f"{route.path.removeprefix('/api/v1/')} {parameter.name}")
    for route in reference.routes()
    for parameter in route.query
]


@pytest.mark.parametrize(("route", "name"), TAKEN)
def test_what_the_document_forbids_a_parameter_is_refused(
    client: FlaskClient, graph: FrozenGraph, route: ApiRoute, name: str
) -> None:
    (declared,) = (one for one in operation(route)["parameters"] if (one["name"], one["in"]) == (name, "query"))
    path, _, query = reference.example(route, BASE, graph.version).partition("?")
    others = [part for part in query.split("&") if part and not part.startswith(f"{name}=")]
    for text in wrong(declared["schema"]):
        response = client.get(f"{path}?{'&'.join([*others, f'{name}={quote(text)}'])}")
        assert response.status_code == 400, (text, response.text)
        assert name in response.json["error"]["message"]
        assert response.json["error"]["hint"]


def test_defaults_are_what_counts_where_a_parameter_is_not_given(client: FlaskClient) -> None:
    (route,) = (route for route in reference.routes() if route.path.startswith("/api/v1/descendants"))
    defaults = {
        one["name"]: one["schema"]["default"] for one in operation(route)["parameters"] if "default" in one["schema"]
    }
    assert defaults == {
        **{"of": "all", "mass_uploads": "1", "exclusive": "0"},
        **{"sort": "descendants", "offset": 0, "limit": 50},
    }
    explicit = client.get(f"/api/v1/descendants/{BASE}", query_string=defaults)
    assert explicit.data == client.get(f"/api/v1/descendants/{BASE}").data


def test_counts_know_every_relation_and_a_model_tells_every_field_but_lists() -> None:
    assert list(RelationCounts.__annotations__) == list(Relation)
    elsewhere = ("tags", "rejected_claims", "license_rules")  # the last at `/api/v1/licences/<id>`, with its reasons
    assert list(FACTS) == [name for name in Model.__dataclass_fields__ if name not in elsewhere]


def test_the_types_of_the_front_end_are_those_of_the_document() -> None:
    assert TYPES.read_text() == typescript(DOCUMENT), "run `make api-types`"


def test_the_document_is_plain_json() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
