"""The entries of a journal on disk: what is known of each page of an unfinished crawl before any is read."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO


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
            found += [entry for entry, _, _ in whole_texts(file)]
    return found


def parts(folder: Path) -> list[Path]:
    """The Parquet files of a journal that count, in order."""
    return [path.with_suffix(".parquet") for path in sorted(folder.glob("rows-*.json"))]


def entries_of(part: Path) -> list[JournalEntry]:
    """The entries of a part's pages."""
    return [JournalEntry(**entry) for entry in beside(part)["notes"]]


def beside(part: Path) -> Any:
    """What stands beside a part: `notes`, its entries, and `tally`, its rejections."""
    return json.loads(part.with_suffix(".json").read_bytes())


def texts(folder: Path, pages: int) -> Path:
    """Where the texts of the pages behind the first `pages` are, which are in parts."""
    return folder / f"texts-{pages + 1:06}"


def whole_texts(file: BinaryIO) -> Iterator[tuple[JournalEntry, int, int]]:
    """The entry of each page that was written whole, where its text begins, and where it ends; no text is read."""
    size = os.fstat(file.fileno()).st_size
    while (line := file.readline()).endswith(b"\n"):
        entry, length = json.loads(line)
        start = file.tell()
        end = start + length
        if end >= size:  # the line's end behind it was not written
            break
        yield JournalEntry(**entry), start, end
        file.seek(end + 1)
