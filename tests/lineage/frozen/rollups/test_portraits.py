"""Portraits: every count is that of brute force over the union, on random graphs with merges, cycles and all else."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from lineage.frozen.rollups import portrait_build as build
from lineage.frozen.rollups.files import roll_up, rollups_of
from lineage.frozen.rollups.portraits import (
    MOST_PORTRAIT_MODELS,
    SIZES,
    TRAINING,
    PartCount,
    Portrait,
    RankedValues,
    frozen_portrait,
)
from lineage.frozen.rollups.progenitors import Generations, Progenitor, generations_of_few, placed_generations
from lineage.frozen.rollups.rollups import LEVELS, RollUps
from lineage.languages import codes_of, name_of
from lineage.organisations import Organisation, Organisations
from lineage.values import Relation, shown_license
from tests.lineage.frozen.graphs import Pair, frozen, network, random_pairs

TABLE = Organisations((Organisation("Both", ("o0", "o1"), "by hand"),))


class World:
    """A random graph with random properties, and what a plain reading of the definitions counts."""

    def __init__(self, folder: Path, seed: int) -> None:
        dice = random.Random(seed)
        self.pairs = random_pairs(seed, size=40, cycles=3)
        self.derivations = {pair: {"relation": dice.choice([*Relation])} for pair in self.pairs}
        ids = sorted({id for pair in self.pairs for id in pair} | {"none", "lone/model"})
        self.models = {id: self._model(id, dice) for id in ids}
        self.graph = frozen(folder, self.pairs, models=self.models, derivations=self.derivations)
        self.rolled = RollUps("", roll_up(self.graph, TABLE))
        self.net = network(self.pairs)

    @staticmethod
    def _model(id: str, dice: random.Random) -> dict[str, Any]:
        maybe: Callable[[Any], Any] = lambda value: value if dice.random() < 0.7 else None  # noqa: E731
        return {
            "author": id.partition("/")[0] if "/" in id else None,
            "downloads": maybe(dice.randrange(9)),
            "downloads_all_time": None,
            "license": maybe(dice.choice(["mit", "other"])),
            "license_name": maybe(dice.choice(["mit", "own", "qwen"])),
            "pipeline_tag": maybe(dice.choice("ab")),
            "tags": maybe(dice.sample(["en", "zh", "zho", "ko", "no-language"], dice.randrange(4))),
            "parameters": maybe(dice.choice([1, *SIZES[1:], SIZES[2] - 1])),
            "mass_upload": maybe("timestamp"),
            "created_at": maybe(datetime(2024, dice.randint(1, 4), 2, tzinfo=UTC)),
        }

    def own(self, one: Progenitor) -> set[str]:
        ids = list(self.graph.ids.take(range(self.graph.size)))
        if one.level == "model":
            return {ids[one.code]}
        return {id for id in ids if self._codes(id)[one.level] == one.code}

    def _codes(self, id: str) -> dict[str, int]:
        authors = list(self.graph.models.words("author").vocabulary)
        author = self.models[id]["author"]
        owner = len(authors) if author is None else authors.index(author)
        return {"owner": owner, "organisation": int(self.rolled.organisation_of_owner[owner])}

    def union(self, own: set[str]) -> set[str]:
        inside = (nx.ancestors(self.net, id) - {id} for id in own if id in self.net)  # edges point to parents
        return set().union(*inside)

    def is_own(self, one: Progenitor, own: set[str]) -> Callable[[str], bool]:
        """Whether a model is of the same owner, or (but for an owner) of the same organisation."""
        level = "owner" if one.level == "owner" else "organisation"
        codes = {self._codes(id)[level] for id in own}
        return lambda id: self._codes(id)[level] in codes

    def generation(self, id: str, own: set[str]) -> int:
        """The shortest walk of at least one derivation from a model up to any of these."""
        first = list(self.net.successors(id))
        ways: list[dict[str, int]] = [nx.single_source_shortest_path_length(self.net, parent) for parent in first]
        return 1 + min(way[up] for way in ways for up in own if up in way)

    def relations(self, id: str) -> set[Relation]:
        return {self.derivations[child, parent]["relation"] for child, parent in self.pairs if child == id != parent}


@pytest.mark.parametrize("at_once", [0, build.AT_ONCE])
@pytest.mark.parametrize("seed", range(12))
def test_every_count_of_portraits_counted_at_once_is_that_of_brute_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, at_once: int
) -> None:
    monkeypatch.setattr(build, "AT_ONCE", at_once)
    world = World(tmp_path / "graph", seed)
    sizes = dict(zip(LEVELS, world.rolled.arrays["sizes"].tolist(), strict=True))
    ones = [Progenitor(level, code) for level in LEVELS for code in range(sizes[level])]
    random.Random(seed).shuffle(ones)
    for one, found in zip(ones, _portraits(world.graph, world.rolled, ones), strict=True):
        _check(world, one, found)


def _portraits(graph: FrozenGraph, rolled: RollUps, ones: Sequence[Progenitor]) -> list[Portrait]:
    return build.portraits(graph, rolled, ones, lambda missing: [one.descendants(graph, rolled) for one in missing])


def _check(world: World, one: Progenitor, found: Portrait) -> None:
    own = world.own(one)
    union, is_own, models = world.union(own), world.is_own(one, own), world.models
    assert one.descendants(world.graph, world.rolled).each().size == len(union) == _union(world, one)

    def part(which: Callable[[str], Any]) -> PartCount:
        kept = [id for id in union if which(id)]
        return PartCount(len(kept), sum(not models[id]["mass_upload"] for id in kept), sum(map(is_own, kept)))

    assert found.relations == {kind: part(partial(_is_made_by, world, kind)) for kind in Relation}
    generation = {id: world.generation(id, own) for id in union}
    last = max(generation.values(), default=0)
    assert list(found.generations) == [part(_is(n, generation.get)) for n in range(1, last + 1)]
    placed = placed_generations(world.graph, world.rolled, one)
    for id, expected in generation.items():
        assert placed[world.graph.subtree.preorder[world.graph.ids.number(id)]] == expected
    assert found.months.undated == part(lambda id: not models[id]["created_at"])
    for at, count in enumerate(found.months.counts, found.months.first):
        assert count == part(_is(at, lambda id: _month(models[id])))
    assert found.months.undated.models + sum(count.models for count in found.months.counts) == len(union)
    _check_ranked(found.licenses, part, lambda id: shown_license(models[id]["license"], models[id]["license_name"]))
    _check_ranked(found.tasks, part, lambda id: models[id]["pipeline_tag"])
    assert found.languages
    _check_several(found.languages, part, lambda id: {name_of(code) for code in codes_of(models[id]["tags"] or ())})
    for first, end, count in zip(SIZES, (*SIZES[1:], 10**15), found.sizes.counts, strict=True):
        assert count == part(partial(_has_size, models, first, end))
    assert found.downloads_all_time.both.value is None
    for group, total in (
        (own, found.downloads.own),
        (union, found.downloads.descendants),
        (own | union, found.downloads.both),
    ):
        values = [models[id]["downloads"] for id in group if models[id]["downloads"] is not None]
        assert (total.value, total.stated, total.models) == (sum(values) if values else None, len(values), len(group))
    _check_people(world, found, own, {id for id in union if not is_own(id)})


def _is(value: Any, of: Callable[[str], Any]) -> Callable[[str], bool]:
    return lambda id: of(id) == value


def _is_made_by(world: World, relation: Relation, id: str) -> bool:
    return relation in world.relations(id)


def _has_size(models: dict[str, dict[str, Any]], first: int, end: int, id: str) -> bool:
    size = models[id]["parameters"]
    return size is not None and first <= size < end


def _union(world: World, one: Progenitor) -> float:
    return world.rolled.of(one.level, one.code).union.value


def _month(model: dict[str, Any]) -> int:
    created = model["created_at"]
    return (created.year - 1970) * 12 + created.month - 1 if created else -1


def _check_several(found: RankedValues, part: Any, values_of: Callable[[str], set[str]]) -> None:
    """As `_check_ranked`, of a property of which a model may have several values."""
    assert found.unstated == part(lambda id: not values_of(id))
    assert found.values == len(found.first)
    for one in found.first:
        assert one.count == part(lambda id, name=one.name: name in values_of(id))
    assert len({one.name for one in found.first}) == len(found.first)


def _check_ranked(found: RankedValues, part: Any, value_of: Callable[[str], str | None]) -> None:
    assert found.unstated == part(lambda id: value_of(id) is None)
    assert found.values == len(found.first)
    for one in found.first:
        assert one.count == part(_is(one.name, value_of))
    counts = [one.count.models for one in found.first]
    assert counts == sorted(counts, reverse=True)


def _check_people(world: World, found: Portrait, own: set[str], others: set[str]) -> None:
    """Builders, bases and intermediates."""
    models, number = world.models, world.graph.ids.number
    by_owner = Counter(models[id]["author"] for id in others)
    assert found.builder_count == len(by_owner)
    assert {one.name: one.models for one in found.builders} == {name: n for name, n in by_owner.items() if name}
    for one in found.builders:
        trained = [id for id in others if models[id]["author"] == one.name and world.relations(id) & {*TRAINING}]
        assert one.trained == len(trained)
    built_on = {number(id) for id in own if any(parent == id != child for child, parent in world.pairs)}
    assert found.base_count == len(built_on)
    assert {one.model for one in found.bases} <= built_on
    with_derivatives = {id for id in others if any(parent == id != child for child, parent in world.pairs)}
    for kind, ranked in (("trainer", found.trainers), ("repackager", found.repackagers)):
        assert [one.models for one in ranked] == sorted((one.models for one in ranked), reverse=True)
        of_kind = {number(id) for id in with_derivatives if _kind(world.relations(id)) == kind}
        wanted = {number for number in of_kind if world.rolled.soles(np.array([number]))[0, 0]}
        assert {one.model for one in ranked} <= wanted
        assert len(ranked) == min(len(wanted), MOST_PORTRAIT_MODELS)


def _kind(relations: set[Relation]) -> str | None:
    if relations & {*TRAINING}:
        return "trainer"
    return "repackager" if Relation.QUANTIZED in relations else None


def test_large_portraits_are_frozen_and_are_those_counted_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "FROZEN_FROM", 3)
    pairs: list[Pair] = random_pairs(5)
    graph: FrozenGraph = frozen(tmp_path / "graph", pairs)
    rolled = rollups_of(graph)
    codes = rolled.arrays["organisation.portrait.code"].tolist()
    assert codes and not len(rolled.arrays["owner.portrait.code"])  # each is all of its organisation
    for code in codes:
        one = Progenitor("organisation", code)
        union = one.descendants(graph, rolled)
        for generations in (Generations(graph).of_rows, partial(generations_of_few, graph)):
            counted = build._counted(graph, rolled, [one], [union], generations)
            assert counted == [frozen_portrait(rolled.arrays, one.level, code)]
        of_owner, of_organisation = _portraits(graph, rolled, [Progenitor("owner", code), one])
        assert of_owner == of_organisation == counted[0]


def test_a_chain_has_no_portrait_of_each_of_its_models_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "FROZEN_FROM", 3)
    length = build.DEEP + 40
    graph = frozen(tmp_path / "graph", [(f"a/m{n + 1:03}", f"a/m{n:03}") for n in range(length)])
    rolled = rollups_of(graph)
    below = [length - number for number in rolled.arrays["model.portrait.code"].tolist()]  # below model n
    deep, shallow = [many for many in below if many > build.DEEP], [many for many in below if many <= build.DEEP]
    assert deep == [length - n for n in range(build.DEEPEST)]
    assert sum(shallow) <= build.TIMES * graph.size < sum(shallow) + shallow[-1]
    (unfrozen,) = _portraits(graph, rolled, [Progenitor("model", build.DEEPEST)])
    assert len(unfrozen.generations) == length - build.DEEPEST
