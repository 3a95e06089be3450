"""Building: nothing is lost or invented, the same graph gives the same bytes, broken input and folders are refused."""

import gc
import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from lineage.errors import BadFile, BadInput, NewerFormat
from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph, counts_of
from lineage.frozen.build import build
from lineage.values import Evidence, Irregularity, Model, Relation, Status
from tests.lineage.frozen.graphs import FACTS, NOW, derivation_batch, frozen, model_batch, random_pairs
from tests.open_files import counted, open_files

PAIR = [("k/child", "k/parent")]
KNOWN: dict[str, Any] = {
    "status": "listed",
    "hub_id": "65f0a1b2c3d4e5f601234567",
    "author": "Qwen",
    "created_at": datetime(2025, 4, 27, 3, 40, 8, 123000, tzinfo=UTC),
    "created_month": "2025-04",
    "last_modified": datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
    "downloads": 0,
    "downloads_all_time": 3_900_000_000,
    "likes": 7,
    "license": "other",
    "license_name": "qwen-research",
    "license_link": "https://huggingface.co/Qwen/Qwen2.5-3B/blob/main/LICENSE",
    "pipeline_tag": "text-generation",
    "library": "transformers",
    "parameters": 751_632_384,
    "gated": "false",
}


def test_every_property_comes_back_and_unknown_stays_unknown(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", PAIR, models={"Qwen/é": KNOWN, "x/bare": {"status": "missing", "author": None}})
    known, bare = (graph.models.summary(graph.ids.number(id)) for id in ("Qwen/é", "x/bare"))
    classes = {"license_class": "non_commercial", "effective_class": "non_commercial"}
    assert known == Model(id="Qwen/é", **{**KNOWN, **classes, "status": Status.LISTED})
    unknown = {"license_class": "unknown", "effective_class": "unknown"}
    assert bare == Model(id="x/bare", status=Status.MISSING, **unknown)
    both = [graph.ids.number("x/bare"), graph.ids.number("Qwen/é")]
    for name, value in KNOWN.items():
        assert graph.models.column(name).take(both)[1] == value
        assert graph.models.column(name).take(both)[0] == ("missing" if name == "status" else None)
        assert graph.models.column(name).get(both[1]) == value
    assert graph.models.column("id").take(both) == ["x/bare", "Qwen/é"]


def test_a_folder_frozen_before_a_property_was_known_opens_without_it(tmp_path: Path) -> None:
    frozen(tmp_path / "g", PAIR, models={"Qwen/é": KNOWN})
    path = tmp_path / "g" / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["checksum"]  # which an earlier version did not write
    manifest["arrays"] = {name: at for name, at in manifest["arrays"].items() if not name.startswith("license_")}
    for beside in ("licences", "facets"):
        shutil.rmtree(tmp_path / "g" / beside)
    path.write_text(json.dumps(manifest))
    graph = FrozenGraph.open(tmp_path / "g")
    number = graph.ids.number("Qwen/é")
    assert (graph.models.summary(number).license, graph.models.summary(number).license_name) == ("other", None)
    assert graph.models.column("license_link").take(range(graph.size)) == [None] * graph.size
    assert graph.models.summary(number).effective_class == "unknown", "it follows from what was frozen"
    assert [FilteredModels(graph, ModelFilter(license=(name,))).total for name in ("other", "qwen-research")] == [1, 0]


def test_moments_in_other_zones_are_the_same_moments(tmp_path: Path) -> None:
    local = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=8)))
    graph = frozen(tmp_path / "g", PAIR, models={"a/b": {"created_at": local}})
    assert graph.models.column("created_at").get(graph.ids.number("a/b")) == datetime(2025, 12, 31, 17, 0, tzinfo=UTC)


def test_a_column_that_stays_in_the_store_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="tags") as caught:
        frozen(tmp_path / "g", [("a/b", "a/c")]).models.column("tags")
    assert "license" in caught.value.hint


def test_facts_come_back(tmp_path: Path) -> None:
    assert frozen(tmp_path / "g", PAIR).facts == FACTS


def test_every_derivation_comes_back_with_all_that_was_said(tmp_path: Path) -> None:
    said = {
        ("c/1", "p/1"): {"relation": "merge", "evidence": ["hub", "tag"], "raw": "P/1 "},
        ("c/1", "p/2"): {
            "relation": "adapter",
            "evidence": ["card", "inferred"],
            "relation_claims": ["card:adapter", "tag:finetune"],
        },
        ("c/1", "c/1"): {"relation": "unknown", "evidence": ["card"]},
        ("c/2", "p/2"): {"relation": "quantized", "evidence": ["tag"]},
    }
    graph = frozen(tmp_path / "g", said, derivations=said)
    selves, first, second = graph.edges.parents_of(graph.ids.number("c/1"))
    assert second == graph.edges.between(graph.ids.number("c/1"), graph.ids.number("p/2"))
    assert (first.relation, first.evidence, first.raw) == (Relation.MERGE, (Evidence.HUB, Evidence.TAG), "P/1 ")
    assert (first.relation_claims, first.irregularity) == (None, None)
    assert second.relation_claims == ("card:adapter", "tag:finetune")
    assert (second.raw, second.evidence) == ("p/2", (Evidence.CARD, Evidence.INFERRED))
    assert selves.irregularity == Irregularity.SELF_REFERENCE
    assert graph.ids.take(graph.edges.self_references) == ["c/1"]
    assert graph.ids.take(graph.parents.of(graph.ids.number("c/1"))) == ["p/1", "p/2"]
    assert graph.derivations == 4
    assert graph.lists.relation_counts(graph.ids.number("p/2")) == {
        Relation.FINETUNE: 0,
        Relation.ADAPTER: 1,
        Relation.MERGE: 0,
        Relation.QUANTIZED: 1,
        Relation.UNKNOWN: 0,
    }
    with pytest.raises(BadInput):
        graph.edges.between(graph.ids.number("p/1"), graph.ids.number("c/1"))


def test_codes_beside_the_adjacency_belong_to_their_neighbours(tmp_path: Path) -> None:
    dice = random.Random(5)
    pairs = random_pairs(5, size=40, merges=0.5)
    kinds = [str(r) for r in Relation]
    said = {p: {"relation": dice.choice(kinds), "evidence": dice.sample(list(Evidence), 2)} for p in pairs}
    graph = frozen(tmp_path / "g", pairs, derivations=said)
    for neighbours, relations, evidence, child_first in (
        (graph.children, graph.children.relation, graph.children.evidence, False),
        (graph.parents, graph.parents.relation, graph.parents.evidence, True),
    ):
        for n in range(graph.size):
            for place in range(neighbours.indptr[n], neighbours.indptr[n + 1]):
                other = int(neighbours.indices[place])
                edge = graph.edges.between(n, other) if child_first else graph.edges.between(other, n)
                assert list(Relation)[relations[place]] == edge.relation
                assert evidence[place] == sum(1 << list(Evidence).index(e) for e in edge.evidence)


def test_derivations_of_a_cycle_are_marked_even_where_nobody_said_so(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", [("a/1", "a/2"), ("a/2", "a/1"), ("a/2", "r/1")])
    edges = [edge for n in range(3) for edge in graph.edges.parents_of(n)]
    odd = {(graph.ids[edge.child], graph.ids[edge.parent]): edge.irregularity for edge in edges}
    assert odd == {("a/1", "a/2"): Irregularity.CYCLE, ("a/2", "a/1"): Irregularity.CYCLE, ("a/2", "r/1"): None}


def shuffled(batch: dict[str, list[Any]], seed: int, size: int) -> list[dict[str, list[Any]]]:
    order = list(range(len(next(iter(batch.values())))))
    random.Random(seed).shuffle(order)
    return [
        {name: [column[row] for row in order[first : first + size]] for name, column in batch.items()}
        for first in range(0, len(order), size)
    ]


def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_comes(tmp_path: Path) -> None:
    pairs = random_pairs(11, size=60)
    words = ["mit", None, "other"]
    facts = {f"o{n % 4}/m{n}": {"license": words[n % 3], "downloads": n % 5, "created_at": NOW} for n in range(60)}
    models = model_batch(sorted({id for pair in pairs for id in pair} | set(facts)), facts)
    for seed in (1, 2):
        build(
            shuffled(models, seed, 7 * seed),
            shuffled(derivation_batch(pairs), seed, 5 * seed),
            FACTS,
            tmp_path / str(seed),
        )
    folders = (tmp_path / "1", tmp_path / "2")
    names, others = ([path.relative_to(f) for path in sorted(f.rglob("*")) if path.is_file()] for f in folders)
    assert names == others
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    changed = model_batch(models["id"], {**facts, "o0/m0": {"likes": 1}})
    build([changed], [derivation_batch(pairs)], FACTS, tmp_path / "3")
    assert FrozenGraph.open(tmp_path / "3").version != FrozenGraph.open(tmp_path / "1").version


def test_an_empty_graph_can_be_built_and_asked(tmp_path: Path) -> None:
    build([], [], FACTS, tmp_path / "g")
    graph = FrozenGraph.open(tmp_path / "g")
    assert (graph.size, graph.derivations, graph.search.find("x"), graph.lists.families().total) == (0, 0, [], 0)
    assert all(count.value == 0 for count in counts_of(graph))
    assert graph.ids.find("a/b") is None


MODELS = model_batch(["a/b", "c/d"])
UNFIT: list[tuple[str, dict[str, list[Any]], dict[str, list[Any]]]] = [
    ("twice", model_batch(["a/b", "c/d", "a/b"]), derivation_batch([])),
    ("twice", MODELS, derivation_batch([("a/b", "c/d"), ("a/b", "c/d")])),
    ("x/y", MODELS, derivation_batch([("a/b", "x/y")])),
    ("magic", MODELS, derivation_batch([("a/b", "c/d")], {("a/b", "c/d"): {"relation": "magic"}})),
    ("rumour", MODELS, derivation_batch([("a/b", "c/d")], {("a/b", "c/d"): {"evidence": ["rumour"]}})),
    ("status", model_batch(["a/b"], {"a/b": {"status": None}}), derivation_batch([])),
]


@pytest.mark.parametrize(("what", "models", "derivations"), UNFIT)
def test_what_does_not_fit_is_refused_and_leaves_the_old_graph(
    what: str, models: dict[str, list[Any]], derivations: dict[str, list[Any]], tmp_path: Path
) -> None:
    frozen(tmp_path / "g", [("old/1", "old/2")])
    with pytest.raises(BadFile, match=what):
        build([models], [derivations], FACTS, tmp_path / "g")
    assert FrozenGraph.open(tmp_path / "g").ids.find("old/1") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["g"]


@counted
def test_a_graph_that_nobody_uses_leaves_no_file_open_before_garbage_is_looked_for(tmp_path: Path) -> None:
    frozen(tmp_path / "g", [("a/b", "a/c")])
    gc.collect()
    gc.disable()
    try:
        assert open_files(tmp_path) == []
        graph = FrozenGraph.open(tmp_path / "g")
        assert graph.search.find("b")
        assert [graph.terms, graph.variants, graph.dominators]
        assert open_files(tmp_path)
        del graph
        assert open_files(tmp_path) == []
    finally:
        gc.enable()


def test_an_open_graph_keeps_answering_while_its_folder_is_replaced(tmp_path: Path) -> None:
    before = frozen(tmp_path / "g", [("a/1", "a/2"), ("a/3", "a/2")])
    frozen(tmp_path / "g", [("b/1", "b/2")])
    assert before.ids.take(before.lineage.descendants(before.ids.number("a/2"))) == ["a/1", "a/3"]


def change_manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        change(manifest)
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return damage


def truncate(folder: Path) -> None:
    path = folder / "arrays.bin"
    path.write_bytes(path.read_bytes()[:-200])


DAMAGE: dict[str, tuple[Callable[[Path], object], type[BadInput]]] = {
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), BadFile),
    "no JSON": (lambda folder: (folder / "manifest.json").write_text("<html>"), BadFile),
    "another manifest": (change_manifest(lambda manifest: manifest.pop("arrays")), BadFile),
    "a missing array": (change_manifest(lambda manifest: manifest["arrays"].pop("preorder")), BadFile),
    "no version": (change_manifest(lambda manifest: manifest.pop("version")), BadFile),
    "facts without dates": (change_manifest(lambda manifest: manifest["facts"].pop("started_at")), BadFile),
    "no arrays": (lambda folder: (folder / "arrays.bin").unlink(), BadFile),
    "empty arrays": (lambda folder: (folder / "arrays.bin").write_bytes(b""), BadFile),
    "truncated arrays": (truncate, BadFile),
    "a newer format": (change_manifest(lambda manifest: manifest.update(format=99)), NewerFormat),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_broken_or_newer_folder_is_refused_with_a_way_out(name: str, tmp_path: Path) -> None:
    damage, error = DAMAGE[name]
    frozen(tmp_path / "g", [("a/b", "a/c")])
    damage(tmp_path / "g")
    with pytest.raises(error) as caught:
        FrozenGraph.open(tmp_path / "g")
    assert caught.value.hint
