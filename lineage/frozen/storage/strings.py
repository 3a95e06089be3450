"""Tables of strings as two arrays: UTF-8 bytes, and where each string starts."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Longs


def encode(strings: Iterable[str]) -> dict[str, AnyArray]:
    """The arrays `starts` (one more than there are strings) and `bytes` of a table."""
    encoded = [s.encode() for s in strings]
    starts = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(s) for s in encoded], out=starts[1:])
    return {"starts": starts, "bytes": np.frombuffer(b"".join(encoded), np.uint8)}


class Strings(Sequence[str]):
    """A read-only sequence of strings over the arrays of `encode`."""

    def __init__(self, arrays: ArrayFile | Mapping[str, AnyArray], name: str) -> None:
        self._starts: Longs = arrays[f"{name}.starts"]
        self._bytes = memoryview(arrays[f"{name}.bytes"].data)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # slices are not needed
        return str(self.raw(index), "utf-8")

    def raw(self, index: int) -> bytes:
        """The UTF-8 bytes of one string."""
        return bytes(self._bytes[self._starts[index] : self._starts[index + 1]])

    def take(self, indices: Iterable[int]) -> list[str]:
        """The strings at `indices`, in their order."""
        return [self[i] for i in indices]

    def find(self, text: str) -> int | None:
        """Where `text` stands in a table in byte order; None when it does not."""
        wanted = text.encode(errors="surrogatepass")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.raw(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self.raw(low) == wanted else None
