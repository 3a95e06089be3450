"""A graph that is built on an earlier one is, byte for byte, what is built from nothing, whatever changed."""

import json
import random
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lineage.errors import BadFile
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.frozen.earlier import Earlier
from lineage.frozen.search import build as search_build
from lineage.frozen.storage.arrays import ArrayFile
from tests.lineage.frozen.graphs import FACTS, NOW, Pair, derivation_batch, model_batch

OWNERS = ("Qwen", "qwen", "b", "é", "")
NAMES = ("m", "M", "a-b", "ab", "a_b.c", "Ü", "x" * 70)
Models = dict[str, dict[str, Any]]


def made(dice: random.Random) -> dict[str, Any]:
    """A model's properties, many of them equal to others'."""
    return {
        "status": dice.choice(("listed", "listed", "missing")),
        "author": dice.choice((*OWNERS, f"o{dice.randrange(9)}", None)),
        "downloads": dice.choice((None, 0, 1, 5, 5_000_000_000)),
        "likes": dice.choice((None, 0, 3)),
        "created_at": dice.choice((None, NOW, NOW - timedelta(days=dice.randrange(3)))),
        "license": dice.choice((None, "mit", f"l{dice.randrange(20)}")),
        "hub_id": dice.choice((None, "65f0a1b2c3d4e5f601234567")),
        "mass_upload": dice.choice((None, None, "account")),
        "base_not_found": dice.choice((None, None, "no owner")),
    }


def some_id(dice: random.Random) -> str:
    return f"{dice.choice(OWNERS)}/{dice.choice(NAMES)}{dice.choice(('', dice.randrange(12)))}"


def some_pairs(dice: random.Random, models: Models, many: int) -> set[Pair]:
    ids = sorted(models)
    return {(dice.choice(ids), dice.choice(ids)) for _ in range(many if ids else 0)}


def arrays_of(folder: Path) -> ArrayFile:
    return ArrayFile(folder, json.loads((folder / "manifest.json").read_text())["arrays"], None)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def written(folder: Path, models: Models, pairs: set[Pair]) -> None:
    build([model_batch(models, models)], [derivation_batch(sorted(pairs))], FACTS, folder)


def carried(folder: Path, earlier: Path, models: Models, pairs: set[Pair], was: tuple[Models, set[Pair]]) -> None:
    """Build on an earlier graph, of which models, and pairs that do not stay, are given anew."""
    arrays = arrays_of(earlier)
    changed = {id for id in {*models, *was[0]} if models.get(id) != was[0].get(id)}
    given = model_batch([id for id in models if id in changed], models), derivation_batch(sorted(pairs - was[1]))
    build([given[0]], [given[1]], FACTS, folder, earlier=Earlier(arrays, changed, pairs ^ was[1], set()))


@pytest.mark.parametrize("seed", range(12))
def test_what_is_carried_over_is_what_is_built_from_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(search_build, "TOKENS_OF", dice.choice((20, 1_000)))  # some models leave the most used ones
    monkeypatch.setattr(search_build, "MOST_TOKENS", dice.choice((10, 1_000)))
    models = {some_id(dice): made(dice) for _ in range(dice.choice((0, 5, 80)))}
    pairs = some_pairs(dice, models, 60)
    written(tmp_path / "0", models, pairs)
    for day in range(1, 4):
        was = dict(models), set(pairs)
        for id in dice.sample(sorted(models), len(models) // 5):
            del models[id]
        for id in dice.sample(sorted(models), len(models) // 5):
            models[id] = made(dice)
        for id in dice.sample(sorted(models), len(models) // 5):
            not_found = models[id]["base_not_found"]
            models[id] = {**models[id], "base_not_found": "no owner" if not_found is None else None}
        models |= {some_id(dice): made(dice) for _ in range(dice.choice((0, 10)))}
        pairs = {pair for pair in pairs if {*pair} <= models.keys()} | some_pairs(dice, models, 10)
        written(tmp_path / f"whole {day}", models, pairs)
        carried(tmp_path / str(day), tmp_path / str(day - 1), models, pairs, was)
        whole, ours = tmp_path / f"whole {day}", tmp_path / str(day)
        assert contents(ours) == contents(whole)
        assert FrozenGraph.open(ours).version == FrozenGraph.open(whole).version


@pytest.mark.parametrize("given", [{"a/b": {}}, {"a/c": {}}])
def test_a_model_that_stays_is_not_given_again(tmp_path: Path, given: Mapping[str, Mapping[str, Any]]) -> None:
    written(tmp_path / "earlier", {"a/b": {}, "a/d": {}}, set())
    earlier = Earlier(arrays_of(tmp_path / "earlier"), {"a/d"}, set(), set())
    twice = [model_batch(given), model_batch([] if "a/b" in given else given)]
    with pytest.raises(BadFile, match="given twice"):
        build(twice, [], FACTS, tmp_path / "g", earlier=earlier)
