"""Every count with and without mass uploads: exact on random graphs, and lists that leave the marked models out."""

import random
from pathlib import Path

import networkx as nx
import pytest

from lineage.frozen import counts_of
from tests.lineage.frozen.graphs import frozen, network, random_pairs

STAR = [("m/1", "r/root"), ("m/2", "r/root"), ("k/a", "r/root"), ("k/b", "m/2"), ("m/3", "r/other"), ("s/s", "s/s")]
MARKED = {id: {"mass_upload": "timestamp"} for id in ("m/1", "m/2", "m/3")}


@pytest.mark.parametrize("seed", range(30))
def test_the_second_figure_is_the_number_of_distinct_unmarked_descendants(tmp_path: Path, seed: int) -> None:
    pairs = random_pairs(seed, size=40, merges=0.3, cycles=seed % 5)
    net = network(pairs)
    dice = random.Random(seed)
    marked = {id: {"mass_upload": "uuid"} for id in sorted(net) if dice.random() < 0.4}
    graph = frozen(tmp_path / "g", pairs, models=marked)
    for number in range(graph.size):
        below = nx.ancestors(net, graph.ids[number])
        assert graph.reach.without_mass[number] == len(below - set(marked))
        assert graph.reach.descendant_count[number] == len(below)


def test_without_marks_both_figures_are_the_same(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", random_pairs(3))
    assert graph.reach.without_mass.tolist() == graph.reach.descendant_count.tolist()
    assert all(count.value == count.without_mass for count in counts_of(graph) if count.name != "mass_uploads")


def test_what_hangs_below_a_marked_model_still_counts(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", STAR, models=MARKED)
    root = graph.ids.number("r/root")
    assert (int(graph.reach.descendant_count[root]), int(graph.reach.without_mass[root])) == (4, 2)


def test_every_count_has_a_second_figure(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", STAR, models=MARKED)
    counts = {count.name: (count.value, count.without_mass) for count in counts_of(graph)}
    assert counts["mass_uploads"] == (3, None)
    assert counts["models"] == (8, 5)
    assert counts["derivations"] == counts["finetune"] == (6, 3)
    assert counts["families"] == (2, 1)
    assert counts["largest_family"] == (4, 2)
    assert counts["self_references"] == (1, 1)
    assert counts["with_declared_parent"] == (6, 3)


def test_lists_leave_marked_models_out_when_asked(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", STAR, models=MARKED)
    root = graph.ids.number("r/root")
    assert graph.ids.take(graph.lists.children_of(root, sort="id", mass_uploads=False).numbers) == ["k/a"]
    assert graph.lists.children_of(root, mass_uploads=False).total == 1
    assert sum(graph.lists.relation_counts(root, mass_uploads=False).values()) == 1
    assert graph.ids.take(graph.lists.select(root, sort="id", mass_uploads=False).numbers) == ["k/a", "k/b"]
    assert graph.lists.select(root).total == 4
    assert graph.models.column("mass_upload").get(graph.ids.number("m/1")) == "timestamp"
