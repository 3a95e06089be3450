"""The languages of each model, as its tags named them while freezing: one code for those that it has together."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from lineage.frozen.storage.arrays import ArrayFile, Arrays
from lineage.frozen.storage.columns import Words, WordsWriter
from lineage.frozen.storage.row_order import RowOrder
from lineage.languages import SEVERAL, codes_of, name_of

NAME = "languages"
MEANING = "the languages that its tags name, as ISO 639 codes"


class LanguagesWriter:
    """Reads models batch by batch (`id`, `tags`)."""

    def __init__(self, folder: Path) -> None:
        self._words = WordsWriter(folder)

    def add(self, batch: Mapping[str, Sequence[Any]]) -> None:
        """Take a batch; where it has no tags, none are known."""
        self._words.add(list(map(_together, batch.get("tags", [None] * len(batch["id"])))))

    def carry(self, arrays: ArrayFile) -> None:
        """Take those of an earlier graph, before any batch. Raises BadFile where none were read for it."""
        self._words.carry(arrays, NAME)

    def arrays(self, order: RowOrder) -> Arrays:
        """The arrays of `FrozenLanguages`, the models in an order."""
        return self._words.arrays(NAME, order)


def _together(tags: Collection[str] | None) -> str | None:
    return SEVERAL.join(codes_of(tags)) or None if tags else None


class FrozenLanguages:
    """Those of a graph; `words` has the codes of the languages of each model as one word."""

    def __init__(self, words: Words) -> None:
        self.words = words

    @cached_property
    def codes(self) -> list[list[str]]:
        """The codes of the languages that models have together, by the code of these in `words`."""
        return [text.split(SEVERAL) for text in self.words.vocabulary]

    @cached_property
    def names(self) -> list[str]:
        """What the languages of the graph are called, each once, sorted."""
        return sorted({name_of(code) for codes in self.codes for code in codes})

    @cached_property
    def named(self) -> list[list[int]]:
        """The places in `names` of the languages that models have together, by the code of these in `words`."""
        place = {name: at for at, name in enumerate(self.names)}
        return [sorted({place[name_of(code)] for code in codes}) for codes in self.codes]

    def of(self, number: int) -> list[str]:
        """The codes of one model's languages."""
        code = int(self.words.codes[number])
        return self.codes[code] if code >= 0 else []
