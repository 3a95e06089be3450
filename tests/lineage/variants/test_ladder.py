"""The ladder of a model: what quantisations lead down to, by format and bits, with the most downloaded of each."""

from datetime import timedelta
from pathlib import Path

import pytest

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.frozen.lists.lists import SORTS
from lineage.tabular import frames
from lineage.variants.collapsed import collapsed
from lineage.variants.ladder import VariantLadder
from lineage.variants.quantized import counts_quantized_below
from lineage.weight_formats import VariantFormat
from tests.lineage.frozen.graphs import FACTS, NOW, derivation_batch, model_batch

QUANTIZED, UNKNOWN, FINETUNE = ({"relation": relation} for relation in ("quantized", "unknown", "finetune"))
EDGES = {
    ("bob/Odd-8B-Q4_K_M-GGUF", "Qwen/Odd-8B"): QUANTIZED,
    ("bob/Odd-8B-GGUF", "Qwen/Odd-8B"): QUANTIZED,
    ("cat/Odd-8B-AWQ", "Qwen/Odd-8B"): QUANTIZED,
    ("cat/Odd-8B-AWQ-Q4_0-GGUF", "cat/Odd-8B-AWQ"): QUANTIZED,  # a quantisation of one
    ("Qwen/Odd-8B-FP8", "Qwen/Odd-8B"): QUANTIZED,
    ("dan/odd-8b", "Qwen/Odd-8B"): UNKNOWN,  # a re-upload
    ("dan/odd-8b-4bit", "dan/odd-8b"): QUANTIZED,
    ("eve/Odd-8B-chat", "Qwen/Odd-8B"): FINETUNE,
    ("eve/Odd-8B-chat-GGUF", "eve/Odd-8B-chat"): QUANTIZED,  # of another model
    ("gus/unreadable", "Qwen/Odd-8B"): QUANTIZED,
    ("fay/Odd-8B-GGUF", "fay/Odd-8B"): QUANTIZED,  # of a candidate
    ("a/loop-4bit", "a/loop-8bit"): QUANTIZED,
    ("a/loop-8bit", "a/loop-4bit"): QUANTIZED,
}
DOWNLOADS = {"bob/Odd-8B-Q4_K_M-GGUF": 10, "bob/Odd-8B-GGUF": 90, "cat/Odd-8B-AWQ-Q4_0-GGUF": 20}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    folder = tmp_path_factory.mktemp("ladder") / "graph"
    models = dict.fromkeys(id for pair in EDGES for id in pair)
    facts = {id: {"downloads": DOWNLOADS.get(id)} for id in models}
    facts["Qwen/Odd-8B"]["parameters"] = 8_190_735_360
    facts["gus/unreadable"]["mass_upload"] = "timestamp"  # type: ignore[assignment]
    guessed = {"child": ["fay/Odd-8B"], "parent": ["Qwen/Odd-8B"]}
    build([model_batch(models, facts)], [derivation_batch(list(EDGES), EDGES)], FACTS, folder, [guessed])
    return FrozenGraph.open(folder)


@pytest.fixture(scope="module")
def ladder(graph: FrozenGraph) -> VariantLadder:
    return VariantLadder(graph, graph.ids.number("Qwen/Odd-8B"))


def test_it_holds_what_quantisations_lead_to_and_nothing_else(graph: FrozenGraph, ladder: VariantLadder) -> None:
    assert {row.id for row in ladder.rows().page()} == {
        "bob/Odd-8B-Q4_K_M-GGUF",
        "bob/Odd-8B-GGUF",
        "cat/Odd-8B-AWQ",
        "cat/Odd-8B-AWQ-Q4_0-GGUF",
        "Qwen/Odd-8B-FP8",
        "dan/odd-8b-4bit",
        "gus/unreadable",
    }
    assert graph.ids.take(ladder.re_uploads) == ["dan/odd-8b"]
    assert graph.ids.take(ladder.candidates) == ["fay/Odd-8B"]
    totals = ladder.totals
    assert (totals.models, totals.without_mass_uploads, totals.official) == (7, 6, 1)
    assert (totals.format_not_known, totals.bits_not_known) == (2, 3)


def test_rungs_add_up_and_each_begins_with_the_most_downloaded(ladder: VariantLadder) -> None:
    rungs = ladder.rungs()
    assert [(rung.format, rung.bits, rung.models, rung.official) for rung in rungs] == [
        ("GGUF", 4, 2, 0),
        ("GGUF", None, 1, 0),
        ("AWQ", None, 1, 0),
        ("FP8", 8, 1, 1),
        (None, 4, 1, 0),
        (None, None, 1, 0),
    ]
    assert rungs[0].best.id == "cat/Odd-8B-AWQ-Q4_0-GGUF" and rungs[0].best.variant.bits_rule == "name: q4-0"
    for name in ("models", "without_mass_uploads", "official"):
        assert sum(getattr(rung, name) for rung in rungs) == getattr(ladder.totals, name)


def test_the_size_of_a_rung_is_estimated_by_the_models_parameters(graph: FrozenGraph, ladder: VariantLadder) -> None:
    sizes = {(rung.format, rung.bits): rung.estimated_bytes for rung in ladder.rungs()}
    assert sizes["GGUF", 4] == 8_190_735_360 * 4 // 8
    assert sizes["FP8", 8] == 8_190_735_360
    assert sizes["GGUF", None] is None, "its bits are not known"
    unstated = VariantLadder(graph, graph.ids.number("a/loop-4bit")).rungs()
    assert [(rung.bits, rung.estimated_bytes) for rung in unstated] == [(8, None)], "its parameters are not known"


def test_parts_of_it_in_any_order(ladder: VariantLadder) -> None:
    assert [row.id for row in ladder.rows(VariantFormat.GGUF).page()] == [
        "bob/Odd-8B-GGUF",
        "cat/Odd-8B-AWQ-Q4_0-GGUF",
        "bob/Odd-8B-Q4_K_M-GGUF",
    ]
    assert [row.id for row in ladder.rows(VariantFormat.GGUF, 4).page("id")] == [
        "bob/Odd-8B-Q4_K_M-GGUF",
        "cat/Odd-8B-AWQ-Q4_0-GGUF",
    ]
    assert [row.id for row in ladder.rows(not_known=("format", "bits")).page()] == ["gus/unreadable"]
    assert len(ladder.rows(not_known=("format", "bits"), mass_uploads=False)) == 0
    assert [row.id for row in ladder.rows(official=True).page()] == ["Qwen/Odd-8B-FP8"]
    for sort in SORTS:
        assert len(list(ladder.rows().page(sort, 1, 2))) == 2
    with pytest.raises(BadInput, match="size"):
        ladder.rows().page("size")


def test_the_newest_come_first_and_those_of_no_date_last(tmp_path: Path) -> None:
    days = {"a/1": 3, "a/2": None, "a/3": 9, "a/4": None, "a/5": 1}
    edges = {(id, "Qwen/Odd-8B"): QUANTIZED for id in days}
    facts = {id: {"created_at": day and NOW + timedelta(days=day)} for id, day in days.items()}
    models = model_batch(["Qwen/Odd-8B", *days], facts)
    build([models], [derivation_batch(list(edges), edges)], FACTS, tmp_path / "graph")
    graph = FrozenGraph.open(tmp_path / "graph")
    page = VariantLadder(graph, graph.ids.number("Qwen/Odd-8B")).rows().page("created_at")
    assert [row.id for row in page] == ["a/3", "a/1", "a/5", "a/2", "a/4"]


def test_descendants_are_models_and_variants_of_them(graph: FrozenGraph, ladder: VariantLadder) -> None:
    found = collapsed(ladder)
    assert (found.total, found.models, found.variants) == (10, 1, 9), "eve's chat is the one model"
    assert (found.quantised, found.re_uploads, found.mass_uploads) == (8, 1, 1)
    assert not found.models_have_a_list, "the re-upload was made by no quantisation either"
    chat = collapsed(VariantLadder(graph, graph.ids.number("eve/Odd-8B-chat")))
    assert (chat.total, chat.models, chat.variants, chat.models_have_a_list) == (1, 0, 1, True)


def test_models_without_variants_and_cycles_of_them(graph: FrozenGraph) -> None:
    alone = VariantLadder(graph, graph.ids.number("gus/unreadable"))
    assert (len(alone), alone.rungs(), alone.totals.models) == (0, [], 0)
    loop = VariantLadder(graph, graph.ids.number("a/loop-4bit"))
    assert [row.id for row in loop.rows().page()] == ["a/loop-8bit"]
    numbers = [graph.ids.number(id) for id in ("Qwen/Odd-8B", "eve/Odd-8B-chat", "a/loop-8bit", "dan/odd-8b-4bit")]
    assert counts_quantized_below(graph, numbers) == [6, 1, 1, 0]


def test_its_table_has_a_row_for_each_variant(ladder: VariantLadder) -> None:
    table = frames.variants_frame(ladder)
    assert table["id"].to_list() == [row.id for row in ladder.rows().page()]
    first = table.row(0, named=True)
    assert (first["format"], first["bits"], first["official"], first["downloads"]) == ("GGUF", None, False, 90)
    assert first["format_rule"] == "name: gguf" and table["bits"].null_count() == ladder.totals.bits_not_known


def test_those_that_state_no_relation_stand_beside_it_by_their_names(tmp_path: Path) -> None:
    base, copy = "Qwen/Odd-8B", "dan/odd-8b"
    edges = {
        ("Qwen/Odd-8B-GGUF", base): UNKNOWN,
        ("hal/odd_8b_mlx_4bit", copy): UNKNOWN,  # of a re-upload
        ("hal/Odd-8B-chat-GGUF", base): UNKNOWN,  # called after another
        ("hal/Odd-8B-v2", base): UNKNOWN,
        ("hal/Odd-8B-hf", base): UNKNOWN,  # nothing tells how it is stored
        ("hal/Odd-8B-safetensors", base): UNKNOWN,  # plain weights
        ("ida/Odd-8B-AWQ", base): QUANTIZED,
        ("ida/Odd-8B-AWQ-GGUF", base): UNKNOWN,  # a variant by another way
        ("ida/Odd-8B-AWQ-GGUF", "ida/Odd-8B-AWQ"): QUANTIZED,
        ("jo/Odd-8B-Q8_0-GGUF", base): FINETUNE,
        (copy, base): UNKNOWN,
    }
    models = dict.fromkeys(id for pair in edges for id in pair)
    facts = {"Qwen/Odd-8B-GGUF": {"downloads": 7, "license": "mit"}, "hal/odd_8b_mlx_4bit": {"downloads": 70}}
    build([model_batch(models, facts)], [derivation_batch(list(edges), edges)], FACTS, tmp_path / "graph")
    graph = FrozenGraph.open(tmp_path / "graph")
    ladder = VariantLadder(graph, graph.ids.number(base))
    assert [(row.id, row.variant.format, row.official) for row in ladder.relation_not_stated] == [
        ("hal/odd_8b_mlx_4bit", "MLX", False),
        ("Qwen/Odd-8B-GGUF", "GGUF", True),
    ]
    assert ladder.relation_not_stated[1].license == "mit"
    assert ladder.totals.models == 2, "they are in no count"
    assert VariantLadder(graph, graph.ids.number("hal/Odd-8B-v2")).relation_not_stated == []
