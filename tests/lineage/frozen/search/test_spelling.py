"""Mistyped words: what is tried for them is what the rules say."""

import random
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import chain, combinations, islice, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from lineage.frozen.search.folding import folded, tokens
from lineage.frozen.search.spelling import Spelling
from lineage.frozen.storage.strings import Strings, encode
from tests.lineage.frozen.graphs import frozen
from tests.lineage.frozen.search.test_search import NOT_HELD, WAYS, tier

LETTERS = "abb1p0é模😀"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=9), unique=True)


def strings(words: Sequence[str]) -> Strings:
    return Strings({f"words.{part}": array for part, array in encode(words).items()}, "words")


def like(word: str, words: Sequence[str]) -> list[str]:
    """The words with one or two letters wrong, the nearest first, of these the first ones."""
    wrong = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    distances = {other: OSA.distance(word, other) for other in words}
    near = sorted(words, key=lambda other: distances[other])
    return [other for other in near if distances[other] <= wrong][:3] if wrong else []


@given(st.text(LETTERS + "\ud800", min_size=1, max_size=9), WORDS)
def test_words_that_are_like_one_are_those_with_one_or_two_letters_wrong(word: str, words: list[str]) -> None:
    others = Spelling(strings(words)).others([word, "and"], [word])
    assert list(others) == [[other, "and"] for other in like(word, words)]


PARTS = ("qwen3", "qwen2", "llama", "lora", "gguf", "chat", "coder", "base", "8b", "7b", "06b", "instruct", "merged")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_tried_for_mistyped_words_is_what_the_rules_say(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(f"lineage.frozen.{name}", value)
    dice = random.Random(5)
    ids = sorted({f"{dice.choice('uvw')}/{'-'.join(dice.choices(PARTS, k=dice.randint(1, 4)))}" for _ in range(400)})
    pairs = [(child, ids[dice.randrange(max(place // 9, 1))]) for place, child in enumerate(ids) if place > 9]
    graph = frozen(tmp_path / "g", pairs, alone=ids)
    lines = [id.lower() for id in graph.ids.take(range(graph.size))]
    ranked = sorted(range(graph.size), key=lambda n: (-graph.reach.descendant_count[n], n))  # nobody states downloads
    counts = Counter(chain.from_iterable(map(tokens, lines)))
    parents = set(np.flatnonzero(graph.reach.descendant_count).tolist())
    known = sorted(counts, key=lambda token: (-counts[token], token))
    families = [graph.lists.families(limit=40).numbers[place] for place in (0, -1)]
    for _ in range(120):
        separator = dice.choice("- ")
        words = separator.join(mistyped(dice.choice(PARTS), dice) for _ in range(dice.randint(1, 4)))
        for family in (None, *families):
            inside = ranked if family is None else [family, *graph.lineage.descendants(family).tolist()]
            among = [number for number in ranked if number in set(inside)]
            found = graph.search.find(words, within=family)
            assert found == plainly(words, {n: lines[n] for n in among}, known, parents)[:20], (words, family)


def mistyped(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    before, here, after = word[:place], word[place], word[place + 1 :]
    return dice.choice(
        [word, before + after, before + "x" + after, before + after[:1] + here + after[1:], word + "zzz"]
    )


def plainly(text: str, ids: dict[int, str], known: Sequence[str], parents: Container[int]) -> list[int]:
    """The models by the first of all words tried that any id holds; `ids` come by rank."""
    for words in chain([text.split()], other_words(text, ids, known)):
        tiers = {number: tier(id, list(words), number in parents) for number, id in ids.items()}
        if found := sorted((number for number in ids if tiers[number] < NOT_HELD), key=lambda number: tiers[number]):
            return found
    return []


def other_words(text: str, ids: dict[int, str], known: Sequence[str]) -> Iterator[Sequence[str]]:
    parts = tokens(text)
    yield parts
    held = [part for part in parts if any(part in folded(id) for id in ids.values())]
    choices = [[part] if part in held else like(part, known) or [""] for part in parts]
    if any(like(part, known) for part in parts if part not in held):
        yield from ([word for word in chosen if word] for chosen in islice(product(*choices), 12))
    for fewer in range(len(held), 0, -1):
        yield from islice(combinations(held, fewer), 8)
    longest = max(parts, key=len)
    for length in (len(longest) * 3 // 4, len(longest) // 2):
        if length >= 3:
            yield from ([longest[:length]], [longest[-length:]])
