"""What counts leave out: models below copies that are not listed, against networkx; declared counts never change."""

import json
from collections.abc import Iterable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from lineage.errors import BadFile
from lineage.frozen import FrozenGraph, Undercount, counts_of
from lineage.frozen.build import build
from lineage.frozen.counts import count
from lineage.frozen.undercount import undercount_of_union
from lineage.owners import owners
from tests.lineage.frozen.graphs import FACTS, Pair, derivation_batch, model_batch, network, random_pairs

DECLARED = [("k/a", "o/base"), ("k/b", "copy/base"), ("k/c", "copy/base"), ("k/d", "k/c"), ("k/a", "copy/base")]
MISSING = {"copy/base": {"status": "missing"}}


def with_guesses(
    folder: Path, declared: Iterable[Pair], guessed: Iterable[Pair], missing: Iterable[str]
) -> FrozenGraph:
    declared, guessed = list(declared), list(guessed)
    ids = sorted({id for pair in [*declared, *guessed] for id in pair})
    models = model_batch(ids, {id: {"status": "missing"} for id in missing})
    inferred = {"child": [child for child, _ in guessed], "parent": [parent for _, parent in guessed]}
    build([models], [derivation_batch(declared)], FACTS, folder, [inferred])
    return FrozenGraph.open(folder)


def test_what_hangs_on_a_copy_that_is_not_listed_stands_beside_the_count_and_not_in_it(tmp_path: Path) -> None:
    graph = with_guesses(tmp_path / "g", DECLARED, [("copy/base", "o/base")], MISSING)
    base, copy = graph.ids.number("o/base"), graph.ids.number("copy/base")
    assert int(graph.reach.descendant_count[base]) == 1
    assert graph.undercounts.get(base) == Undercount(models=3, copies=1)  # b, c, d; a counts already
    assert graph.undercounts.get(copy) is None
    counts = {count.name: count for count in counts_of(graph)}
    assert (counts["largest_family"].value, counts["largest_family"].undercount) == (4, None)


def test_the_guesses_of_listed_models_count_for_nothing(tmp_path: Path) -> None:
    graph = with_guesses(tmp_path / "g", DECLARED, [("copy/base", "o/base")], missing=[])
    assert graph.undercounts.get(graph.ids.number("o/base")) is None


def test_a_missing_model_that_declares_parents_is_counted_as_declared(tmp_path: Path) -> None:
    declared = [("m/a", "o/base"), ("k/b", "m/a")]
    graph = with_guesses(tmp_path / "g", declared, [("m/a", "o/other")], missing=["m/a"])
    assert int(graph.reach.descendant_count[graph.ids.number("o/base")]) == 2
    assert all(graph.undercounts.get(number) is None for number in range(graph.size))


def test_what_hangs_on_copies_of_several_models_counts_once_for_their_owner(tmp_path: Path) -> None:
    """A model and one made from it have a copy each; what both copies have, and what the union has, is not added up."""
    declared = [("o/tuned", "o/base"), ("k/a", "copy/base"), ("k/a", "copy/tuned"), ("k/b", "copy/tuned")]
    declared += [("k/c", "o/lone"), ("k/c", "copy/base"), ("o/own", "copy/base"), ("k/d", "o/copied")]
    guessed = [("copy/base", "o/base"), ("copy/tuned", "o/tuned"), ("o/copied", "o/base")]
    graph = with_guesses(tmp_path / "g", declared, guessed, [child for child, _ in guessed])
    each = graph.undercounts.models_of(graph.models.of_owner("o"))
    assert sorted(each[each > 0].tolist()) == [2, 5]
    assert owners.owner(graph, "o").undercount == Undercount(models=2, copies=2)
    assert owners.owner(graph, "copy").undercount is None


@pytest.mark.parametrize("seed", range(40))
def test_the_undercount_is_the_distinct_rest_below_on_any_graph(tmp_path: Path, seed: int) -> None:
    declared = random_pairs(seed, size=50, merges=0.3, cycles=seed % 4)
    plain = network(declared)
    roots = sorted(id for id in plain if not list(plain.successors(id)) and (id, id) not in declared)
    copies = roots[::2]
    guessed = [(copy, sorted(plain)[(7 * at + seed) % len(plain)]) for at, copy in enumerate(copies)]
    guessed = [(child, parent) for child, parent in guessed if child != parent]
    whole = plain.copy()
    whole.add_edges_from(guessed)
    graph = with_guesses(tmp_path / "g", declared, guessed, copies)
    found = 0
    for id in plain:
        number = graph.ids.number(id)
        below, more = nx.ancestors(plain, id), nx.ancestors(whole, id)
        assert int(graph.reach.descendant_count[number]) == len(below)
        hidden = more - below - {child for child, _ in guessed}
        copied = more & {child for child, _ in guessed}
        assert graph.undercounts.get(number) == (Undercount(len(hidden), len(copied)) if hidden else None)
        found += len(hidden)
    assert found or not guessed
    own = sorted(plain)[seed % 3 :: 3]
    below, more = (set().union(*(nx.ancestors(of, id) for id in own)) for of in (plain, whole))
    copied = {child for child, _ in guessed} & more - set(own)
    hidden = more - below - set(own) - copied
    numbers = np.array([graph.ids.number(id) for id in own], np.int32)
    union = undercount_of_union(graph.subtree, numbers, graph.copies)
    assert union == (Undercount(len(hidden), len(copied)) if hidden else None)


def test_a_graph_that_an_earlier_version_froze_answers_nothing(tmp_path: Path) -> None:
    with_guesses(tmp_path / "g", DECLARED, [("copy/base", "o/base")], MISSING)
    path = tmp_path / "g" / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["checksum"]  # which an earlier version did not write
    manifest["arrays"] = {name: at for name, at in manifest["arrays"].items() if not name.startswith("undercount.")}
    path.write_text(json.dumps(manifest))
    graph = FrozenGraph.open(tmp_path / "g")
    assert graph.undercounts.get(graph.ids.number("o/base")) is None


def test_a_guess_about_an_unknown_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no/body"):
        build(
            [model_batch(["a/b"])],
            [],
            FACTS,
            tmp_path / "g",
            [{"child": ["no/body"], "parent": ["a/b"]}],
        )


def test_the_counts_of_a_folder_are_those_of_its_arrays_kept_or_counted_anew(tmp_path: Path) -> None:
    declared = [*DECLARED, ("k/e", "copy/base"), ("s/elf", "s/elf"), ("c/1", "c/2"), ("c/2", "c/1")]
    graph = with_guesses(tmp_path / "g", declared, [("copy/base", "big/base")], MISSING)
    assert counts_of(graph) == count(graph)
    assert count(graph)[-1].value == 2
    path = tmp_path / "g" / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["checksum"]  # which an earlier version did not write
    for kept in ({}, {"models": manifest["counts"]["models"]}, {"of an earlier version": [1, 1, None]}):
        path.write_text(json.dumps({**manifest, "counts": kept}))
        assert counts_of(FrozenGraph.open(tmp_path / "g")) == count(graph)
    path.write_text(json.dumps({name: value for name, value in manifest.items() if name != "counts"}))
    assert counts_of(FrozenGraph.open(tmp_path / "g")) == count(graph)
