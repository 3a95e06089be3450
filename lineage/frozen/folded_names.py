"""Names as people type them: without capitals and separators, whole or in part."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from lineage.frozen.folding import folded
from lineage.frozen.occurrences import occurrences
from lineage.frozen.storage.arrays import Ints
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.frozen.storage.strings import Strings

END = "\n"


class FoldedNames:
    """Some names, one after the other in one text."""

    def __init__(self, names: Sequence[str]) -> None:
        text = END.join(["", *(name.replace(END, " ") for name in names), ""])
        self._text = np.frombuffer(folded(text).encode(), np.uint8)
        self._ends = np.flatnonzero(self._text == ord(END))

    def being(self, text: str) -> list[int]:
        """The names that are this text."""
        sought = folded(text)
        return self._at(f"{END}{sought}{END}", ahead=1).tolist() if sought else []

    def holding(self, text: str) -> Ints:
        """The names of which this text is a part, ascending; all of them for no text."""
        sought = folded(text)
        return distinct_numbers(self._at(sought)) if sought else np.arange(len(self._ends) - 1, dtype=np.int32)

    def _at(self, sought: str, ahead: int = 0) -> Ints:
        """The names of which a text begins `ahead` letters before a letter."""
        starts = occurrences(self._text, sought.encode(errors="surrogatepass"))
        return (self._ends.searchsorted(starts + ahead) - 1).astype(np.int32)


_known: WeakKeyDictionary[Strings, FoldedNames] = WeakKeyDictionary()  # a vocabulary never changes


def folded_names(vocabulary: Strings) -> FoldedNames:
    """Those of a vocabulary, made at the first question."""
    if vocabulary not in _known:
        _known[vocabulary] = FoldedNames(vocabulary)
    return _known[vocabulary]
