"""Several files that become one snapshot: laid over one another, row by row of one model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.snapshots.data_date import newest_change
from ingest.snapshots.snapshot import About, snapshot_name, write_snapshot
from ingest.snapshots.unite import united
from ingest.sources import (
    about_import,
    check_name,
    free_import_name,
    import_file,
    note_of,
    opened,
    recognise,
    some,
)
from ingest.sources.columns import table_columns
from ingest.sources.format import Advance, Format
from ingest.sources.items import shape_of
from ingest.sources.opening import Opening
from ingest.sources.own_date import own_date
from ingest.sources.shards import placed
from lineage.errors import BadInput
from lineage.home.home import Home


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One of the files, how it is read, and the name it has in manifests."""

    opening: Opening
    form: Format
    name: str

    @property
    def fields(self) -> int:
        """How many of a model's fields it has."""
        table = table_columns(self.opening)
        return len(table.places) if table else len(shape_of(self.opening.words, self.opening.chosen).columns)


def import_files(
    paths: Sequence[Path],
    home: Home,
    name: str | None = None,
    advance: Advance = lambda _: None,
    columns: Mapping[str, str] | None = None,
    card_id: str | None = None,
    *,
    as_of: datetime | None = None,
    whole: bool = False,
) -> Path:
    """Make one snapshot of all these files; its folder. One file is read as by `import_file`, with the same options.

    A model that several files list is one: of each field that two state the newer row's value counts, else the one of
    the file that has more fields; what one does not know hides nothing; parents and tags are those of all. `whole` says
    that the files together hold all that the Hub lists. Raises as `import_file`; nothing is there then.
    """
    if len(paths) == 1:
        return import_file(paths[0], home, name, advance, columns, card_id, as_of=as_of, whole=whole)
    if card_id is not None:
        raise BadInput("--id names the model of one card", "import a folder of cards, or one card at a time")
    check_name(name)
    started = datetime.now(UTC)
    files = _ordered(_opened(paths, columns or {}), started)
    rejections = Rejections()
    about = _about(files, started, as_of, whole)
    name = name or free_import_name(home, snapshot_name(started, "-".join(file.form.name for file in files)))
    return write_snapshot(home, name, _frames(files, rejections, advance, started), about, rejections, unite=united)


def _opened(paths: Sequence[Path], columns: Mapping[str, str]) -> list[SourceFile]:
    """Raises BadFile for one that cannot be read, BadInput for one given twice."""
    resolved = [path.resolve() for path in paths]
    if len(set(resolved)) < len(resolved):
        raise BadInput("a file is named twice", "name each once")
    openings = [opened(path, columns) for path in paths]
    alone = len({path.name for path in paths}) == len(paths)
    names = [path.name if alone else str(path) for path in paths]
    return [SourceFile(one, recognise(one), name) for one, name in zip(openings, names, strict=True)]


def _ordered(files: Sequence[SourceFile], read_at: datetime) -> list[SourceFile]:
    """The files so that the one whose fields count where rows are of one day comes last: the younger by its own date,
    else the one with more fields, else the later."""

    def rank(file: SourceFile) -> tuple[datetime, int]:
        date, _ = own_date(file.opening, read_at) or (datetime.min.replace(tzinfo=UTC), None)
        return date, file.fields

    return sorted(files, key=rank)


def _about(files: Sequence[SourceFile], started: datetime, as_of: datetime | None, whole: bool) -> About:
    source = " + ".join(f"{file.name} ({file.form.title})" for file in files)
    notes = [f"{file.name}: {note}" for file in files if (note := note_of(file.form, file.opening))]
    return about_import(source, started, "; ".join(notes) or None, [file.opening for file in files], as_of, whole)


def _frames(
    files: Sequence[SourceFile], rejections: Rejections, advance: Advance, read_at: datetime
) -> Iterator[pl.DataFrame]:
    """The rows of all files; what each holds and could not be used is in `rejections`, its places named by file."""
    for file in files:
        models, newest = 0, None
        read = some(file.form.read(file.opening, rejections, advance), file.opening.path, rejections)
        for frame in placed(read, rejections, file.name):
            models += frame.height
            newest = max(filter(None, (newest, newest_change(frame.lazy(), read_at))), default=None)
            yield frame
        rejections.files[file.name] = {"models": models, "newest_change": newest.isoformat() if newest else None}
