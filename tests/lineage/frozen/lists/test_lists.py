"""Pages of children, selections, families and the graph's counts."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lineage.errors import BadInput
from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph, counts_of
from lineage.frozen.lists import lists
from lineage.frozen.lists.ranked import window
from lineage.values import Relation, Status, shown_license
from tests.lineage.frozen.graphs import frozen, random_pairs

STAR = [("k/a", "r/root"), ("k/b", "r/root"), ("k/c", "r/root"), ("k/d", "r/root"), ("k/x", "k/b"), ("k/y", "k/x")]
MODELS: dict[str, dict[str, Any]] = {
    "k/a": {"downloads": 5, "likes": 1, "created_at": datetime(2025, 1, 1, tzinfo=UTC), "license": "mit"},
    "k/b": {"downloads": 1, "likes": 9, "created_at": datetime(2026, 1, 1, tzinfo=UTC)},
    "k/c": {"downloads": 5, "license": "mit", "pipeline_tag": "text-generation"},
    "k/d": {"license": "Other", "license_name": "qwen"},
    "k/y": {"license_name": "qwen", "pipeline_tag": "text-generation"},
    "r/root": {"license": "mit", "license_name": "qwen"},
    "k/x": {"downloads": 2, "license": "mit", "status": "missing", "created_at": datetime(2025, 6, 1, tzinfo=UTC)},
}
SAID = {("k/a", "r/root"): {"relation": "adapter"}, ("k/d", "r/root"): {"relation": "adapter"}}


@pytest.fixture
def graph(tmp_path: Path) -> FrozenGraph:
    return frozen(tmp_path / "g", STAR, alone=["lone/ly"], models=MODELS, derivations=SAID)


ORDERS = {
    "descendants": ["k/b", "k/a", "k/c", "k/d"],
    "downloads": ["k/a", "k/c", "k/b", "k/d"],
    "likes": ["k/b", "k/a", "k/c", "k/d"],
    "created_at": ["k/b", "k/a", "k/c", "k/d"],
    "id": ["k/a", "k/b", "k/c", "k/d"],
}


@pytest.mark.parametrize("sort", ORDERS)
def test_children_are_sorted_highest_first_unknown_last_then_by_id(graph: FrozenGraph, sort: str) -> None:
    root = graph.ids.number("r/root")
    assert graph.ids.take(graph.lists.children_of(root, sort=sort).numbers) == ORDERS[sort]
    pages = [graph.lists.children_of(root, sort=sort, offset=offset, limit=3) for offset in (0, 3, 6)]
    assert [graph.ids.take(page.numbers) for page in pages] == [ORDERS[sort][:3], ORDERS[sort][3:], []]
    assert {page.total for page in pages} == {4}


def test_a_page_of_one_relation_counts_only_that_relation(graph: FrozenGraph) -> None:
    page = graph.lists.children_of(graph.ids.number("r/root"), relation="adapter", sort="downloads", limit=1)
    assert (page.total, graph.ids.take(page.numbers), page.relations) == (2, ["k/a"], [Relation.ADAPTER])
    assert graph.lists.children_of(graph.ids.number("k/y")).total == 0


@pytest.mark.parametrize("few", [0, 4_096])
def test_relations_are_counted_whatever_the_way(graph: FrozenGraph, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "FEW", few)
    page = graph.lists.children_of(graph.ids.number("r/root"), sort="id", offset=1, limit=1, without=Relation.FINETUNE)
    assert {of: count for of, count in page.by_relation.items() if count} == {"adapter": 2, "finetune": 2}
    assert (page.total, graph.ids.take(page.numbers), sum(page.remaining.values())) == (2, ["k/d"], 0)
    page = graph.lists.children_of(graph.ids.number("r/root"), offset=1, limit=1)
    assert {of: count for of, count in page.remaining.items() if count} == {"adapter": 1, "finetune": 1}


def test_an_unknown_order_or_relation_is_refused(graph: FrozenGraph) -> None:
    with pytest.raises(BadInput, match="size") as caught:
        graph.lists.children_of(0, sort="size")
    assert "downloads" in caught.value.hint
    with pytest.raises(BadInput, match="cousin"):
        graph.lists.children_of(0, relation="cousin")


def test_large_lists_page_like_a_full_sort(tmp_path: Path) -> None:
    models = {f"k/{n:03}": {"downloads": (n * 37) % 11} for n in range(300)}
    graph = frozen(tmp_path / "g", [(id, "r/r") for id in models], models=models)
    expected = sorted(models, key=lambda id: (-models[id]["downloads"], id))
    root = graph.ids.number("r/r")
    for offset, limit in ((0, 5), (40, 10), (290, 50), (500, 5)):
        for page in (
            graph.lists.children_of(root, None, "downloads", offset, limit),
            graph.lists.select(root, sort="downloads", offset=offset, limit=limit),
            FilteredModels(graph, ModelFilter(status=(Status.LISTED,)), root).page("downloads", offset, limit),
        ):
            assert graph.ids.take(page.numbers) == expected[offset : offset + limit]


def shown(graph: FrozenGraph, number: int) -> str | None:
    model = graph.models.summary(number)
    return shown_license(model.license, model.license_name)


FIELDS: dict[str, tuple[list[Any], Any]] = {
    "license": (
        [(), ("mit",), ("nobody's",), ("qwen", "Other")],
        lambda g, n, v: bool({g.models.column("license").get(n), shown(g, n)} & {*v}),
    ),
    "author": ([(), ("k",)], lambda g, n, v: g.models.column("author").get(n) in v),
    "status": ([(), ("missing",), (Status.LISTED,)], lambda g, n, v: g.models.column("status").get(n) in v),
    "relation": (
        [(), (Relation.ADAPTER,), ("finetune",)],
        lambda g, n, v: any(e.relation in v for e in g.edges.parents_of(n) if e.parent != n),
    ),
    "created_from": (
        [None, datetime(2025, 6, 1, tzinfo=UTC)],
        lambda g, n, v: (at := g.models.column("created_at").get(n)) is not None and at >= v,
    ),
    "created_to": (
        [None, datetime(2025, 5, 31, tzinfo=UTC)],
        lambda g, n, v: (at := g.models.column("created_at").get(n)) is not None and at < v + timedelta(days=1),
    ),
    "task": ([(), ("text-generation",)], lambda g, n, v: g.models.column("pipeline_tag").get(n) in v),
}


@pytest.mark.parametrize("under", [None, "r/root", "k/b"])
def test_a_selection_meets_every_condition_and_misses_nothing(graph: FrozenGraph, under: str | None) -> None:
    number = None if under is None else graph.ids.number(under)
    candidates = range(graph.size) if number is None else graph.lineage.descendants(number).tolist()
    for values in product(*(values for values, _ in FIELDS.values())):
        given = {name: value for name, value in zip(FIELDS, values, strict=True) if value}
        expected = [n for n in candidates if all(FIELDS[name][1](graph, n, v) for name, v in given.items())]
        page = FilteredModels(graph, ModelFilter(**given), number).page("id")
        assert (page.numbers, page.total) == (expected, len(expected))


def test_a_selection_says_how_each_model_hangs_on_its_parent(graph: FrozenGraph) -> None:
    page = FilteredModels(graph, ModelFilter(author=("r",))).page("id")
    assert (graph.ids.take(page.numbers), page.relations) == (["r/root"], [None])
    assert graph.lists.select(sort="id", limit=1).relations == [Relation.ADAPTER]


def test_families_are_roots_with_derivatives_largest_first(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", [*STAR, ("b/2", "b/1"), ("a/2", "a/1"), ("s/elf", "s/elf")], alone=["lone/ly"])
    page = graph.lists.families(limit=2)
    assert (page.total, graph.ids.take(page.numbers)) == (3, ["r/root", "a/1"])
    assert graph.ids.take(graph.lists.families(limit=2, offset=2).numbers) == ["b/1"]


def test_counts_add_up_and_carry_definitions(tmp_path: Path) -> None:
    pairs = [*STAR, ("k/x", "p/gone"), ("s/elf", "s/elf"), ("c/1", "c/2"), ("c/2", "c/1"), ("c/3", "c/1")]
    graph = frozen(tmp_path / "g", pairs, alone=["lone/ly"], models={"p/gone": {"status": "missing"}}, derivations=SAID)
    counts = {count.name: count.value for count in counts_of(graph)}
    assert counts == {
        "models": 13,
        "listed": 12,
        "missing_parents": 1,
        "removed": 0,
        "mass_uploads": 0,
        "derivations": 11,
        "finetune": 9,
        "adapter": 2,
        "merge": 0,
        "quantized": 0,
        "unknown": 0,
        "with_declared_parent": 10,
        "several_parents": 1,
        "families": 3,
        "largest_family": 6,
        "without_relatives": 2,
        "self_references": 1,
        "cycles": 1,
        "cycle_derivations": 2,
    }
    assert all(count.definition.endswith(".") for count in counts_of(graph))


def test_children_of_the_map_come_families_first_then_leaves_by_relation_and_downloads(graph: FrozenGraph) -> None:
    drawn = graph.forest.children.of(graph.ids.number("r/root"))
    assert graph.ids.take(drawn) == ["k/b", "k/c", "k/a", "k/d"]
    assert graph.map.circle[graph.ids.number("r/root")] == 0
    assert graph.map.circle[graph.ids.number("lone/ly")] == -1


@pytest.mark.parametrize("seed", range(6))
def test_a_page_of_any_family_of_any_graph_is_part_of_its_sorted_descendants(seed: int, tmp_path: Path) -> None:
    pairs = random_pairs(seed, size=60, merges=0.4, cycles=seed % 3)
    ids = sorted({id for pair in pairs for id in pair})
    models = {id: {"license": ("mit", None)[n % 2], "likes": n * 7 % 13} for n, id in enumerate(ids)}
    graph = frozen(tmp_path / "g", pairs, models=models)
    for number in range(graph.size):
        below = sorted(graph.lineage.descendants(number).tolist(), key=lambda n: (-models[graph.ids[n]]["likes"], n))
        mit = [n for n in below if models[graph.ids[n]]["license"] == "mit"]
        for offset, limit in ((0, 2), (1, 50)):
            page = graph.lists.select(number, sort="likes", offset=offset, limit=limit)
            assert (page.total, page.numbers) == (len(below), below[offset : offset + limit])
            page = FilteredModels(graph, ModelFilter(license=("mit",)), number).page("likes", offset, limit)
            assert (page.total, page.numbers) == (len(mit), mit[offset : offset + limit])


def test_a_window_of_ranks_is_that_of_all_of_them_sorted() -> None:
    dice = np.random.default_rng(1)
    for size in (0, 1, 7, 40):
        ranks = dice.permutation(100)[:size]
        for offset in range(size + 2):
            for end in range(offset, size + 3):
                assert window(ranks, offset, end).tolist() == np.argsort(ranks)[offset:end].tolist()
