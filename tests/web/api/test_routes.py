"""The API: every route, exact paging, and one shape for errors."""

import html
from collections import Counter
from importlib import import_module

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from tests.web import family
from tests.web.family import BASE, CHAT, CYCLE, EVIL, GONE, LONELY, MERGE, OTHER, SELF
from web.api import MODULES, PREFIX, ROUTES, reference


def get(client: FlaskClient, path: str, **query: object) -> dict:
    response = client.get(f"/api/v1/{path}", query_string=query)
    assert response.status_code == 200, response.text
    return response.json


def test_the_page_of_routes_lists_exactly_the_routes_that_exist(app: Flask, client: FlaskClient) -> None:
    existing = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert {route.path for route in reference.routes()} == existing
    page = html.unescape(client.get("/api").text)
    for path in existing:
        assert path.replace("<path:id>", BASE).split("<")[0] in page


def test_each_route_is_declared_where_the_table_names_it() -> None:
    for module in MODULES:
        group = import_module(f"web.api.{module}").group
        declared = zip(group.views, group.routes, strict=True)
        stated = [(route.method, route.path.removeprefix(PREFIX), f"{module}.{name}") for name, route in declared]
        assert stated == [row for row in ROUTES if row[2].startswith(f"{module}.")]


def test_the_page_of_routes_explains_every_parameter_that_a_route_takes() -> None:
    named = {parameter.name for route in reference.routes() for parameter in route.query}
    assert named == {row.name for row in reference.parameters()}
    assert all(row.meaning for row in reference.parameters())


def test_every_example_of_the_page_of_routes_is_answered(client: FlaskClient, graph: FrozenGraph) -> None:
    for route in (route for route in reference.routes() if route.method == "GET"):
        response = client.get(reference.example(route, BASE, graph.version))
        assert response.status_code == 200, (route.path, response.text)


def test_every_listed_parameter_is_accepted(client: FlaskClient, graph: FrozenGraph) -> None:
    good = {"relation": "merge", "sort": "likes", "offset": "0", "limit": "3", "license": "mit", "author": "lab"}
    good |= {
        "created_from": "2025-01-31",
        "created_to": "2025-01-31",
        "task": "text-generation",
        "status": "listed",
        "q": "qwen",
        "within": BASE,
    }
    for route in (route for route in reference.routes() if "cypher" not in route.path):
        for parameter in route.query:
            if (name := parameter.name) in good:
                path = route.path.replace("<path:id>", BASE).replace("<owner>", "Qwen").replace("<path:owner>", "Qwen")
                path = path.replace("<version>", graph.version)
                response = client.get(path, query_string={name: good[name]})
                assert response.status_code == 200, (route.path, name, response.text)


def test_graph_says_where_its_numbers_come_from(client: FlaskClient, graph: FrozenGraph) -> None:
    answer = get(client, "graph")
    assert answer["snapshot"]["id"] == "2026-11-20"
    assert answer["version"] == graph.version
    assert answer["models"] == len(family.MODELS)
    assert all(count["definition"] for count in answer["counts"])


def test_a_model_has_exact_counts_and_null_for_what_is_not_stated(client: FlaskClient) -> None:
    answer = get(client, f"models/{CHAT}")
    assert answer["descendants"] == 6  # evil, formula, deep 1 to 4
    assert answer["children"] == {"finetune": 1, "adapter": 1, "quantized": 1}
    assert answer["generation"] == 1
    assert (answer["ancestors"], answer["roots"], answer["roots_total"]) == (1, [BASE], 1)
    assert answer["library"] is None
    assert answer["created_at"] == "2025-04-27T00:00:00Z"


def test_descendants_reached_twice_count_once(client: FlaskClient) -> None:
    own = sum(family.STAR.values())
    assert get(client, f"models/{BASE}")["descendants"] == own + 2 + 6


@pytest.mark.parametrize("sort", ["descendants", "downloads", "likes", "created_at", "id"])
def test_pages_and_remainder_add_up_to_the_total_whatever_the_order(client: FlaskClient, sort: str) -> None:
    seen: list[str] = []
    relations: Counter[str] = Counter()
    total = get(client, f"children/{BASE}")["total"]
    for offset in range(0, total + 7, 7):
        page = get(client, f"children/{BASE}", sort=sort, offset=offset, limit=7)
        seen += [item["id"] for item in page["items"]]
        relations.update(item["relation"] for item in page["items"])
        assert page["total"] == total
        assert len(seen) + page["remainder"]["total"] == total
        assert sum(page["remainder"]["by_relation"].values()) == page["remainder"]["total"]
        assert relations + Counter(page["remainder"]["by_relation"]) == Counter(
            get(client, f"models/{BASE}")["children"]
        )
    assert len(seen) == len(set(seen)) == total


def test_children_of_one_relation(client: FlaskClient) -> None:
    page = get(client, f"children/{BASE}", relation="quantized", limit=5)
    assert page["total"] == 22
    assert {item["relation"] for item in page["items"]} == {"quantized"}
    assert page["remainder"] == {"total": 17, "by_relation": {"quantized": 17}}


def test_children_are_ranked(client: FlaskClient) -> None:
    downloads = [item["downloads"] for item in get(client, f"children/{BASE}", sort="downloads", limit=20)["items"]]
    assert downloads[0] == 9_876_543
    assert downloads == sorted(downloads, reverse=True)


def test_parents_say_who_says_so(client: FlaskClient) -> None:
    answer = get(client, f"parents/{MERGE}")
    assert {(p["id"], p["relation"], tuple(p["evidence"])) for p in answer["items"]} == {
        (BASE, "merge", ("card",)),
        (OTHER, "merge", ("card",)),
    }
    assert [p["evidence"] for p in get(client, f"parents/{CHAT}")["items"]] == [["hub", "card", "tag"]]


def test_paths_lead_up_to_every_root(client: FlaskClient) -> None:
    paths = get(client, "paths/deep/level-4")["paths"]
    assert {tuple(step["id"] for step in path) for path in paths} == {
        ("deep/level-4", MERGE, BASE),
        ("deep/level-4", MERGE, OTHER),
        ("deep/level-4", "deep/level-3", "deep/level-2", "deep/level-1", CHAT, BASE),
    }
    assert [step["relation"] for step in paths[0]] == ["finetune", "merge", None]


def test_a_cycle_and_a_self_reference_are_marked_and_answered(client: FlaskClient) -> None:
    (itself,) = get(client, f"models/{SELF}")["parents"]
    assert (itself["id"], itself["irregularity"]) == (SELF, "self_reference")
    assert get(client, f"models/{SELF}")["is_root"] is True
    assert get(client, f"parents/{CYCLE[0]}")["items"][0]["irregularity"] == "cycle"
    assert get(client, f"paths/{CYCLE[0]}")["paths"] is not None
    assert get(client, f"descendants/{CYCLE[0]}")["total"] == 1


def test_a_missing_parent_is_a_model_too(client: FlaskClient) -> None:
    answer = get(client, f"models/{GONE}")
    assert (answer["status"], answer["downloads"], answer["descendants"]) == ("missing", None, 1)


def test_descendants_are_filtered_by_every_column(client: FlaskClient) -> None:
    everything = get(client, f"descendants/{BASE}", limit=500)["items"]
    for name, value in (("license", "mit"), ("author", "deep"), ("status", "listed")):
        found = get(client, f"descendants/{BASE}", limit=500, **{name: value})
        assert {m["id"] for m in found["items"]} == {m["id"] for m in everything if m[name] == value}
        assert found["total"] == len(found["items"]) > 0
    since = get(client, f"descendants/{BASE}", limit=500, created_from="2025-06-01")["items"]
    assert {m["id"] for m in since} == {m["id"] for m in everything if (m["created_at"] or "") >= "2025-06-01"}
    day = max(m["created_at"] for m in everything if m["created_at"])[:10]
    until = get(client, f"descendants/{BASE}", limit=500, created_to=day)["items"]
    assert {m["id"] for m in until} == {m["id"] for m in everything if m["created_at"]}, "that day included"
    assert get(client, f"descendants/{BASE}", limit=500, created_to="9999-12-31")["items"] == until


def test_search_finds_any_part_of_an_id_whatever_its_capitals(client: FlaskClient) -> None:
    found = get(client, "search", q="QWEN3")["items"]
    assert {m["id"] for m in found} == {BASE, CHAT}
    assert found[0]["downloads"] > found[1]["downloads"]
    assert {m["how"] for m in found} == {"prefix"}
    assert get(client, "search", q=f"https://huggingface.co/{CHAT}/tree/main")["items"][0]["how"] == "exact"
    assert [m["id"] for m in get(client, "search", q="level", within=MERGE)["items"]] == ["deep/level-4"]
    assert get(client, "search", q="")["items"] == []
    assert get(client, "search", q=family.SCRIPT)["items"][0]["id"] == EVIL


def test_families_are_roots_with_derivatives_largest_first(client: FlaskClient) -> None:
    families = get(client, "families")
    sizes = [item["descendants"] for item in families["items"]]
    assert families["items"][0]["id"] == BASE
    assert sizes == sorted(sizes, reverse=True)
    assert LONELY not in {item["id"] for item in families["items"]}


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"children/{BASE}?relation=clone", "finetune, adapter, merge, quantized, unknown"),
        (f"children/{BASE}?sort=size", "descendants, downloads, likes, created_at, id"),
        (f"children/{BASE}?offset=-1", "0"),
        (f"children/{BASE}?limit=501", "1 to 500"),
        (f"children/{BASE}?limit=0", "1 to 500"),
        (f"children/{BASE}?limit=ten", "1 to 500"),
        (f"children/{BASE}?offset=99999999999999999999", "0"),
        (f"children/{BASE}?realtion=merge", "relation, mass_uploads, sort, offset, limit"),
        (f"descendants/{BASE}?created_from=yesterday", "2025-01-31"),
        (f"descendants/{BASE}?status=lost", "listed, missing"),
        ("graph?x=1", "none"),
    ],
)
def test_bad_input_is_refused_with_the_valid_values(client: FlaskClient, path: str, named: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 400
    assert response.json["error"]["code"] == "bad_input"
    assert named in response.json["error"]["hint"]


@pytest.mark.parametrize("route", ["models", "children", "parents", "paths", "descendants"])
def test_an_unknown_model_is_404_in_the_same_shape_with_a_hint(client: FlaskClient, route: str) -> None:
    response = client.get(f"/api/v1/{route}/Qwen/Qwen3-8b-bsae")
    assert response.status_code == 404
    error = response.json["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["code"] == "unknown_model"
    assert error["hint"]


def test_an_unknown_family_in_search_is_404(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=x&within=no/such").status_code == 404


def test_no_such_route_and_no_such_method_answer_in_the_one_shape(client: FlaskClient) -> None:
    assert client.get("/api/v1/nothing").json["error"]["code"] == "not_found"
    assert client.post("/api/v1/graph").json["error"]["code"] == "method_not_allowed"
