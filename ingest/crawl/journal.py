"""The journal of an unfinished crawl: pages as they came, and twenty at a time as rows, so that a kill loses none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import orjson
import polars as pl

from ingest.crawl.journal_entries import JournalEntry, beside, damaged, entries_of, line_of, parts, texts, whole_texts
from ingest.hub.client import ListingPage
from ingest.hub.gzip_body import text_of
from ingest.rows.json_page import Rows, page_items
from ingest.rows.rejections import Rejections
from ingest.rows.table import scan, write_part
from lineage.files.checksums import written
from lineage.home.home import clean, remove_folder, sealed, write_text

TOGETHER = 20
"""Pages in a part: polars takes as long for the columns of 1,000 rows as for those of 10,000."""


class Journal:
    """A folder of pages, in the order they were read. Opening it again finds all that landed.

    The last few lie in `texts-<number of the first>` as they came (in gzip, as a rule), one behind the other, each
    below its entry. When they are `TOGETHER` they become a part of the snapshot to be,
    `rows-<number of the last>.parquet`, which counts once there is a file beside it, `.json`, with their entries and
    rejections.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        clean(folder.parent)
        for path in parts(folder):
            _check(path)
        self._begin([entry for path in parts(folder) for entry in entries_of(path)])
        self._read_texts()

    @property
    def last(self) -> JournalEntry | None:
        return self.entries[-1] if self.entries else None

    @property
    def started_at(self) -> datetime:
        """When the first page was read; now, when there is none."""
        return datetime.fromisoformat(self.entries[0].fetched_at) if self.entries else datetime.now(UTC)

    def add(self, page: ListingPage, asked: str) -> JournalEntry:
        """Keep a page and what comes after it; afterwards both are on disk, or neither."""
        if self._waiting == TOGETHER:
            self._write()
        number = len(self.entries) + 1
        rows = self._rows.add(page.items, _places(number))
        at = datetime.now(UTC).isoformat()
        entry = JournalEntry(number, asked, page.next, page.synthetic, at, len(page.items), rows)
        with self._texts.open("ab") as file:
            file.write(b"%b\n%b\n" % (line_of(entry, page.body), page.body))
        self._count(entry)
        return entry

    def fresh(self) -> pl.DataFrame:
        """The rows of the pages added since this was last asked, or the folder opened."""
        return self._rows.fresh()

    def frames(self) -> Iterator[pl.DataFrame]:
        """The rows of each page, in order."""
        for path in parts(self.folder):
            yield from _parted(scan([path]).collect(), entries_of(path))
        yield from _parted(self._rows.all(), self.entries[len(self.entries) - self._waiting :])

    def parts(self) -> list[Path]:
        """Parquet files with the rows of all pages, in order."""
        if self._waiting:
            self._write()
        return parts(self.folder)

    def rejections(self) -> Rejections:
        """What no page's reading could use."""
        total = Rejections()
        for path in parts(self.folder):
            total.add(Rejections.of_json(beside(path)["tally"]))
        total.add(self._rows.rejections)
        return total

    def remove(self) -> None:
        """Remove all pages at once: whoever is killed in the middle leaves none that could be taken for a crawl."""
        remove_folder(self.folder)

    def _begin(self, entries: list[JournalEntry]) -> None:
        """Go on behind these pages, which are in parts."""
        self.entries = entries
        self.models = sum(entry.seen for entry in entries)
        """Items read so far, repeated ones included."""
        self._rows, self._waiting = Rows(), 0
        self._texts = texts(self.folder, len(entries))

    def _count(self, entry: JournalEntry) -> None:
        self.entries.append(entry)
        self.models += entry.seen
        self._waiting += 1

    def _read_texts(self) -> None:
        """Take in the pages that are in no part yet; what a kill left half written is cut off."""
        for path in self.folder.glob("texts-*"):
            if path != self._texts:  # its pages are in a part
                path.unlink()
        if not self._texts.exists():
            return
        whole = 0
        with self._texts.open("r+b") as file:
            for text in whole_texts(file):
                self._rows.add(page_items(text_of(text.read(file))), _places(text.entry.number))
                self._count(text.entry)
                whole = text.end + 1
            file.truncate(whole)
        self._rows.fresh()

    def _write(self) -> None:
        """Make a part of the waiting pages."""
        rows = self.folder / f"rows-{len(self.entries):06}.parquet"
        waiting = self.entries[len(self.entries) - self._waiting :]
        try:
            write_part(self._rows.all(), rows)
        except BaseException:
            rows.unlink(missing_ok=True)  # a full disk needs the room
            raise
        kept = {"notes": waiting, "tally": self._rows.rejections.as_json(), "written": written(rows)}
        write_text(rows.with_suffix(".json"), orjson.dumps(sealed(orjson.loads(orjson.dumps(kept)))).decode())
        self._texts.unlink()
        self._begin(self.entries)


def _check(part: Path) -> None:
    """Raise BadFile where a part is not as it was written."""
    kept = beside(part).get("written")
    if kept is not None and (not part.is_file() or written(part) != kept):
        raise damaged(part)


def _places(number: int) -> Iterator[str]:
    return (f"page {number} item {item}" for item in count(1))


def _parted(table: pl.DataFrame, entries: list[JournalEntry]) -> Iterator[pl.DataFrame]:
    at = 0
    for entry in entries:
        yield table.slice(at, entry.rows)
        at += entry.rows
