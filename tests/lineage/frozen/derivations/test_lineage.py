"""What the frozen graph says about descent is what networkx says, on random graphs with merges and cycles."""

from itertools import islice
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from tests.lineage.frozen.graphs import Pair, frozen, network, random_pairs

SHAPES = [
    *((seed, {}) for seed in range(40)),
    *((seed, {"size": 12, "merges": 0.6, "cycles": 4, "selves": 2}) for seed in range(100, 140)),
    *((seed, {"size": 80, "merges": 0.05, "cycles": 0, "selves": 0}) for seed in range(200, 210)),
    *((seed, {"size": 25, "merges": 0.1, "cycles": 12}) for seed in range(300, 320)),
]


@pytest.fixture(params=SHAPES, ids=lambda shape: f"seed{shape[0]}")
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[FrozenGraph, "nx.DiGraph[str]"]:
    seed, shape = request.param
    pairs = random_pairs(seed, **shape)
    return frozen(tmp_path / "g", pairs, alone=["lonely/one"]), network([*pairs, ("lonely/one", "lonely/one")])


def ids(graph: FrozenGraph, numbers: object) -> set[str]:
    return set(graph.ids.take(numbers))  # type: ignore[arg-type]


def test_numbers_are_the_byte_order_of_ids(case: tuple[FrozenGraph, "nx.DiGraph[str]"]) -> None:
    graph, net = case
    assert graph.ids.take(range(graph.size)) == sorted(net, key=str.encode)
    assert all(graph.ids.number(graph.ids[n]) == n for n in range(graph.size))


def test_descendants_and_ancestors_are_those_of_networkx(case: tuple[FrozenGraph, "nx.DiGraph[str]"]) -> None:
    graph, net = case
    for n in range(graph.size):
        below, above = graph.lineage.descendants(n), graph.lineage.ancestors(n)
        assert ids(graph, below) == nx.ancestors(net, graph.ids[n])
        assert ids(graph, above) == nx.descendants(net, graph.ids[n])
        assert sorted(set(below.tolist())) == below.tolist()
        assert sorted(set(above.tolist())) == above.tolist()
        assert graph.reach.descendant_count[n] == len(below)


@pytest.mark.parametrize("limits", [{"FEW": 0}, {"MANY": 0}, {"MANY": 0, "LOOKS": 400}, {"MANY": 10**6}])
def test_a_family_is_the_same_whichever_way_its_ranges_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]
) -> None:
    graph = frozen(tmp_path / "g", random_pairs(7, size=400, merges=0.4, cycles=5))
    several = [np.arange(n, graph.size, 7) for n in range(7)]
    compared = [graph.lineage.descendants(n).tolist() for n in range(graph.size)]
    together = [graph.subtree.below(numbers).tolist() for numbers in several]
    for name, limit in limits.items():
        monkeypatch.setattr(f"lineage.frozen.derivations.subtree.{name}", limit)
    assert [graph.lineage.descendants(n).tolist() for n in range(graph.size)] == compared
    assert [graph.subtree.below(numbers).tolist() for numbers in several] == together


def test_counts_do_not_depend_on_how_much_is_counted_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = random_pairs(7, size=400, merges=0.4)
    at_once = frozen(tmp_path / "g", pairs)
    monkeypatch.setattr("lineage.frozen.derivations.reachability.PAIRS_AT_ONCE", 3)
    in_parts = frozen(tmp_path / "h", pairs)
    assert in_parts.version == at_once.version
    assert max(in_parts.reach.descendant_count) > 100


def test_a_union_counts_each_descendant_once_and_none_of_the_models_given(
    case: tuple[FrozenGraph, "nx.DiGraph[str]"],
) -> None:
    graph, net = case
    for author in ("o0", "o1", "nobody"):
        own = {id for id in net if id.startswith(f"{author}/")}
        expected = set().union(*(nx.ancestors(net, id) for id in own)) - own
        assert ids(graph, graph.models.of_owner(author)) == own
        assert ids(graph, graph.lineage.union_of(graph.models.of_owner(author))) == expected


def test_depth_is_the_longest_chain_below_with_cycles_contracted(case: tuple[FrozenGraph, "nx.DiGraph[str]"]) -> None:
    graph, net = case
    condensed = nx.condensation(net)
    below: dict[int, int] = {}
    for component in nx.topological_sort(condensed):  # children first: edges lead to parents
        below[component] = max((below[c] + 1 for c in condensed.predecessors(component)), default=0)
    expected = {id: below[component] for id, component in condensed.graph["mapping"].items()}
    assert {graph.ids[n]: int(graph.reach.depth[n]) for n in range(graph.size)} == expected


def expected_roots(net: "nx.DiGraph[str]") -> set[str]:
    condensed = nx.condensation(net)
    return {min(data["members"]) for c, data in condensed.nodes(data=True) if condensed.out_degree(c) == 0}


def test_roots_have_no_parents_or_are_the_first_of_a_cycle_without_outside_parents(
    case: tuple[FrozenGraph, "nx.DiGraph[str]"],
) -> None:
    graph, net = case
    roots = expected_roots(net)
    assert {graph.ids[n] for n in range(graph.size) if graph.reach.is_root[n]} == roots
    for n in range(graph.size):
        id = graph.ids[n]
        assert ids(graph, graph.lineage.roots_of(n)) == ({id} if id in roots else nx.descendants(net, id) & roots)


def test_generation_is_the_fewest_derivations_up_to_a_root(case: tuple[FrozenGraph, "nx.DiGraph[str]"]) -> None:
    graph, net = case
    steps = nx.multi_source_dijkstra_path_length(net.reverse(), expected_roots(net))
    assert {graph.ids[n]: int(graph.reach.generation[n]) for n in range(graph.size)} == steps


def simple_paths(net: "nx.DiGraph[str]", id: str, roots: set[str]) -> set[tuple[str, ...]]:
    if id in roots:
        return {(id,)}
    found = {tuple(path) for root in roots for path in islice(nx.all_simple_paths(net, id, root), 20_000)}
    return {path for path in found if not roots & set(path[:-1])}


def test_paths_to_roots_are_all_simple_paths_shortest_first(case: tuple[FrozenGraph, "nx.DiGraph[str]"]) -> None:
    graph, net = case
    roots = expected_roots(net)
    for n in range(graph.size):
        expected = simple_paths(net, graph.ids[n], roots)
        answer = graph.lineage.paths_to_roots(n, limit=7)
        named = [tuple(graph.ids.take(path)) for path in answer.paths]
        assert len(set(named)) == len(named) == min(7, len(expected))
        assert set(named) <= expected
        assert [len(path) for path in named] == sorted(map(len, expected))[:7]
        assert answer.truncated == (len(expected) > 7)
        assert len(named[0]) == graph.reach.generation[n] + 1


def test_the_display_forest_covers_every_model_once_and_follows_real_derivations(
    case: tuple[FrozenGraph, "nx.DiGraph[str]"],
) -> None:
    graph, net = case
    roots = expected_roots(net)
    tree: nx.DiGraph[int] = nx.DiGraph()
    tree.add_nodes_from(range(graph.size))
    for n in range(graph.size):
        parent = int(graph.forest.parent[n])
        assert (parent < 0) == (graph.ids[n] in roots)
        if parent >= 0:
            assert net.has_edge(graph.ids[n], graph.ids[parent])
            tree.add_edge(parent, n)
    assert nx.is_branching(tree)
    for n in range(graph.size):
        assert set(graph.forest.children.of(n).tolist()) == set(tree.successors(n))
        assert graph.forest.size[n] == 1 + len(nx.descendants(tree, n))
        assert graph.forest.root[n] == n or graph.forest.root[n] in nx.ancestors(tree, n)
        assert graph.forest.parent[graph.forest.root[n]] < 0
        assert graph.forest.size[n] == 1 + sum(graph.forest.size[graph.forest.children.of(n)])


def test_a_ladder_of_merges_with_a_billion_paths_answers_at_once(tmp_path: Path) -> None:
    rungs = 40
    pairs: list[Pair] = [
        (f"x/{side}{rung + 1:02}", f"x/{other}{rung:02}") for rung in range(rungs) for side in "ab" for other in "ab"
    ]
    graph = frozen(tmp_path / "g", pairs)
    answer = graph.lineage.paths_to_roots(graph.ids.number(f"x/a{rungs}"), limit=20)
    assert [len(path) for path in answer.paths] == [rungs + 1] * 20
    assert len({tuple(path) for path in answer.paths}) == 20
    assert answer.truncated
    assert graph.reach.descendant_count[graph.ids.number("x/a00")] == 2 * rungs


def test_a_dense_cycle_answers_within_bounds(tmp_path: Path) -> None:
    clique = [f"x/{n:02}" for n in range(30)]
    pairs = [(a, b) for a in clique for b in clique if a != b]
    graph = frozen(tmp_path / "g", pairs)
    answer = graph.lineage.paths_to_roots(graph.ids.number("x/29"), limit=20)
    assert answer.truncated
    assert len(answer.paths) == 20
    assert graph.ids.take(graph.lineage.roots_of(7)) == ["x/00"]
    assert graph.reach.descendant_count.tolist() == [29] * 30


def primary(graph: FrozenGraph, id: str) -> str | None:
    parent = int(graph.forest.parent[graph.ids.number(id)])
    return None if parent < 0 else graph.ids[parent]


def test_the_primary_parent_is_listed_then_has_most_descendants_then_the_smallest_id(tmp_path: Path) -> None:
    pairs = [("a/kid", "p/gone"), ("a/kid", "p/big"), ("a/kid", "p/small"), ("a/x", "p/big"), ("a/y", "p/big")]
    pairs += [(f"g/{n}", "p/gone") for n in range(9)] + [("a/tie", "p/t2"), ("a/tie", "p/t1")]
    graph = frozen(tmp_path / "g", pairs, models={"p/gone": {"status": "missing"}})
    assert primary(graph, "a/kid") == "p/big"
    assert primary(graph, "a/tie") == "p/t1"
    assert primary(graph, "g/3") == "p/gone"


def test_a_cycle_hangs_under_its_parent_outside_and_else_under_its_first_model(tmp_path: Path) -> None:
    pairs = [("c/1", "c/2"), ("c/2", "c/3"), ("c/3", "c/1"), ("c/2", "r/oot"), ("d/2", "d/1"), ("d/1", "d/2")]
    graph = frozen(tmp_path / "g", pairs)
    assert [primary(graph, id) for id in ("c/1", "c/2", "c/3")] == ["c/2", "r/oot", "c/1"]
    assert [primary(graph, id) for id in ("d/1", "d/2")] == [None, "d/1"]
    assert [int(n) for n in graph.reach.generation[[graph.ids.number(id) for id in ("c/1", "c/2", "c/3")]]] == [2, 1, 3]
    assert graph.ids.take(graph.lists.families(limit=10).numbers) == ["r/oot", "d/1"]


def test_nobody_has_no_descendants(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", [("a/1", "r/1"), ("a/1", "r/2"), ("r/1", "r/2"), ("r/2", "r/1")])
    assert graph.lineage.union_of([]).tolist() == []
    assert graph.lineage.union_of(range(graph.size)).tolist() == []
