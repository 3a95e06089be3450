"""What several sets of places have in common, equal to what Python's sets say."""

import random
from itertools import combinations, pairwise

import numpy as np
import pytest

from lineage.frozen.derivations.overlaps import Overlaps, in_both
from lineage.frozen.derivations.subtree import Places

SIZE = 60


def places_of(dice: random.Random) -> tuple[Places, set[int]]:
    """Random ranges, some of which begin where the one before ends; none now and then."""
    bounds = sorted(dice.choices(range(SIZE + 1), k=dice.choice((0, 2, 6, 14))))
    ranges = [(start, end) for start, end in pairwise(bounds) if start < end]
    chosen = sorted(dice.sample(ranges, dice.randint(0, len(ranges))))
    places = Places(*(np.array([pair[at] for pair in chosen], np.int32) for at in (0, 1)))
    return places, {place for start, end in chosen for place in range(start, end)}


@pytest.mark.parametrize("seed", range(40))
def test_counts_are_those_of_sets(seed: int) -> None:
    dice = random.Random(seed)
    drawn = [places_of(dice) for _ in range(dice.randint(1, 8))]
    marked = {place for place in range(SIZE) if dice.random() < 0.3}
    before = np.cumsum([0, *(place in marked for place in range(SIZE))])
    overlaps, sets = Overlaps.of([places for places, _ in drawn]), [those for _, those in drawn]
    for kind, sums in ((set(range(SIZE)), overlaps.bounds), (marked, before[overlaps.bounds])):
        counts = overlaps.counts(sums)
        for subset in range(1, 1 << len(sets)):
            holding = [those for at, those in enumerate(sets) if subset >> at & 1]
            others = [those for at, those in enumerate(sets) if not subset >> at & 1]
            assert counts[subset] == len(kind.intersection(*holding).difference(*others))
        both = in_both(counts)
        assert [len(kind & those) for those in sets] == both.diagonal().tolist()
        for one, other in combinations(range(len(sets)), 2):
            assert both[one, other] == both[other, one] == len(kind & sets[one] & sets[other])
