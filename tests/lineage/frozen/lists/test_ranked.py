"""Pages in the order of ranks, held against all of them sorted."""

import random

import numpy as np
import pytest

from lineage.frozen.lists import ranked
from lineage.frozen.lists.ranked import lowest, near, window


@pytest.mark.parametrize("few", [0, 4_096])
@pytest.mark.parametrize("part", [50, 131_072])
def test_a_page_is_what_a_full_sort_has_there(few: int, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranked, "FEW", few)
    monkeypatch.setattr("lineage.frozen.lists.conditions.PART", part)
    dice = random.Random(3)
    for _ in range(300):
        size = dice.choice((1, 7, 300, 20_000))
        some = np.array(dice.sample(range(size), dice.choice((size, size // 2, size // 300))), np.int32)
        kept = dice.choice((None, np.array([dice.random() < 0.3 for _ in some], np.bool_)))
        offset, end = sorted(dice.choices((0, 1, 5, 90, size // 3, size - 2, size, size + 9), k=2))
        cut = dice.randint(0, len(some))
        parts = [(some[which], None if kept is None else kept[which]) for which in (slice(cut), slice(cut, None))]
        found, passed = near(parts, offset, end, size)
        ranks = np.concatenate([of[at] for (of, _), at in zip(parts, found, strict=True)])
        expected = sorted((some if kept is None else some[kept]).tolist())
        assert ranks[window(ranks, offset - passed, end - passed)].tolist() == expected[offset:end]
        assert some[lowest(some, kept, end, size)].tolist() == expected[:end]


def test_far_pages_look_at_few() -> None:
    ranks = np.random.default_rng(1).permutation(1_000_000)
    kept = ranks % 3 > 0
    (found,), passed = near([(ranks, kept)], 500_000, 500_050, 1_000_000)
    assert len(found) < 2_000
    assert passed <= 500_000
