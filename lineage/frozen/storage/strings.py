"""Tables of strings as two arrays: UTF-8 bytes, and where each string starts."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Longs, Spool, Starts, integers
from lineage.frozen.storage.csr import ranges, starts_of
from lineage.frozen.storage.row_order import RowOrder

AT_ONCE = 50_000  # strings moved together; bounds the memory of a rearrangement


def encode(strings: Sequence[str]) -> dict[str, AnyArray]:
    """The arrays `starts` (one more than there are strings) and `bytes` of a table."""
    text, lengths = encoded(strings)
    return {"starts": starts_of(lengths), "bytes": text}


def encoded(strings: Sequence[str]) -> tuple[Codes, Longs]:
    """The strings' UTF-8, one after the other, and the length of each in bytes."""
    text = "".join(strings)
    pieces: Sequence[str | bytes] = strings if text.isascii() else [string.encode() for string in strings]
    lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
    return np.frombuffer(text.encode(), np.uint8), lengths


@dataclass(frozen=True, slots=True)
class TextTable:
    """Strings in memory as the arrays of `encode`: a tenth of what a list of them takes."""

    starts: Starts
    bytes: Codes

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, arrays: ArrayFile | Mapping[str, AnyArray], name: str) -> Self:
        """As `arrays` gave it."""
        return cls(arrays[f"{name}.starts"], arrays[f"{name}.bytes"])

    def text(self, rows: AnyArray) -> Codes:
        """The bytes of these rows, one after the other."""
        return np.asarray(self.bytes[ranges(self.starts[rows], self.lengths(rows))])

    def lengths(self, rows: AnyArray) -> Starts:
        """The length of each of these rows in bytes."""
        return np.asarray(self.starts[rows + 1] - self.starts[rows])

    def rearranged(self, order: AnyArray) -> "TextTable":
        """The rows in another order; those that stand side by side in both are moved at once."""
        return self.with_others(table([]), order)

    def with_others(self, others: "TextTable", order: AnyArray) -> "TextTable":
        """As `rearranged`, of these rows and of the others', whose places come behind theirs."""
        size = len(self)
        starts = starts_of(RowOrder(order, size).of(np.diff(self.starts), np.diff(others.starts)))
        text = np.empty(int(starts[-1]), np.uint8)
        begins, ends = _runs(order, size)
        own, new = order[begins] < size, integers(text)
        for rows, before, which in ((self, 0, own), (others, size, ~own)):
            letters = integers(rows.bytes)
            for _, some in parts(np.flatnonzero(which)):
                begin, last = begins[some], ends[some] - 1
                places = starts[begin], rows.starts[order[begin] - before], rows.starts[order[last] - before + 1]
                for place, start, stop in zip(*(numbers.tolist() for numbers in places), strict=True):
                    new[place : place + stop - start] = letters[start:stop]
        return TextTable(starts, text)

    def __getitem__(self, row: int) -> str:
        return str(self.bytes[self.starts[row] : self.starts[row + 1]].data, "utf-8")

    def strings(self) -> Iterator[list[str]]:
        """All strings in their order, some at a time."""
        for first in range(0, len(self), AT_ONCE):
            starts = self.starts[first : first + AT_ONCE + 1]
            yield _split(self.bytes[starts[0] : starts[-1]].tobytes(), (starts - starts[0]).tolist())

    def arrays(self, name: str) -> dict[str, AnyArray]:
        """The arrays of `Strings(..., name)`."""
        return {f"{name}.starts": self.starts, f"{name}.bytes": self.bytes}


class SortedTexts:
    """A table in byte order without equals, to find strings in: one in STEP is at hand, the others by bisection. What
    was looked for once is kept."""

    STEP = 32

    def __init__(self, texts: TextTable) -> None:
        self.texts = texts
        self._text, self._starts = texts.bytes.data, integers(texts.starts)
        self._size = len(texts)
        self._places: dict[bytes, int] = {}

    @cached_property
    def _some(self) -> list[bytes]:
        starts = self.texts.starts
        ends = zip(starts[: -1 : self.STEP].tolist(), starts[1 :: self.STEP].tolist(), strict=True)
        return [bytes(self._text[start:end]) for start, end in ends]

    def __len__(self) -> int:
        return self._size

    def below(self, text: bytes) -> int:
        """How many strings come before one."""
        place = self._places.get(text)
        if place is None:
            place = self._places[text] = self._bisected(text)
        return place

    def find(self, text: str | None) -> int | None:
        """The row of a string; None where it is none of them."""
        if text is None:
            return None
        wanted = text.encode(errors="surrogatepass")
        row = self.below(wanted)
        return row if row < self._size and self._raw(row) == wanted else None

    def _bisected(self, text: bytes) -> int:
        last = bisect_left(self._some, text) * self.STEP
        first = max(last - self.STEP, 0)
        return bisect_left(range(self._size), text, lo=first, hi=min(last, self._size), key=self._raw)

    def _raw(self, row: int) -> bytes:
        return bytes(self._text[self._starts[row] : self._starts[row + 1]])


def table(strings: Sequence[str]) -> TextTable:
    """A list of strings as a table."""
    text, lengths = encoded(strings)
    return TextTable(starts_of(lengths), text)


def _split(text: bytes, starts: list[int]) -> list[str]:
    if text.isascii():
        plain = text.decode()
        return [plain[start:end] for start, end in pairwise(starts)]
    return [text[start:end].decode() for start, end in pairwise(starts)]


def byte_order(strings: Iterable[list[str]], size: int) -> AnyArray:
    """The places of `size` strings in the order of their UTF-8, equals in the order they come."""
    keys = np.empty(size, np.dtypes.StringDType())
    first = 0
    for part in strings:
        keys[first : first + len(part)] = part
        first += len(part)
    return np.argsort(keys, kind="stable")


def merged(known: SortedTexts, kept: Bools, more: Sequence[str]) -> tuple[AnyArray, Longs]:
    """The rows of a table that are kept, and the places of `more` behind them, all in byte order. And how many rows of
    the table come before each of `more`."""
    below = np.array([known.below(text.encode(errors="surrogatepass")) for text in more], np.int64)
    own = sorted(range(len(more)), key=more.__getitem__)
    kept_below = np.append(0, np.cumsum(kept))[below[own]]
    return np.insert(np.flatnonzero(kept), kept_below, len(known) + np.array(own, np.int64)), below


def _runs(order: AnyArray, size: int) -> tuple[Longs, Longs]:
    """Where the stretches of an order begin and end whose places follow each other, none from below `size` to it."""
    breaks = np.flatnonzero((order[1:] != order[:-1] + 1) | (order[1:] == size)) + 1
    ends = np.append(breaks, len(order)) if len(order) else breaks
    return np.append(0, breaks)[: len(ends)], ends


def parts(order: AnyArray) -> Iterator[tuple[int, AnyArray]]:
    """An array in parts of `AT_ONCE` entries, each with the place of its first."""
    for first in range(0, len(order), AT_ONCE):
        yield first, order[first : first + AT_ONCE]


class TextSpool:
    """A table of strings that grows on disk, batch by batch, below `folder`; it is read back once."""

    def __init__(self, folder: Path) -> None:
        self._bytes, self._lengths = Spool(folder, np.uint8), Spool(folder, np.int32)

    def add(self, strings: Sequence[str]) -> None:
        text, lengths = encoded(strings)
        self._bytes.add(text)
        self._lengths.add(lengths)

    def read(self) -> TextTable:
        """All strings, in the order they came."""
        return TextTable(starts_of(self._lengths.read()), self._bytes.read())


class Strings(Sequence[str]):
    """A read-only sequence of strings over the arrays of `encode`."""

    def __init__(self, arrays: ArrayFile | Mapping[str, AnyArray], name: str) -> None:
        self.table = TextTable.of(arrays, name)
        self._starts: Starts = self.table.starts
        self._places = integers(self._starts)
        self._bytes = memoryview(self.table.bytes.data)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # slices are not needed
        return str(self._bytes[self._places[index] : self._places[index + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        for part in self.table.strings():
            yield from part

    def raw(self, index: int) -> bytes:
        """The UTF-8 bytes of one string."""
        return bytes(self._bytes[self._places[index] : self._places[index + 1]])

    def take(self, indices: Iterable[int]) -> list[str]:
        """The strings at `indices`, in their order."""
        at = indices if isinstance(indices, np.ndarray) else np.fromiter(indices, np.int64)
        places = zip(self._starts[at].tolist(), self._starts[at + 1].tolist(), strict=True)
        return [str(self._bytes[start:end], "utf-8") for start, end in places]

    def joined(self, indices: AnyArray) -> tuple[bytes, Starts]:
        """The UTF-8 of the strings at `indices`, one after the other, and the length of each in bytes."""
        starts = self._starts[indices]
        lengths = self._starts[indices + 1] - starts
        if not len(indices):
            return b"", lengths
        first, last = int(starts[0]), int(starts[-1] + lengths[-1])
        if (starts[1:] == starts[:-1] + lengths[:-1]).all():  # they stand side by side
            return bytes(self._bytes[first:last]), lengths
        return self.table.bytes[ranges(starts, lengths)].tobytes(), lengths

    def find(self, text: str) -> int | None:
        """Where `text` stands in a table in byte order; None when it does not."""
        wanted = text.encode(errors="surrogatepass")
        place = bisect_left(range(len(self)), wanted, key=self.raw)
        return place if place < len(self) and self.raw(place) == wanted else None
