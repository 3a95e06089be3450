"""The pages of an unfinished crawl: each a Parquet file that also holds what to ask next, so both land together."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import polars as pl

from ingest.hub import Page
from ingest.listing import page_rows
from ingest.tally import Tally
from lineage.owning import orphans, owned

NOTE = "qwen-lineage"
DONE = ".done"


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept beside a page's rows.

    `asked` is the question (`all`, `children:<id>`, `model:<id>`), `next` the path of its next page (None at its end).
    `rejections` are on disk only: a note in memory has none, so that a Hub of bad items does not fill it.
    """

    number: int
    asked: str
    next: str | None
    synthetic: str | None
    fetched_at: str
    seen: int
    odd: dict[str, int]
    reasons: dict[str, int]
    rejections: list[dict[str, str]]


class Pages:
    """A folder of pages, in the order they were read. Opening it again finds all that landed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for path in orphans(folder.parent, f".*{DONE}"):
            shutil.rmtree(path, ignore_errors=True)
        for path in orphans(folder, ".page.*"):
            path.unlink(missing_ok=True)
        self.notes = [_light(_note(path)) for path in self._paths()]

    @property
    def last(self) -> Note | None:
        return self.notes[-1] if self.notes else None

    @property
    def started_at(self) -> datetime:
        """When the first page was read; now, when there is none."""
        return datetime.fromisoformat(self.notes[0].fetched_at) if self.notes else datetime.now(UTC)

    @property
    def models(self) -> int:
        """Items read so far, repeated ones included."""
        return sum(note.seen for note in self.notes)

    def add(self, page: Page, asked: str) -> tuple[Note, pl.DataFrame]:
        """Keep a page and what comes after it; afterwards both are on disk, or neither."""
        number = len(self.notes) + 1
        tally = Tally()
        places = (f"page {number} item {i + 1}" for i in range(len(page.items)))
        frame = page_rows(page.items, tally, places)
        note = Note(
            number=number,
            asked=asked,
            next=page.next,
            synthetic=page.synthetic,
            fetched_at=datetime.now(UTC).isoformat(),
            seen=tally.seen,
            odd=dict(tally.odd),
            reasons=dict(tally.reasons),
            rejections=[asdict(rejection) for rejection in tally.rejections],
        )
        self._write(frame, note)
        self.notes.append(_light(note))
        return self.notes[-1], frame

    def frames(self) -> Iterator[pl.DataFrame]:
        """The rows of each page, in order."""
        return (pl.read_parquet(path) for path in self._paths())

    def tally(self) -> Tally:
        """The counts of all pages together."""
        total = Tally()
        for note in self.notes:
            total.seen += note.seen
            total.odd.update(note.odd)
            for kept in _note(self._path(note.number)).rejections if note.reasons else ():
                total.reject(kept["reason"], kept["place"], kept["raw"])
        return total

    def remove(self) -> None:
        """Remove all pages at once: whoever is killed in the middle leaves none that could be taken for a crawl."""
        aside = Path(tempfile.mkdtemp(dir=self.folder.parent, prefix=f".{self.folder.name}.", suffix=DONE))
        with owned(aside):
            self.folder.replace(aside / "pages")
            shutil.rmtree(aside, ignore_errors=True)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("page-*.parquet"))

    def _path(self, number: int) -> Path:
        return self.folder / f"page-{number:06}.parquet"

    def _write(self, frame: pl.DataFrame, note: Note) -> None:
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".page.")
        os.close(handle)
        try:
            with owned(Path(name)):
                metadata = {NOTE: orjson.dumps(note).decode()}
                frame.write_parquet(name, compression="lz4", statistics=False, metadata=metadata)
                Path(name).replace(self._path(note.number))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _note(path: Path) -> Note:
    return Note(**orjson.loads(pl.read_parquet_metadata(path)[NOTE]))


def _light(note: Note) -> Note:
    return replace(note, rejections=[])
