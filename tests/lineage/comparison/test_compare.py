"""Models side by side, equal to brute force on random graphs."""

from itertools import combinations, product
from pathlib import Path

import networkx as nx
import pytest

from lineage.comparison import Agreement, ModelComparison, compare_models
from lineage.errors import BadInput, UnknownModel
from lineage.frozen import FrozenGraph
from tests.lineage.frozen.graphs import Pair, frozen, network, random_pairs


@pytest.mark.parametrize("seed", range(8))
def test_ancestors_ways_and_families_are_those_of_brute_force(seed: int, tmp_path: Path) -> None:
    """With merges, cycles and self-references; mass uploads are every third model."""
    pairs = random_pairs(seed, 16, 0.5, seed % 4)
    ids = sorted({id for pair in pairs for id in pair})
    marked = set(ids[::3])
    models = {id: {"mass_upload": "uuid"} for id in marked}
    graph, net = frozen(tmp_path / "graph", pairs, models=models), network(pairs)
    for several in [*combinations(ids[:7], 2), *combinations(ids[4:9], 3), *combinations(ids[8:13], 4)]:
        found = compare_models(graph, None, several)
        up = [nx.single_source_shortest_path_length(net, id) for id in several]
        common = {id: tuple(distance[id] for distance in up) for id in set.intersection(*map(set, up))}
        shown = {one.id: one.distances for one in found.common_ancestors.items}
        assert shown == common
        assert list(map(sum, shown.values())) == sorted(map(sum, common.values()))
        _check_pairs(found, net)
        _check_families(found, net, marked)


def _check_pairs(found: ModelComparison, net: "nx.DiGraph[str]") -> None:
    group = {id: at for at, members in enumerate(nx.strongly_connected_components(net)) for id in members}
    for pair in found.pairs:
        both = ({pair.one} | nx.descendants(net, pair.one)) & ({pair.other} | nx.descendants(net, pair.other))
        lowest = {
            id for id in both if not any(group[one] != group[id] and nx.has_path(net, one, id) for one in both - {id})
        }
        assert pair.total == len(lowest)
        assert {meeting.ancestor for meeting in pair.meetings} <= lowest
        assert len(pair.meetings) == min(3, len(lowest))
        for meeting, (end, at) in product(pair.meetings, ((pair.one, 0), (pair.other, 1))):
            way = [end, *(step.parent for step in meeting.ways[at])]
            assert way[-1] == meeting.ancestor
            assert len(way) == nx.shortest_path_length(net, end, meeting.ancestor) + 1
            assert nx.is_path(net, way)
            assert all(step.evidence and step.raw == step.parent for step in meeting.ways[at])


def _check_families(found: ModelComparison, net: "nx.DiGraph[str]", marked: set[str]) -> None:
    below = [nx.ancestors(net, id) for id in found.ids]
    families = found.families
    for at, mine in enumerate(below):
        others = set().union(*(other for i, other in enumerate(below) if i != at))
        for count, models in ((families.each[at], mine), (families.alone[at], mine - others)):
            assert (count.models, count.without_mass_uploads) == (len(models), len(models - marked))
        assert [cell.models for cell in families.both[at]] == [len(mine & other) for other in below]
    assert families.all.models == len(set.intersection(*below))


BASE, CHILD, MIRROR = "Q/base", "a/child", "b/base"
PAIRS: list[Pair] = [(CHILD, BASE), (CHILD, "lost/parent"), ("c/deep", CHILD)]
FACTS = {
    BASE: {"parameters": 8, "license": "apache-2.0", "downloads": 5},
    CHILD: {"parameters": 8, "license": "other", "license_name": "apache-2.0", "mass_upload": "uuid"},
    MIRROR: {"parameters": None, "license": "mit", "downloads": 7},
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    folder = tmp_path_factory.mktemp("compared") / "graph"
    return frozen(folder, PAIRS, models={**FACTS, "lost/parent": {"status": "missing"}})


def test_fields_agree_differ_or_are_not_known(graph: FrozenGraph) -> None:
    fields = {one.name: one for one in compare_models(graph, None, [BASE, CHILD]).fields}
    assert fields["license"].values == ("apache-2.0", "apache-2.0")
    assert {
        name: fields[name].agreement for name in ("parameters", "license", "author", "downloads", "mass_upload")
    } == {
        "parameters": Agreement.SAME,
        "license": Agreement.SAME,
        "author": Agreement.DIFFERENT,
        "downloads": Agreement.NOT_KNOWN,
        "mass_upload": Agreement.DIFFERENT,
    }


def test_one_is_the_others_ancestor_and_two_may_have_nothing_in_common(graph: FrozenGraph) -> None:
    deep, none = compare_models(graph, None, [BASE, "c/deep", MIRROR]).pairs[:2]
    (meeting,) = deep.meetings
    assert (meeting.ancestor, meeting.ways[0]) == (BASE, ())
    assert [(step.child, step.relation, step.evidence) for step in meeting.ways[1]] == [
        ("c/deep", "finetune", ("card",)),
        (CHILD, "finetune", ("card",)),
    ]
    assert (none.total, none.meetings, none.inferred) == (0, (), None)


def test_a_long_way_up_is_cut_and_says_so(graph: FrozenGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not compare_models(graph, None, [BASE, "c/deep"]).common_ancestors.truncated
    monkeypatch.setattr("lineage.comparison.kinship.MOST_ABOVE", 1)
    assert compare_models(graph, None, [BASE, "c/deep"]).common_ancestors.truncated


def test_a_model_given_twice_stands_there_once(graph: FrozenGraph) -> None:
    found = compare_models(graph, None, [BASE, f" {BASE} ", ""])
    assert (found.ids, found.pairs, found.families.alone) == ((BASE,), (), found.families.each)


@pytest.mark.parametrize(
    ("ids", "kind", "message"),
    [
        ([], BadInput, "no model"),
        ([" ", ""], BadInput, "no model"),
        ([BASE, CHILD, MIRROR, "c/deep", "not/there"], BadInput, "5 models"),
        ([BASE, "Q/bass"], UnknownModel, "Q/bass"),
    ],
)
def test_what_cannot_be_compared_is_said(
    graph: FrozenGraph, ids: list[str], kind: type[BadInput], message: str
) -> None:
    with pytest.raises(kind, match=message):
        compare_models(graph, None, ids)


def test_a_table_has_a_row_for_each_with_its_parents_and_what_its_family_is_and_is_downloaded(tmp_path: Path) -> None:
    relations = {("a/tuned", "o/base"): "finetune", ("b/small", "a/tuned"): "quantized", ("b/mixed", "o/base"): "merge"}
    edges = {pair: {"relation": relation} for pair, relation in relations.items()}
    downloads = {"o/base": 100, "a/tuned": 20, "b/small": 3, "b/mixed": None}
    models = {id: {"downloads": value} for id, value in downloads.items()}
    graph = frozen(tmp_path / "g", list(edges), models=models, derivations=edges)
    found = compare_models(graph, None, ["o/base", "a/tuned", "b/mixed"])
    table = found.table()
    assert table["id"].to_list() == list(found.ids)
    assert table["parents"].to_list()[1] == [
        {"id": "o/base", "relation": "finetune", "evidence": [*found.models[1].parents[0].evidence]}
    ]
    assert table["descendants"].to_list() == [3, 1, 0]
    assert table["descendants_of_it_alone"].to_list() == [2, 0, 0]
    assert table["descendants_by_quantized"].to_list() == [1, 1, 0]
    assert table["descendants_by_merge"].to_list() == [1, 0, 0]
    assert table["family_downloads"].to_list() == [123, 23, None]
    assert table["family_downloads_all_time"].to_list() == [None, None, None]
    assert compare_models(graph, None, ["b/mixed"]).table().schema == table.schema
