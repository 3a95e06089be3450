"""The map's colours: the classes of the points that a view shows, a legend that counts them, and what is neutral."""

import base64
from collections import Counter
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.frozen.map.colourings import Colouring
from web.answers.colours import codes_of

NUMBERS = (Colouring.DOWNLOADS, Colouring.LIKES, Colouring.PARAMETERS)
FAR, NEAR = "fit_width=9&fit_height=6", "fit_width=90000&fit_height=60000"


@pytest.fixture
def base(graph: FrozenGraph) -> str:
    return f"/api/v1/map/{graph.version}"


def placed(graph: FrozenGraph) -> list[int]:
    return [*graph.map.number.tolist(), *graph.map.leaf.tolist()]


@pytest.mark.parametrize("window", [FAR, NEAR], ids=["rings", "dots"])
@pytest.mark.parametrize("colour", list(Colouring))
def test_the_classes_of_a_view_are_those_of_its_circles_and_their_leaves(
    client: FlaskClient, graph: FrozenGraph, base: str, colour: Colouring, window: str
) -> None:
    view = client.get(f"{base}/view?{window}").get_json()
    answer: dict[str, Any] = client.get(f"{base}/colours?{window}&colour={colour}").get_json()
    own, parts, classes, sums, leaves = (
        np.frombuffer(base64.b64decode(answer[name]), dtype)
        for name, dtype in zip(
            ("own", "parts", "part_class", "part_leaves", "leaves"), ("u1", "u1", "u1", "<u4", "u1"), strict=True
        )
    )
    layout, codes = graph.map, codes_of(graph, colour).of_model
    circles = list(accumulate(view["circle"]))
    assert own.tolist() == codes[layout.number[circles]].tolist()
    part = leaf = 0
    for circle, count in zip(circles, parts.tolist(), strict=True):
        expected = codes[layout.leaf[layout.first_leaf[circle] : layout.first_leaf[circle + 1]]].tolist()
        if count == 255:
            assert leaves[leaf : leaf + len(expected)].tolist() == expected
            leaf += len(expected)
        else:
            found = dict(zip(classes[part : part + count].tolist(), sums[part : part + count].tolist(), strict=True))
            assert found == Counter(expected)
            part += count
    assert (part, leaf) == (len(classes), len(leaves))
    assert (leaf > 0) == (window == NEAR), "dots where they are told apart"


@pytest.mark.parametrize("colour", list(Colouring))
def test_a_legend_counts_the_models_of_the_map(
    client: FlaskClient, graph: FrozenGraph, base: str, colour: Colouring
) -> None:
    legend = client.get(f"{base}/legend?colour={colour}").get_json()
    assert legend["colour"] == colour
    assert sum(item["models"] for item in legend["classes"]) == len(placed(graph))
    assert [bool(item["name"]) for item in legend["classes"]] == [i["kind"] == "value" for i in legend["classes"]]


def test_each_class_holds_what_its_name_says(graph: FrozenGraph) -> None:
    numbers = placed(graph)
    for colour, property_of in (
        (Colouring.MONTH, lambda model: model.created_at and f"{model.created_at:%Y-%m}"),
        (Colouring.MAKER, lambda model: model.author),
        (Colouring.DOWNLOADS, lambda model: model.downloads),
        (Colouring.LIKES, lambda model: model.likes),
        (Colouring.PARAMETERS, lambda model: model.parameters),
        (Colouring.TASK, lambda model: model.pipeline_tag),
        (Colouring.MASS_UPLOAD, lambda model: model.mass_upload),
    ):
        codes = codes_of(graph, colour)
        for number in numbers:
            found, value = codes.classes[codes.of_model[number]], property_of(graph.models.summary(number))
            if found.kind != "value":
                assert value is None or found.kind == "other"
            elif colour in NUMBERS:
                least, most = found.name.split("-") if "-" in found.name else (found.name, found.name)
                assert int(least) <= value <= int(most or value)
            else:
                assert found.name == value or (colour == Colouring.MAKER and found.name in ("Qwen", "Meta"))


def test_a_model_has_the_organisation_of_its_roots(graph: FrozenGraph) -> None:
    codes = codes_of(graph, Colouring.ORGANISATION)
    of = {id: codes.classes[codes.of_model[graph.ids.number(id)]] for id in ("Qwen/Qwen3-8B-Base", "Qwen/Qwen3-8B")}
    assert {one.name for one in of.values()} == {"Qwen"}
    merged = codes.classes[codes.of_model[graph.ids.number("lab/merged-8B")]]
    assert merged.kind == "several"


@pytest.mark.parametrize("query", [f"{FAR}&colour=relation", FAR, "colour=month"])
def test_what_nobody_can_be_coloured_by_is_refused(client: FlaskClient, base: str, query: str) -> None:
    assert client.get(f"{base}/colours?{query}").status_code == 400
