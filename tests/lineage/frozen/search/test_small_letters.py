"""Which texts hold words in small letters, equal to what Python's texts say."""

import random

import numpy as np
import pytest

from lineage.frozen.search.small_letters import hold_all, rows_holding
from lineage.frozen.storage.strings import table
from tests.lineage.frozen.search.held import holds

LETTERS = "aAbB-.1/[@É"
"""Capitals and what differs from them, or from others, by one bit alone; and what is no letter of ASCII."""
WHOLE = ("a1", ".1b", "1.1b", "É1.1b", "11b-1b", "İstanbul/ab", "a/K", "a/straße", "ΣΑΣ/a", "", "b")


@pytest.mark.parametrize("stretch", [1, 7, 2**18])
@pytest.mark.parametrize("seed", range(6))
def test_texts_that_hold_words_are_those_that_python_says(
    seed: int, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lineage.frozen.search.small_letters.STRETCH", stretch)
    dice = random.Random(seed)
    texts = [*WHOLE, *("".join(dice.choices(LETTERS, k=dice.randint(0, 9))) for _ in range(80))]
    texts = [text for text in texts if seed or text.isascii()]
    dice.shuffle(texts)
    kept, rows = table(texts), np.array(dice.sample(range(len(texts)), len(texts) // 2))
    sought = [
        *LETTERS.lower(),
        "i\u0307",
        "k",
        "ss",
        "ας",
        "[",
        "{",
        "`",
        "@a",
        "1b",
        "1.1",
        *("".join(dice.choices(LETTERS.lower(), k=k)) for k in (2, 2, 2, 3, 4)),
    ]
    for word in sought:
        for words in ([word], [word, dice.choice(sought)]):
            expected = [row for row, text in enumerate(texts) if all(holds(text.lower(), one) for one in words)]
            encoded = [one.encode() for one in words]
            assert rows_holding(kept, encoded).tolist() == expected
            assert rows[hold_all(kept, rows, encoded)].tolist() == [row for row in rows.tolist() if row in expected]
