"""The page of a model's variants holds the numbers of the API, filters by links, and gives the same as CSV."""

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from tests.lineage.frozen.graphs import FACTS, derivation_batch, frozen, model_batch
from tests.web import family
from web import Source, create_app

BASE = "Qwen/Odd-8B"
CHILDREN = {
    "bob/Odd-8B-Q4_K_M-GGUF": 10,
    "bob/Odd-8B-GGUF": 90,
    "Qwen/Odd-8B-AWQ": None,
    "gus/unreadable": 3,
    f"evil/{family.SCRIPT}-4bit": 1,
}


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("variants") / "graph"
    edges = {(child, BASE): {"relation": "quantized"} for child in CHILDREN}
    edges["dan/odd-8b", BASE] = {"relation": "finetune"}
    facts: dict[str, dict[str, object]] = {child: {"downloads": many} for child, many in CHILDREN.items()}
    facts[BASE] = {"parameters": 8_190_735_360}
    models = [BASE, "dan/odd-8b", "eve/Odd-8B", *CHILDREN]
    guessed = {"child": ["eve/Odd-8B"], "parent": [BASE]}
    build([model_batch(models, facts)], [derivation_batch(list(edges), edges)], FACTS, folder, [guessed])
    return create_app(Source(FrozenGraph.open(folder), None)).test_client()


def test_the_answer_and_its_page(few: FlaskClient) -> None:
    answer = few.get(f"/api/v1/variants/{BASE}").json
    text = few.get(f"/variants/{BASE}").text
    assert (answer["totals"]["models"], answer["totals"]["official"], answer["total"]) == (5, 1, 5)
    assert sum(rung["models"] for rung in answer["rungs"]) == 5
    assert (answer["re_uploads"], answer["candidates"]) == (["dan/odd-8b"], ["eve/Odd-8B"])
    for rung in answer["rungs"]:
        assert f"weight_format={rung['format'] or 'unknown'}&amp;bits={rung['bits'] or 'unknown'}" in text
    for item in answer["items"]:
        if item["format_rule"]:
            assert item["format_rule"] in text
    assert {rung["estimated_bytes"] for rung in answer["rungs"] if rung["bits"] == 4} == {4_095_367_680}
    assert (
        text.count("at least 4.1 GB") == 2 and "A lower bound of the size on disk, all weights at so many bits" in text
    )
    assert "<strong>5</strong> quantisations" in text and family.SCRIPT not in text
    assert "ids=Qwen/Odd-8B,eve/Odd-8B" in text.replace("%2C", ",").replace("%2F", "/"), "side by side"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("weight_format=GGUF", ["bob/Odd-8B-GGUF", "bob/Odd-8B-Q4_K_M-GGUF"]),
        ("weight_format=GGUF&bits=4", ["bob/Odd-8B-Q4_K_M-GGUF"]),
        ("weight_format=GGUF&bits=unknown", ["bob/Odd-8B-GGUF"]),
        ("weight_format=unknown&bits=unknown", ["gus/unreadable"]),
        ("official=1", ["Qwen/Odd-8B-AWQ"]),
        ("weight_format=MLX", []),
        ("sort=id&limit=1", ["Qwen/Odd-8B-AWQ"]),
    ],
)
def test_filters(few: FlaskClient, query: str, ids: list[str]) -> None:
    answer = few.get(f"/api/v1/variants/{BASE}?{query}").json
    assert [item["id"] for item in answer["items"]] == ids
    page = few.get(f"/variants/{BASE}?{query}").text
    assert all(f'href="/models/{id}"' in page for id in ids)
    assert ids or "No variant matches" in page
    rows = list(csv.DictReader(io.StringIO(few.get(f"/variants/{BASE}?{query}&format=csv").text)))
    assert "limit" in query or [row["id"] for row in rows] == ids


def test_a_table_of_ggufs_of_some_width_says_that_others_hold_several(few: FlaskClient) -> None:
    text = few.get(f"/table?descends_from={BASE}&weight_format=gguf&bits=4").text
    assert "has <strong>1</strong> more that name no width" in text
    assert f'<a href="/table?descends_from={BASE}&amp;weight_format=gguf">GGUF of any width</a>' in text
    for other in ("weight_format=gguf", "weight_format=awq&bits=4", "weight_format=gguf&weight_format=awq&bits=4"):
        assert "name no width" not in few.get(f"/table?descends_from={BASE}&{other}").text


def test_a_model_begins_with_its_best_4_bit_gguf(few: FlaskClient) -> None:
    text = few.get(f"/models/{BASE}").text.partition("Where it comes from")[0]
    assert "Best</dfn> GGUF of" in text and "Odd-8B-GGUF</span></a>" in text
    assert "90 downloads; it names no width" in text, "it has more downloads, and may hold several"
    assert "Best of those that say 4 bits: " in text and "Odd-8B-Q4_K_M-GGUF</span></a>" in text
    assert "<strong>5</strong> variants of it: 2 GGUF" in text
    assert "Best</dfn> GGUF of" in few.get(f"/variants/{BASE}").text
    assert "Quantisations" not in few.get("/models/gus/unreadable").text


def test_descendants_are_folded_with_both_totals(few: FlaskClient) -> None:
    text = few.get(f"/models/{BASE}").text.partition('id="derived"')[2]
    assert "<strong>1</strong></a> model and" not in text, "the re-upload is a variant"
    assert "<strong>0</strong> models and" in text and "<strong>6</strong> variants of them" in text
    assert "a re-upload" in text


def test_quantisations_are_folded_in_the_list_of_children(client: FlaskClient) -> None:
    text = client.get(f"/models/{family.BASE}").text
    answer = client.get(f"/api/v1/children/{family.BASE}").json
    quantised, total = answer["by_relation"]["quantized"], answer["total"]
    assert f"{quantised} quantisations are folded" in text and f"of <strong>{total - quantised}</strong>" in text
    unfolded = client.get(f"/models/{family.BASE}?folded=0").text
    assert "Fold quantisations" in unfolded and f"of <strong>{total}</strong>" in unfolded
    only = client.get(f"/models/{family.BASE}?relation=quantized").text
    assert "folded:" not in only and f"of <strong>{quantised}</strong>" in only


def test_where_all_children_are_quantisations_none_is_folded(tmp_path: Path) -> None:
    edges = {(f"bob/Odd-{n}-GGUF", parent): {"relation": "quantized"} for n, parent in enumerate(("a/all", "a/some"))}
    edges["eve/tuned", "a/some"] = {"relation": "finetune"}
    client = create_app(Source(frozen(tmp_path / "graph", edges, derivations=edges), None)).test_client()
    every, some = (client.get(f"/models/{id}").text.partition('id="derived"')[2] for id in ("a/all", "a/some"))
    assert "bob/Odd-0-GGUF" in every and "folded" not in every
    assert "bob/Odd-1-GGUF" not in some and "folded" in some and "eve/tuned" in some


def test_no_such_model_and_no_such_format(client: FlaskClient) -> None:
    assert client.get("/variants/nobody/none").status_code == 404
    assert client.get(f"/api/v1/variants/{family.BASE}?weight_format=zip").status_code == 400
    assert "Nobody declares a quantisation" in client.get(f"/variants/{family.LONELY}").text


def test_those_that_state_no_relation_have_a_list_of_their_own(tmp_path: Path) -> None:
    named, variant = "Qwen/Odd-8B-GGUF", "bob/Odd-8B-Q4_0-GGUF"
    edges = {(named, BASE): {"relation": "unknown"}, (variant, BASE): {"relation": "quantized"}}
    facts = {named: {"downloads": 900, "license": "mit"}, variant: {"downloads": 10}}
    build([model_batch([BASE, *facts], facts)], [derivation_batch(list(edges), edges)], FACTS, tmp_path / "graph")
    client = create_app(Source(FrozenGraph.open(tmp_path / "graph"), None)).test_client()
    answer = client.get(f"/api/v1/variants/{BASE}").json
    assert [(item["id"], item["license"]) for item in answer["relation_not_stated"]] == [(named, "mit")]
    assert (answer["totals"]["models"], [item["id"] for item in answer["items"]]) == (1, [variant])
    listed = client.get(f"/variants/{BASE}").text.split('id="not-stated"')[1]
    assert listed.index(named) < listed.index(variant), "first those of no count, then the variants"
    page = client.get(f"/models/{BASE}").text
    assert "Downloaded more, and called so, but it does not say how it was made" in page
    assert f"/variants/{BASE}#not-stated" in page


def test_without_variants_the_page_is_a_sentence(client: FlaskClient) -> None:
    text = client.get(f"/variants/{family.LONELY}").text
    assert "Nobody declares a quantisation of it in this snapshot." in text
    assert 'aria-label="Order"' not in text and "CSV" not in text and 'class="pager"' not in text
    assert "<strong>0</strong>" not in text
