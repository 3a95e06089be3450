"""The entries of a journal on disk: what is known of each page of an unfinished crawl before any is read."""

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from lineage.errors import BadFile
from lineage.home.home import unsealed


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What is kept beside a page's items; the names of its fields are those on disk.

    `asked` is the request (`all`, `children:<id>`, `model:<id>`), `next` the path of its next page (None at its end);
    of the items `seen` some became `rows`.
    """

    number: int
    asked: str
    next: str | None
    synthetic: str | None
    fetched_at: str
    seen: int
    rows: int


def entries(folder: Path) -> list[JournalEntry]:
    """Those of the journal in a folder, in order; none where there is none."""
    found = [entry for path in parts(folder) for entry in entries_of(path)]
    waiting = texts(folder, len(found))
    if waiting.exists():
        with waiting.open("rb") as file:
            found += [text.entry for text in whole_texts(file)]
    return found


def parts(folder: Path) -> list[Path]:
    """The Parquet files of a journal that count, in order."""
    return [path.with_suffix(".parquet") for path in sorted(folder.glob("rows-*.json"))]


def entries_of(part: Path) -> list[JournalEntry]:
    """The entries of a part's pages. Raises BadFile."""
    try:
        return [JournalEntry(**entry) for entry in beside(part)["notes"]]
    except (KeyError, TypeError) as error:
        raise damaged(part.with_suffix(".json")) from error


def beside(part: Path) -> Any:
    """What stands beside a part: `notes`, its entries, `tally`, its rejections, and `written`, its checksum, which an
    earlier version did not keep. Raises BadFile."""
    path = part.with_suffix(".json")
    try:
        kept = json.loads(path.read_bytes())
        values = unsealed(kept) if isinstance(kept, dict) else None
    except ValueError as error:
        raise damaged(path) from error
    if values is None:
        raise damaged(path)
    return values


def damaged(path: Path) -> BadFile:
    """The error for a file of a journal that is not as it was written."""
    return BadFile(f"{path}: damaged, not as it was written", f"remove {path.parent}: the crawl begins anew then")


def texts(folder: Path, pages: int) -> Path:
    """Where the texts of the pages behind the first `pages` are, which are in parts."""
    return folder / f"texts-{pages + 1:06}"


@dataclass(frozen=True, slots=True)
class WholeText:
    """A page that was written whole: its entry, and where its text is; `crc` is None where an earlier version wrote
    it."""

    entry: JournalEntry
    start: int
    end: int
    crc: int | None

    def read(self, file: BinaryIO) -> bytes:
        """The text. Raises BadFile where it is not as it was written."""
        file.seek(self.start)
        text = file.read(self.end - self.start)
        if self.crc not in (None, zlib.crc32(text)):
            raise damaged(Path(file.name))
        return text


def line_of(entry: JournalEntry, text: bytes) -> bytes:
    """What stands before a page's text: its entry, the length of the text, and a checksum of each."""
    return _json(asdict(entry), len(text), _crc(entry, len(text)), zlib.crc32(text))


def whole_texts(file: BinaryIO) -> Iterator[WholeText]:
    """The pages that were written whole; no text is read.

    Raises BadFile where what stands before a text is not as it was written.
    """
    size = os.fstat(file.fileno()).st_size
    while (line := file.readline()).endswith(b"\n"):
        entry, length, crc = _before_text(line, Path(file.name))
        start = file.tell()
        end = start + length
        if end >= size:  # the line's end behind it was not written
            break
        yield WholeText(entry, start, end, crc)
        file.seek(end + 1)


def _before_text(line: bytes, path: Path) -> tuple[JournalEntry, int, int | None]:
    """A page's entry, and the length and the checksum of its text. Raises BadFile."""
    try:
        known, length, *sums = json.loads(line)
        entry = JournalEntry(**known)
        if sums and sums[0] != _crc(entry, length):
            raise damaged(path)
        return entry, int(length), sums[1] if sums else None
    except (ValueError, TypeError, IndexError) as error:
        raise damaged(path) from error


def _crc(entry: JournalEntry, length: int) -> int:
    return zlib.crc32(_json(asdict(entry), length))


def _json(*values: Any) -> bytes:
    """A list as JSON; `orjson` writes the same bytes, and takes longer to import than a `status` to answer."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
