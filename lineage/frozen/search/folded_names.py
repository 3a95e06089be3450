"""Names as people type them: without capitals and separators, whole or in part."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from lineage.frozen.search.folding import folded, folded_ascii
from lineage.frozen.search.occurrences import lines_holding
from lineage.frozen.storage.arrays import AnyArray, Codes, Ints
from lineage.frozen.storage.strings import Strings, table

END = "\n"


class FoldedNames:
    """Some names, each a line of one text."""

    def __init__(self, names: Sequence[str]) -> None:
        texts = names.table if isinstance(names, Strings) else table(names)
        if texts.bytes.max(initial=0) >= 128 or (texts.bytes == ord(END)).any():
            texts = table([folded(name).replace(END, "") for name in names])
        lines = np.insert(texts.bytes, texts.starts[1:], ord(END))
        self._text: Codes = np.frombuffer(folded_ascii(lines.tobytes()), np.uint8)
        self._lengths: AnyArray = np.diff(np.flatnonzero(self._text == ord(END)), prepend=-1)

    def being(self, text: str) -> list[int]:
        """The names that are this text."""
        sought = _sought(text)
        holding = self._holding(sought) if sought else np.zeros(0, np.int64)
        being: list[int] = holding[self._lengths[holding] == len(sought) + 1].tolist()
        return being

    def holding(self, text: str) -> Ints:
        """The names of which this text is a part, ascending; all of them for no text."""
        sought = _sought(text)
        return (self._holding(sought) if sought else np.arange(len(self._lengths))).astype(np.int32)

    def _holding(self, sought: bytes) -> AnyArray:
        if ord(END) in sought:
            return np.zeros(0, np.int64)
        return np.flatnonzero(lines_holding(self._text, self._lengths, sought))


def _sought(text: str) -> bytes:
    return folded(text).encode(errors="surrogatepass")


_known: WeakKeyDictionary[Strings, FoldedNames] = WeakKeyDictionary()  # a vocabulary never changes


def folded_names(vocabulary: Strings) -> FoldedNames:
    """Those of a vocabulary, made at the first question."""
    if vocabulary not in _known:
        _known[vocabulary] = FoldedNames(vocabulary)
    return _known[vocabulary]
