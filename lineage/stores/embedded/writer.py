"""Loading the embedded store: a new file is built in memory, written whole, and then the one that readers open."""

import sqlite3
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import kglite
import polars as pl

from lineage.errors import NotLoadedError, StoreError, one_line
from lineage.home import write_text
from lineage.locks import owned
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.embedded import bulk
from lineage.stores.embedded.files import file_name, load_of, remove_others
from lineage.stores.embedded.graph import keep_quiet
from lineage.stores.embedded.rows import SUFFIX as ROWS
from lineage.stores.embedded.rows_writer import RowsWriter
from lineage.stores.pointer import POINTER, current
from lineage.stores.port import Advance, Change, Row, nobody
from lineage.stores.statements import PUT_SNAPSHOT


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
        except NotLoadedError:
            return None
        return load_of(name) if (self._folder / name).exists() else None

    def held(self, schema: NodeSchema | EdgeSchema) -> Iterator[dict[str, list[Any]]]:
        """Nothing: the new graph is built beside the old one."""
        return iter(())

    def publish(self, changes: Sequence[Change], snapshot: Row, advance: Advance = nobody) -> None:
        with _room(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            with bulk.exchange(self._folder) as csv, bulk.exchange(self._folder) as kept:
                for packed in (True, False):  # packed lists, unless there are some that cannot be
                    kept.write_bytes(b"")
                    with closing(RowsWriter(kept)) as rows:
                        if self._built(changes, packed, csv, rows, advance):
                            self.write(PUT_SNAPSHOT, [snapshot])
                            rows.finish(snapshot)
                            break
                self.save(str(snapshot["load"]), kept if rows.sorted else None, packed)

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        self._execute(statement, {"rows": list(rows)})

    def save(self, load: str, rows: Path | None = None, packed: bool = False) -> None:
        """Write what was built as the load of that name, with the file of its rows, and make it the one that readers
        open."""
        path = self._folder / file_name(load, packed)
        beside = path.with_name(f"{path.name}{ROWS}")
        try:
            with _room(path):
                self._folder.mkdir(parents=True, exist_ok=True)
                with owned(self._folder, wait=True), warnings.catch_warnings():
                    warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
                    self._open().save(str(path))
                    if rows is not None:
                        rows.replace(beside)
                    write_text(self._folder / POINTER, path.name)
        except StoreError:
            for written in (path, beside):
                with suppress(OSError):
                    written.unlink()
            raise
        self.close()

    def _built(self, changes: Sequence[Change], packed: bool, csv: Path, rows: RowsWriter, advance: Advance) -> bool:
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
