"""What lies beside a graph that leans on an earlier one is, byte for byte, what is found from nothing."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lineage.errors import BadFile
from lineage.files import checksums
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.frozen.earlier import Carried, Earlier
from lineage.frozen.numbering import Renumbered
from lineage.frozen.storage.arrays import ArrayFile
from lineage.frozen.storage.beside import read
from lineage.frozen.terms import families
from lineage.frozen.terms.build import EarlierTerms
from lineage.home.home import FolderKind, read_manifest
from lineage.values import Relation
from tests.lineage.frozen.graphs import FACTS, Pair, derivation_batch, model_batch, random_pairs

LICENCES = (None, "mit", "apache-2.0", "llama3.1", "cc-by-nc-4.0", "something-odd")
Rows = tuple[dict[str, dict[str, Any]], dict[Pair, dict[str, Any]]]


def some_rows(seed: int) -> Rows:
    """Models by id and derivations by their ends."""
    dice = random.Random(seed)
    pairs = random_pairs(seed, size=60, merges=0.2, cycles=seed % 3)
    ids = sorted({*(id for pair in pairs for id in pair), *(f"alone/{n}" for n in range(10))})
    return {id: some_model(dice) for id in ids}, {pair: some_derivation(dice) for pair in pairs}


def some_model(dice: random.Random) -> dict[str, Any]:
    return {
        "license": dice.choice(LICENCES),
        "downloads": dice.choice((None, dice.randrange(100))),
        "status": dice.choice(("listed", "listed", "missing")),
        "mass_upload": dice.choice((None, None, "uuid")),
        "pipeline_tag": dice.choice((None, "text-generation")),
        "base_not_found": dice.choice((None, None, "no owner")),
    }


def some_derivation(dice: random.Random) -> dict[str, Any]:
    return {"relation": str(dice.choice(tuple(Relation)))}


def a_day_later(rows: Rows, seed: int) -> Rows:
    """With some models gone, some new and some changed; some derivations gone, new, or of another relation."""
    dice = random.Random(seed)
    models, edges = dict(rows[0]), dict(rows[1])
    for id in dice.sample(sorted(models), 2):
        del models[id]
    edges = {pair: facts for pair, facts in edges.items() if set(pair) <= set(models)}
    for id in [*dice.sample(sorted(models), 3), "a/first", "o1/new", "zz/last"]:
        models[id] = some_model(dice)
    for pair in dice.sample(sorted(edges), 4):
        edges[pair] = some_derivation(dice)
    del edges[dice.choice(sorted(edges))]
    for _ in range(3):
        edges[dice.choice(sorted(models)), dice.choice(sorted(models))] = some_derivation(dice)
    return models, edges


def built(folder: Path, rows: Rows, earlier: Earlier | None = None) -> FrozenGraph:
    """The frozen graph of those rows that an `earlier` one does not have."""
    models = {id for id in rows[0] if earlier is None or id in earlier.models}
    edges = [pair for pair in rows[1] if earlier is None or pair in earlier.derivations]
    build([model_batch(sorted(models), rows[0])], [derivation_batch(edges, rows[1])], FACTS, folder, earlier=earlier)
    return FrozenGraph.open(folder)


def arrays_of(folder: Path) -> ArrayFile:
    return ArrayFile(folder, read_manifest(folder, FolderKind.FROZEN)["arrays"], None)


def leaning_on(folder: Path, before: Rows, now: Rows) -> Earlier:
    """The earlier graph in a folder, and what changed since."""
    arrays = arrays_of(folder)
    models, edges = (
        {key for key in {*was, *there} if dict(was).get(key) != dict(there).get(key)}
        for was, there in zip(before, now, strict=True)
    )
    return Earlier(arrays, models, edges, set())  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_carried_is_what_is_built_from_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "LARGE", 3)
    before = some_rows(seed)
    built(tmp_path / "before", before)
    for day in ("1", "2"):
        now = a_day_later(before, seed)
        earlier = leaning_on(tmp_path / "before", before, now)
        carried = built(tmp_path / day, now, earlier)
        anew = built(tmp_path / "anew", now)
        assert contents(carried.folder) == contents(anew.folder)
        (tmp_path / "before").rename(tmp_path / f"before {day}")
        (tmp_path / day).rename(tmp_path / "before")
        before = now


def test_licences_are_looked_at_where_something_changed_and_below(tmp_path: Path) -> None:
    pairs: list[Pair] = [("b/child", "a/base"), ("c/below", "b/child"), ("d/other", "a/base"), ("e/gone", "d/other")]
    pairs += [("f/lost", "a/base"), ("f/lost", "d/other"), ("g/same", "d/other")]
    pairs += [("h/found", "a/base"), ("i/below", "h/found"), ("j/unfound", "a/base"), ("k/unfound", "a/base")]
    models: dict[str, dict[str, Any]] = {id: {"license": "mit"} for pair in pairs for id in pair}
    models["h/found"] = models["k/unfound"] = {"license": "mit", "base_not_found": "no owner"}
    built(tmp_path / "before", (models, {pair: {} for pair in pairs}))
    now = {"a/new": {}, **models, "b/child": {"license": "gpl-3.0"}, "d/other": {"license": "mit", "downloads": 3}}
    now |= {"h/found": {"license": "mit"}, "j/unfound": {"license": "mit", "base_not_found": "no owner"}}
    del now["e/gone"]
    left = [pair for pair in pairs if "e/gone" not in pair and pair != ("f/lost", "d/other")]
    graph = built(tmp_path / "now", (now, {pair: {} for pair in left}))
    before = sorted(models)
    numbers = np.array([-1 if (number := graph.ids.find(id)) is None else number for id in before], np.int32)
    now_and_before = np.array([before.index(id) if id in before else -1 for id in sorted(now)], np.int32)
    _, terms = read(tmp_path / "before" / "licences", FolderKind.LICENCES)
    stated = graph.lazy_terms.stated
    carried = Carried(Earlier(arrays_of(tmp_path / "before"), set(), set(), set()), Renumbered(numbers, now_and_before))
    touched = EarlierTerms.of(terms, carried).touched(stated)
    assert graph.ids.take(touched) == ["a/new", "b/child", "c/below", "f/lost", "h/found", "i/below", "j/unfound"]


def test_damaged_terms_of_an_earlier_graph_are_not_carried_however_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = some_rows(1)
    built(tmp_path / "before", before)
    arrays = tmp_path / "before" / "licences" / "arrays.bin"
    arrays.write_bytes(arrays.read_bytes()[:-1] + b"\xff")
    monkeypatch.setattr(checksums, "AT_ONCE", 0)  # of a large file only the size is looked at when it is opened
    now = a_day_later(before, 1)
    with pytest.raises(BadFile, match="damaged"):
        built(tmp_path / "now", now, leaning_on(tmp_path / "before", before, now))
