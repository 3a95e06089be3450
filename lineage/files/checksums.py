"""Checksums of files that are looked at whenever a file is opened: CRC-32, of which a core reads some 10 GB a second.

It finds every flipped bit and every cut, which is what disks and copies do to files; it is no proof against somebody
who means harm and can write them. Measured on 64 MB in memory: `isal_zlib.crc32` 11.3 GB/s, `zlib.crc32` 3.4,
SHA-256 1.3, BLAKE2b 0.6.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import iter_unpack, pack

from isal import isal_zlib

from lineage.errors import BadFile, LineageError
from lineage.files.file_identity import file_identity

PIECE = 2**20
AT_ONCE = 256 * 2**20
"""Bytes of a file that is looked at as it is opened, in a twentieth of a second; of a larger one only its size is."""

Damage = Callable[[str, str], LineageError]
"""The error for a damaged file, of what is wrong and what to do."""


class Checksum:
    """What a file holds, as text: equal for equal files. It grows with the file."""

    def __init__(self) -> None:
        self._size = self._crc = 0

    def update(self, piece: "bytes | memoryview[int]") -> None:
        """Take the bytes that are written next."""
        self._crc = isal_zlib.crc32(piece, self._crc)
        self._size += len(piece)

    def update_with_fingerprint(self, data: "memoryview[int]") -> bytes:
        """As `update`, of bytes that are looked at once for both: their `fingerprint`."""
        found = fingerprint(data)
        for first, (crc, _) in zip(range(0, len(data), PIECE), iter_unpack("<II", found), strict=True):
            size = min(PIECE, len(data) - first)
            self._crc = isal_zlib.crc32_combine(self._crc, crc, size)
            self._size += size
        return found

    def __str__(self) -> str:
        return f"{self._size} bytes, crc32 {self._crc:08x}"


def written(path: Path) -> str:
    """The `Checksum` of a file that is there, as text. Raises OSError."""
    checksum = Checksum()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            checksum.update(piece)
    return str(checksum)


class KnownChecksums:
    """The `written` of files that were looked at already, which may have further names now: of one file, read once."""

    def __init__(self, folder: Path | None = None, checksums: Mapping[str, str] | None = None) -> None:
        files = {} if folder is None else {folder / name: text for name, text in (checksums or {}).items()}
        self._known = {file_identity(path): text for path, text in files.items()}

    def of(self, path: Path) -> str:
        """The checksum of a file. Raises OSError."""
        return self._known.get(file_identity(path)) or written(path)


def keep(path: Path) -> None:
    """Write the checksum of a file that is there beside it, last: half of it is none. Raises OSError."""
    path.with_suffix(".sum").write_text(written(path), encoding="utf-8")


@contextmanager
def keeping(path: Path, *errors: type[Exception]) -> Iterator[None]:
    """Around the writing of a file, whose checksum is kept then. Where there is no room (OSError, and these `errors`)
    nothing is left of it, and nobody hears of it."""
    no_room: tuple[type[Exception], ...] = (OSError, *errors)
    try:
        yield
        keep(path)
    except no_room:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def is_kept(path: Path) -> bool:
    """Whether a file is there, whole, with the checksum that was kept of it."""
    try:
        return path.with_suffix(".sum").read_text(encoding="utf-8") == written(path)
    except (OSError, UnicodeDecodeError):
        return False


def fingerprint(data: "memoryview[int]") -> bytes:
    """Eight bytes for each MiB of some bytes, their CRC-32 and their Adler-32: a digest of it is as good as one of the
    bytes to tell apart what nobody forged, at 10 GB/s."""
    pieces = (data[first : first + PIECE] for first in range(0, len(data), PIECE))
    return b"".join(pack("<II", isal_zlib.crc32(piece), isal_zlib.adler32(piece)) for piece in pieces)


def verify(path: Path, expected: str, hint: str, damage: Damage = BadFile, *, at_most: int | None = None) -> bool:
    """Whether the file was looked at and is what was written; of one larger than `at_most` only the size is looked at.

    Raises `damage` where it is anything else, or is gone.
    """
    try:
        size = path.stat().st_size
        whole = at_most is None or size <= at_most
        same = written(path) == expected if whole else expected.startswith(f"{size} bytes,")
    except OSError as error:
        raise damage(f"{path}: cannot be read ({error.strerror})", hint) from error
    if not same:
        raise damage(f"{path}: damaged, not as it was written", hint)
    return whole


def verify_all(folder: Path, expected: Mapping[str, str], hint: str) -> None:
    """Raises BadFile unless every file of the folder that has a checksum is what was written."""
    for name, text in expected.items():
        verify(folder / name, text, hint)
