"""Where a few bytes stand in a text, and which lines hold them, held against a look at each."""

import random
from typing import Any, Self

import numpy as np
import pytest

from lineage.frozen.search.occurrences import TOGETHER, lines_holding, occurrences


def lines_of(dice: random.Random, letters: str) -> list[bytes]:
    """Up to 300 lines of up to 90 letters, some of them empty, each with its end."""
    return ["".join([*dice.choices(letters, k=dice.randrange(90)), "\n"]).encode() for _ in range(dice.randint(1, 300))]


@pytest.mark.parametrize("letters", ["ab", "abcdefghij", "aé"])
@pytest.mark.parametrize("few", [0, 1_024])
@pytest.mark.parametrize(("often", "crowded"), [(64, 3), (0, 3), (10**9, 3), (10**9, 10**9), (10**9, 0)])
def test_lines_hold_what_a_plain_look_finds(
    letters: str, often: int, crowded: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lineage.frozen.search.occurrences.FEW", few)
    monkeypatch.setattr("lineage.frozen.search.occurrences.OFTEN", often)
    monkeypatch.setattr("lineage.frozen.search.occurrences.CROWDED", crowded)
    dice = random.Random(7)
    for _ in range(40):
        lines = lines_of(dice, letters)
        text = np.frombuffer(b"".join(lines), np.uint8)
        sought = "".join(dice.choices(letters, k=dice.randint(1, 5))).encode()
        held = lines_holding(text, np.array([*map(len, lines)]), sought)
        assert held.tolist() == [sought in line for line in lines]
        assert occurrences(text, sought).tolist() == [
            place for place in range(len(text)) if text[place : place + len(sought)].tobytes() == sought
        ]


class Letters(bytes):
    """A text that knows at which of its letters somebody looked."""

    looked: list[Any]

    def __new__(cls, text: bytes) -> Self:
        made = super().__new__(cls, text)
        made.looked = []
        return made

    def __getitem__(self, at: Any) -> Any:
        self.looked.append(at)
        return super().__getitem__(at)


@pytest.mark.parametrize("line", [b"abcabc\n", b"z" * 500 + b"\n", b""])
def test_a_long_text_that_nothing_holds_is_not_looked_for_to_its_end(line: bytes) -> None:
    sought, text = Letters(b"abc" * 1_000), np.frombuffer(line * 9, np.uint8)
    assert not lines_holding(text, np.array([len(line)] * 9), sought).any()
    assert not len(occurrences(text, sought))
    assert len(sought.looked) <= 2 * (TOGETHER + 1)
