"""Loading the embedded store: a new file is built in memory, written whole, and then the one that readers open."""

import shutil
import sqlite3
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import kglite
import polars as pl

from lineage.access import make_folder, share
from lineage.errors import NotLoadedError, StoreError, one_line
from lineage.home import write_text
from lineage.locks import owned
from lineage.schema import DERIVED_FROM, MODEL, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores.embedded import bulk, statements
from lineage.stores.embedded.files import (
    ROWS,
    SUMS,
    beside,
    file_name,
    is_packed,
    keep_sums,
    load_of,
    remove_others,
    sums_of,
    verify,
)
from lineage.stores.embedded.graph import keep_quiet
from lineage.stores.embedded.moments import microseconds
from lineage.stores.embedded.rows import StoredRows
from lineage.stores.embedded.rows_writer import RowsWriter
from lineage.stores.pointer import POINTER, current
from lineage.stores.port import Advance, Change, Row, Seen, nobody
from lineage.stores.statements import PUT_SNAPSHOT, remove
from lineage.values import SnapshotFacts

LARGEST = 400_000_000
"""Bytes of the engine's file that is changed in place of being built anew, some 800,000 models: changing it takes four
times as much memory, 6.5 GB at 3.3 million models, where building takes 2.6."""

MOST_REPLACED = 0.1
"""Of the rows, lie beside their blocks at most: they are 4 times as large there, and freezing reads them one by one."""


class EmbeddedWriter:
    """Builds a new file in memory; `publish` writes it whole and moves the pointer to it.

    A file is named after the load it holds.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._graph: kglite.KnowledgeGraph | None = _empty()
        keep_quiet()

    @property
    def loaded(self) -> str | None:
        try:
            name = current(self._folder)
        except (NotLoadedError, StoreError):
            return None
        return load_of(name) if (self._folder / name).exists() else None

    def held(self, schema: NodeSchema | EdgeSchema) -> Iterator[dict[str, list[Any]]]:
        """Nothing: the new graph is built beside the old one."""
        return iter(())

    def publish(self, changes: Sequence[Change], snapshot: Row, advance: Advance = nobody) -> None:
        seen = microseconds(SnapshotFacts.from_row(snapshot).seen_at)
        with _room(self._folder):
            make_folder(self._folder)
            with bulk.exchange(self._folder) as csv, bulk.exchange(self._folder) as kept:
                for packed in (True, False):  # packed lists, unless there are some that cannot be
                    kept.write_bytes(b"")
                    with closing(RowsWriter(kept, snapshot, seen)) as rows:
                        if self._built(changes, packed, csv, rows, advance):
                            self.write(PUT_SNAPSHOT, [snapshot])
                            rows.finish()
                            break
                self.save(str(snapshot["load"]), kept if rows.sorted else None, packed)

    def update(
        self, changes: Sequence[Change], whole: Sequence[Change], snapshot: Row, seen: Seen, advance: Advance = nobody
    ) -> bool:
        """Change the earlier load's graph, mapped, and a copy of its rows, and save both beside it.

        The engine's part costs a sixth of a whole load, however little changed; a large graph is built anew beside the
        changed rows.
        """
        with _room(self._folder), bulk.exchange(self._folder) as csv, bulk.exchange(self._folder) as kept:
            held = self._folder / current(self._folder)
            known = _changeable(held, changes, seen)
            if known is None or not _rows_changed(held, kept, changes, snapshot, known[1]):
                return False
            if held.stat().st_size <= LARGEST:
                self._graph = kglite.load(str(held), storage="mapped", defer_index_rebuild=True)
                self._see(seen)
                self.write(remove(SNAPSHOT), [{"id": known[0]["id"]}])
                self.write(PUT_SNAPSHOT, [snapshot])
                self._change(changes, csv, advance)
            else:
                if not self._built(whole, True, csv, None, advance):
                    return False
                self.write(PUT_SNAPSHOT, [snapshot])
                advance(sum(change.size for change in changes) - sum(change.size for change in whole))
            self.save(str(snapshot["load"]), kept, packed=True)
        return True

    def _see(self, seen: Seen) -> None:
        """What was last seen at the first moment was at the second."""
        before, now = (moment.replace(tzinfo=None).isoformat() for moment in seen)
        for schema in (MODEL, DERIVED_FROM) if before != now else ():
            self._execute(statements.seen(schema), {"before": before, "now": now})

    def _change(self, changes: Sequence[Change], csv: Path, advance: Advance) -> None:
        for schema, gone, table in ((c.schema, c.gone, table) for c in changes for table in c.batches()):
            if gone:
                self.write(remove(schema), table.to_dicts())
            else:
                self._execute(bulk.update(schema, table, csv), {"file": f"file://{csv.resolve()}"})
            advance(table.height)

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        self._execute(statement, {"rows": list(rows)})

    def save(self, load: str, rows: Path | None = None, packed: bool = False) -> None:
        """Write what was built as the load of that name, with the file of its rows, and make it the one that readers
        open."""
        path = self._folder / file_name(load, packed)
        kept = beside(path, ROWS)
        try:
            with _room(path):
                make_folder(self._folder)
                with owned(self._folder, wait=True), warnings.catch_warnings():
                    warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
                    self._open().save(str(path))
                    if rows is not None:
                        rows.replace(kept)
                    files = [path] if rows is None else [path, kept]
                    for file in files:
                        share(file)
                    keep_sums(path, files)
                    write_text(self._folder / POINTER, path.name)
        except StoreError:
            for written in (path, kept, beside(path, SUMS)):
                with suppress(OSError):
                    written.unlink()
            raise
        self.close()

    def _built(
        self, changes: Sequence[Change], packed: bool, csv: Path, rows: RowsWriter | None, advance: Advance
    ) -> bool:
        """Create the nodes and edges of all changes; nothing is to go, since the new graph begins empty.

        Whether all is there: where lists are to be packed and some cannot be, nothing is.
        """
        parameters = {"file": f"file://{csv.resolve()}"}
        done = 0
        for schema, table in ((change.schema, table) for change in changes for table in change.batches()):
            if packed and not bulk.may_be_packed(table):
                self._graph = _empty()
                advance(-done)
                return False
            self._execute(bulk.statement(schema, table, csv, packed), parameters)
            if rows is not None:
                rows.add(schema, table)
            done += table.height
            advance(table.height)
        return True

    def close(self) -> None:
        """Let go, and remove what earlier loads left, and those that were killed before they could."""
        self._graph = None
        bulk.clean(self._folder)
        with owned(self._folder, wait=True):
            if self.loaded is not None:
                remove_others(self._folder, current(self._folder))

    def _open(self) -> kglite.KnowledgeGraph:
        if self._graph is None:
            raise StoreError("this writer was closed", "open another one")
        return self._graph

    def _execute(self, statement: str, parameters: dict[str, Any] | None) -> Any:
        try:
            return self._open().cypher(statement, params=parameters, timeout_ms=0)
        except (kglite.KgError, ValueError, TypeError, OverflowError) as error:
            raise StoreError(f"the embedded store refused a write: {one_line(error)}") from error


def _changeable(held: Path, changes: Sequence[Change], seen: Seen) -> tuple[Row, int] | None:
    """The snapshot that is held, and when most rows were last seen from now on, in microseconds.

    None where the file has no rows beside it that may be changed, or lists that are not packed, or the changes have
    some that cannot be, or what is held is not whole; and where others than most rows were seen again."""
    tables = (table for change in changes if not change.gone for table in change.batches())
    if not (is_packed(held.name) and beside(held, ROWS).exists() and all(map(bulk.may_be_packed, tables))):
        return None
    try:
        sums = sums_of(held)
        verify(held, sums)
        verify(beside(held, ROWS), sums)
        with closing(StoredRows(beside(held, ROWS), {})) as rows:
            before, now = map(microseconds, seen)
            if not rows.changeable or before not in (now, rows.seen):
                return None
            return rows.snapshot(), rows.seen if before == now else now
    except StoreError:
        return None


def _rows_changed(held: Path, kept: Path, changes: Sequence[Change], snapshot: Row, seen: int) -> bool:
    """Make the file `kept` the rows that are held, changed; False where too many lie beside their blocks by now."""
    shutil.copyfile(beside(held, ROWS), kept)
    with closing(RowsWriter(kept, snapshot, seen)) as rows:
        for change in changes:
            rows.change(change)
        if rows.replaced > MOST_REPLACED:
            return False
        rows.finish()
    return True


def _empty() -> kglite.KnowledgeGraph:
    """A graph whose columns are kept in files while they grow."""
    return kglite.KnowledgeGraph(storage="mapped")


@contextmanager
def _room(path: Path) -> Iterator[None]:
    """What cannot be written there is a StoreError."""
    try:
        yield
    except (kglite.KgError, OSError, pl.exceptions.PolarsError, sqlite3.Error) as error:
        raise StoreError(
            f"{path}: {one_line(error)}", "make room or choose another --home; the old graph is intact"
        ) from error
