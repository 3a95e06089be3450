"""Words that are said of models beside their ids: task, library, licence, and the name of a licence without an id."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from lineage.frozen.models import ModelColumns
from lineage.frozen.search.folding import folded, tokens
from lineage.frozen.storage.arrays import AnyArray, Bools
from lineage.frozen.storage.columns import Words

COLUMNS = ("pipeline_tag", "library", "license", "license_name")
SHORTEST = 3
"""Letters of a beginning; what is shorter must be a whole part of what is said."""


class FacetWords:
    """Which values of each of `COLUMNS` a word stands for; the words are known at the first question."""

    def __init__(self, models: ModelColumns) -> None:
        self._models = models

    def holding(self, word: str) -> tuple[Bools, ...] | None:
        """For each column which of its values the word is a part of, or begins; the last entry is of no value. None
        where it is of none at all."""
        codes = [values.codes(word) for values in self._values]
        if not any(codes):
            return None
        chosen = tuple(np.zeros(values.size + 1, np.bool_) for values in self._values)
        for which, of_column in zip(chosen, codes, strict=True):
            which[of_column] = True
        return chosen

    def have(self, numbers: AnyArray, facet: Sequence[Bools]) -> Bools:
        """For each of the models whether any of its values is one of these."""
        columns = zip(facet, self._values, strict=True)
        return np.asarray(np.logical_or.reduce([which[values.of_models[numbers]] for which, values in columns]))

    @cached_property
    def _values(self) -> list["_Values"]:
        return [_Values(self._models.words(name)) for name in COLUMNS]


class _Values:
    """The values of one column, by their parts and by their beginnings."""

    def __init__(self, column: Words) -> None:
        self.of_models, self.size = column.codes, len(column.vocabulary)
        self._by_part: dict[str, list[int]] = defaultdict(list)
        for code, value in enumerate(column.vocabulary):
            for part in set(tokens(value)):
                self._by_part[part].append(code)
        self._by_beginning = sorted((folded(value), code) for code, value in enumerate(column.vocabulary))

    def codes(self, word: str) -> list[int]:
        found = list(self._by_part.get(word, ()))
        if len(word) >= SHORTEST:
            first = bisect_left(self._by_beginning, (word,))
            while first < len(self._by_beginning) and self._by_beginning[first][0].startswith(word):
                found.append(self._by_beginning[first][1])
                first += 1
        return found
