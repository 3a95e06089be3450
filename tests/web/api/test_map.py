"""The family map's API: cacheable for ever, in columns that decode to the layout, and clear about what it refuses."""

from itertools import accumulate

import numpy as np
import pytest
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.frozen.map.viewport import RELATIONS
from tests.web.family import BASE, CHAT, LONELY, MERGE, STAR
from web.answers import map as answers

INNER = "deep/level-1"


@pytest.fixture
def base(graph: FrozenGraph) -> str:
    return f"/api/v1/map/{graph.version}"


def test_the_whole_map_comes_as_columns_that_give_the_circles_back(
    client: FlaskClient, graph: FrozenGraph, base: str
) -> None:
    answer = client.get(f"{base}/view?fit_width=1200&fit_height=800").get_json()
    layout = graph.map
    circles = list(accumulate(answer["circle"]))
    parents = list(accumulate(answer["parent"]))
    assert circles == list(range(layout.circles))
    assert parents == layout.parent.tolist()
    unit, xs = answer["unit"], []
    for row, parent in enumerate(parents):
        xs.append(answer["x"][row] + (xs[parent] if parent >= 0 else 0))
    assert np.allclose(np.array(xs) * unit, layout.x, atol=unit)
    assert np.allclose(np.array(answer["r"]) * unit, layout.r, atol=unit)
    assert unit * answer["scale"] <= 1 / 8, "an eighth of a pixel"
    assert [sum(row) for row in zip(*answer["leaves"], strict=True)] == layout.relations.sum(axis=1).tolist()
    assert "".join(map(str, layout.relation.tolist())) == answer["relation"]
    assert "".join(map(str, layout.joined.tolist())) == answer["joined"]


def test_large_circles_come_with_their_names(client: FlaskClient, graph: FrozenGraph, base: str) -> None:
    answer = client.get(f"{base}/view?fit_width=1200&fit_height=800").get_json()
    names = dict(zip(answer["id"], answer["descendants"], strict=True))
    assert names[BASE] == graph.reach.descendant_count[graph.ids.number(BASE)]
    assert list(answer["named"]) == sorted(answer["named"])


def test_an_answer_may_be_kept_for_ever(client: FlaskClient, base: str) -> None:
    for route in ("view?fit_width=900&fit_height=600", "circles?of=0", "leaves?circle=0&at=0", f"place?id={CHAT}"):
        response = client.get(f"{base}/{route}")
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]


def test_another_version_of_the_map_is_stale(client: FlaskClient) -> None:
    response = client.get("/api/v1/map/older/view?fit_width=900&fit_height=600")
    assert response.status_code == 410
    assert response.get_json()["error"]["code"] == "stale_map"
    assert "immutable" not in response.headers["Cache-Control"]


def test_a_star_names_its_leaves_by_relation(client: FlaskClient, graph: FrozenGraph, base: str) -> None:
    circle = int(graph.map.circle[graph.ids.number(BASE)])
    by_range = client.get(f"{base}/leaves?circle={circle}&first=0&last=500").get_json()
    assert [by_range["relation"].count(relation) for relation in STAR] == [*list(STAR.values())[:3], 1], "the merge too"
    assert by_range["index"] == list(range(sum(STAR.values()) + 1))
    by_list = client.get(f"{base}/leaves?circle={circle}&at=3,0,999").get_json()
    assert by_list["id"] == [by_range["id"][3], by_range["id"][0]]


def test_a_place_comes_with_the_circles_around_it(client: FlaskClient, base: str) -> None:
    inner, leaf, alone = client.get(f"{base}/place?id={INNER}&id={MERGE}&id={LONELY}").get_json()["items"]
    assert [link["id"] for link in inner["place"]["chain"]] == [BASE, CHAT, INNER]
    assert [link["relation"] for link in inner["place"]["chain"]] == [None, "finetune", "finetune"]
    assert [link["joined"] for link in inner["place"]["chain"]] == [False, True, True]
    assert all(0 < link["core_r"] < link["r"] for link in inner["place"]["chain"])
    assert inner["place"]["leaf"] is None
    assert [link["id"] for link in leaf["place"]["chain"]] == [BASE]
    assert leaf["place"]["leaf"] is not None
    assert alone == {"id": LONELY, "descendants": 0, "place": None}


def test_the_hits_of_a_search_are_lights_with_their_relations_and_say_where_there_are_more(
    client: FlaskClient, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get(f"{base}/hits?q=qwen").get_json()
    of_ids = client.get(f"{base}/spots", query_string={"id": [*answer["id"], "no/such"]}).get_json()
    assert of_ids["spots"] == [*answer["spots"], None]
    assert of_ids["relation"] == answer["relation"] + "5"
    assert of_ids["unknown"] == [len(answer["id"])]
    assert of_ids["id"] == [*answer["id"], "no/such"]
    spelt = [BASE.lower(), f"https://huggingface.co/{BASE}", f" {BASE} "]
    otherwise = client.get(f"{base}/spots", query_string={"id": spelt}).get_json()
    assert otherwise["id"] == [BASE] * 3 and not otherwise["unknown"]
    assert otherwise["spots"] == client.get(f"{base}/spots", query_string={"id": [BASE] * 3}).get_json()["spots"]
    assert answer["relation"][answer["id"].index(BASE)] == "5"
    assert not answer["more"]
    star = client.get(f"{base}/leaves?circle=0&first=0&last=500").get_json()
    lights = client.get(f"{base}/spots", query_string={"id": star["id"][:500]}).get_json()
    assert [RELATIONS[int(digit)] for digit in lights["relation"]] == star["relation"][:500]
    monkeypatch.setattr(answers, "MOST_HITS", 1)
    first = client.get(f"{base}/hits?q=qwen").get_json()
    assert first["id"] == answer["id"][:1]
    assert first["more"]


@pytest.mark.parametrize(
    "route",
    [
        "hits",
        "view",
        "view?x=0&y=0&width=0&height=10&scale=1",
        "view?x=nan&y=0&width=10&height=10&scale=1",
        "view?fit_width=-3&fit_height=1",
        "view?fit_width=900&fit_height=600&most=x",
        "circles",
        "circles?of=1,x",
        "circles?of=-1",
        "circles?of=" + ",".join(["1"] * 600),
        "leaves?circle=99999&at=0",
        "leaves?circle=0.5&at=0",
        "leaves?circle=0&first=3",
        "place",
    ],
)
def test_what_makes_no_sense_is_refused(client: FlaskClient, base: str, route: str) -> None:
    response = client.get(f"{base}/{route}")
    assert response.status_code == 400
    assert response.get_json()["error"]["hint"]


def test_the_place_of_an_unknown_model_is_an_error(client: FlaskClient, base: str) -> None:
    response = client.get(f"{base}/place?id=no/such")
    assert response.status_code == 404
    assert response.get_json()["error"]["code"] == "unknown_model"


def test_continents_come_with_organisations_and_unions(client: FlaskClient, graph: FrozenGraph, base: str) -> None:
    view = client.get(f"{base}/view?fit_width=1200&fit_height=800").get_json()
    lands, layout = view["continents"], graph.map
    assert np.allclose(np.array(lands["r"]) * view["unit"], layout.continent_r[lands["continent"]], atol=view["unit"])
    assert lands["name"][0] == "Qwen"
    assert lands["union"][0] == client.get("/api/v1/organisations/Qwen").get_json()["union"]["value"]
