"""Which places meet several conditions, and which are of a set of ranges, held against a look at each."""

import random

import numpy as np
import pytest

from lineage.frozen.derivations.subtree import Places
from lineage.frozen.lists.conditions import PART, Condition, Which, met, stands_elsewhere, stands_in
from lineage.frozen.storage.arrays import Bools

SIZE = 2_000
MANY = 2 * PART + 5_000  # which are looked at in parts


def some_places(dice: random.Random, longest: int) -> tuple[Places, set[int]]:
    """Ranges, some of them side by side, and what they hold."""
    starts, ends, place = [], [], dice.choice([0, 3])
    while place < SIZE:
        starts.append(place)
        ends.append(min(place + dice.randint(1, longest), SIZE))
        place = ends[-1] + dice.choice([0, 0, 1, 7, 300])
    held = {place for start, end in zip(starts, ends, strict=True) for place in range(start, end)}
    return Places(np.array(starts, np.int32), np.array(ends, np.int32)), held


@pytest.mark.parametrize("longest", [1, 2, 9, 500])
@pytest.mark.parametrize("looks", [0, 64, 10**9])
def test_ranges_hold_what_lies_in_them(longest: int, looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.frozen.derivations.subtree.LOOKS", looks)
    dice = random.Random(longest)
    for _ in range(20):
        places, held = some_places(dice, longest)
        first, end = sorted(dice.choices(range(SIZE + 1), k=2))
        inside = [place in held for place in range(first, end)]
        assert places.between(first, end).tolist() == inside
        assert places.hold(np.arange(first, end)).tolist() == inside
        assert stands_in(places)(slice(first, end)).tolist() == inside
        assert stands_elsewhere(places)(slice(first, end)).tolist() == [not one for one in inside]
        assert places.mask(SIZE).tolist() == [place in held for place in range(SIZE)]
    assert Places.of(np.zeros(0, np.int32)).between(3, 6).tolist() == [False] * 3


@pytest.mark.parametrize("few", [0, 16, 10**9])
def test_places_that_meet_all_conditions(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.frozen.lists.conditions.FEW", few)
    dice = np.random.default_rng(1)
    columns = [dice.random(MANY) < share for share in (0.5, 0.02, 0.9)]
    for column in columns:
        column.flags.writeable = False  # as in a mapped file: a condition may answer with a part of it
    conditions: list[Condition] = [_of(column) for column in columns]
    scattered = np.flatnonzero(dice.random(MANY) < 0.6)
    parts: list[Which] = [slice(0, MANY), slice(7, PART + 311), slice(5, 5), scattered, scattered[:0]]
    for which in parts:
        for count in (1, 2, 3):
            expected = np.logical_and.reduce([column[which] for column in columns[:count]])
            assert met(which, conditions[:count]).tolist() == expected.tolist()


def _of(column: Bools) -> Condition:
    return lambda which: column[which]
