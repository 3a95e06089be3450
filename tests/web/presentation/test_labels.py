"""Words that follow from a number."""

import pytest

from web.presentation.labels import noun, plural


@pytest.mark.parametrize(("number", "word"), [(0, "are"), (1, "is"), (2, "are")])
def test_only_of_one_is_said_in_the_singular(number: int, word: str) -> None:
    assert plural(number, "is", "are") == word


@pytest.mark.parametrize(("number", "word"), [(1, "family"), (2, "families")])
def test_what_a_count_counts_is_called_so(number: int, word: str) -> None:
    assert noun("families", number) == word
