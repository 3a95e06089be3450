"""Loading the embedded store: a new file is built in memory, written whole, and then the one that readers open."""

import shutil
import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import kglite
import polars as pl

from lineage.errors import NotLoadedError, StoreError, one_line
from lineage.files.access import make_folder, share
from lineage.files.locks import owned
from lineage.files.making import Making, WholeNeeded
from lineage.home.home import link, write_text
from lineage.schema import DERIVED_FROM, MODEL, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores.embedded import bulk, edge_properties, redo_log, statements
from lineage.stores.embedded.edge_properties import EdgeProperties
from lineage.stores.embedded.engine_file import put_edge_properties
from lineage.stores.embedded.files import (
    REDO,
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
from lineage.stores.embedded.mapped_files import read_through
from lineage.stores.embedded.moments import microseconds
from lineage.stores.embedded.redo_log import Redo
from lineage.stores.embedded.rows import StoredRows
from lineage.stores.embedded.rows_writer import RowsWriter
from lineage.stores.pointer import POINTER, current
from lineage.stores.port import Advance, Change, Row, Seen, nobody
from lineage.stores.statements import PUT_SNAPSHOT, remove
from lineage.values import SnapshotFacts

LARGEST = 400_000_000
"""Bytes of the engine's file that is changed in place of being built anew, some 800,000 models: changing it takes four
times as much memory, 6.5 GB at 3.3 million models, where building takes 2.6."""

MOST_LOGGED = 0.05
"""Of the rows, are in the log at most: whoever opens the engine's file writes them again."""

MOST_REPLACED_IN_STORE = 0.1
"""Of the rows, lie beside their blocks at most: they are 4 times as large there, and freezing reads them one by one."""


class EmbeddedWriter:
    """Builds a new file in memory; `publish` writes it whole and moves the pointer to it.

    A file is named after the load it holds.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._graph: kglite.KnowledgeGraph | None = _empty()
        self._aside: EdgeProperties | None = None  # what the edges of `_graph` hold, where they are without
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
            self._clean()
            with ExitStack() as files:
                csv, kept, aside = (files.enter_context(bulk.exchange(self._folder)) for _ in range(3))
                for packed in (True, False):  # packed lists, unless there are some that cannot be
                    kept.write_bytes(b"")
                    with closing(RowsWriter(kept, snapshot, seen)) as rows:
                        if self._built(changes, packed, csv, aside, rows, advance):
                            self.write(PUT_SNAPSHOT, [snapshot])
                            rows.finish()
                            break
                self.save(str(snapshot["load"]), kept if rows.sorted else None, packed)

    def update(
        self, changes: Sequence[Change], whole: Sequence[Change], snapshot: Row, seen: Seen, advance: Advance = nobody
    ) -> Making:
        """Change a copy of the earlier load's rows; the engine's file stays, and what it lacks is written in its log.

        Where most rows were seen again, or the log grew long, the file is made anew: a small graph is changed, mapped,
        a large one built of `whole`.
        """
        with _room(self._folder), ExitStack() as files:
            self._clean()
            csv, kept, log, aside = (files.enter_context(bulk.exchange(self._folder)) for _ in range(4))
            held = self._folder / current(self._folder)
            known = _changeable(held, changes, seen)
            if known is None:
                raise WholeNeeded("the file of the store, or what changed, is of a kind that is not changed in place")
            if not _rows_changed(held, kept, changes, snapshot, known[1]):
                raise WholeNeeded(f"more than {MOST_REPLACED_IN_STORE:.0%} of the rows in the file had changed by now")
            writes = _writes(changes, known[0], snapshot, csv, advance)
            if seen[0] == seen[1] and _may_be_logged(held, changes, whole):
                _log(held, log, writes)
                self.save(str(snapshot["load"]), kept, packed=True, since=(held, log))
                return Making()
            if held.stat().st_size <= LARGEST and _edges(whole) <= edge_properties.MOST_EDGES_IN_MEMORY:
                self._change(held, writes, seen, csv)
            elif self._built(whole, True, csv, aside, None, advance):
                self.write(PUT_SNAPSHOT, [snapshot])
                advance(sum(change.size for change in changes) - sum(change.size for change in whole))
            else:
                raise WholeNeeded("some lists cannot be packed")
            self.save(str(snapshot["load"]), kept, packed=True)
        again, long = "most models were read again", "the store's log of changes had grown long"
        return Making(again if seen[0] != seen[1] else long)

    def _change(self, held: Path, writes: Iterable[Redo], seen: Seen, csv: Path) -> None:
        """Have the graph of the held file, in which what was last seen at the first moment was at the second, with what
        is written since."""
        earlier = beside(held, REDO)
        with _refusals():
            self._graph = redo_log.opened(str(held), earlier if earlier.exists() else None)
        before, now = (moment.replace(tzinfo=None).isoformat() for moment in seen)
        for schema in (MODEL, DERIVED_FROM) if before != now else ():
            self._execute(statements.seen(schema), {"before": before, "now": now})
        with _refusals():
            for redo in writes:
                redo_log.execute(self._open(), redo, csv)

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        self._execute(statement, {"rows": list(rows)})

    def save(
        self, load: str, rows: Path | None = None, packed: bool = False, *, since: tuple[Path, Path] | None = None
    ) -> None:
        """Write what was built as the load of that name, with the file of its rows, and make it the one that readers
        open; or, of an earlier load's file and a log of what was written `since`, these."""
        path = self._folder / file_name(load, packed)
        files = {ROWS: rows, REDO: since and since[1]}
        written = [path, *(beside(path, suffix) for suffix, file in files.items() if file is not None)]
        try:
            with _room(path):
                make_folder(self._folder)
                with owned(self._folder, wait=True):
                    self._place(path, since and since[0])
                    for suffix, file in files.items():
                        if file is not None:
                            file.replace(beside(path, suffix))
                    for file in written:
                        share(file)
                    keep_sums(path, written, since and sums_of(since[0]).get(since[0].name))
                    write_text(self._folder / POINTER, path.name)
        except StoreError:
            for file in (*written, beside(path, SUMS)):
                with suppress(OSError):
                    file.unlink()
            raise
        self.close()

    def _place(self, path: Path, held: Path | None) -> None:
        """The graph's file: the one that is held under another name, or what was built."""
        if held is not None:
            link(held, path)
            return
        with warnings.catch_warnings(), read_through():
            warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
            self._open().save(str(path))
        if self._aside is not None:
            self._graph = None  # it may have mapped what is written now
            self._aside.close()
            put_edge_properties(path, self._aside.path, self._aside.edges)

    def _built(
        self, changes: Sequence[Change], packed: bool, csv: Path, aside: Path, rows: RowsWriter | None, advance: Advance
    ) -> bool:
        """Create the nodes and edges of all changes; nothing is to go, since the new graph begins empty.

        Whether all is there: where lists are to be packed and some cannot be, nothing is. The properties of many edges
        go to the file `aside`.
        """
        parameters = {"file": f"file://{csv.resolve()}"}
        self._begin(aside if packed else None, _edges(changes))
        done = 0
        for schema, table in ((change.schema, table) for change in changes for table in change.batches()):
            if packed and not bulk.may_be_packed(table):
                self._begin(None, 0)
                advance(-done)
                return False
            created = table
            if self._aside is not None and isinstance(schema, EdgeSchema):
                self._aside.add(schema, table)
                created = edge_properties.bare(schema, table)
            self._execute(bulk.statement(schema, created, csv, packed), parameters)
            if rows is not None:
                rows.add(schema, table)
            done += table.height
            advance(table.height)
        return True

    def _begin(self, aside: Path | None, edges: int) -> None:
        """Begin with an empty graph, which is to have so many edges, their properties in the file `aside` if those are
        too many for the engine."""
        self._let_go()
        self._graph = _empty()
        self._aside = EdgeProperties(aside, edges) if aside and edges > edge_properties.MOST_EDGES_IN_MEMORY else None

    def _let_go(self) -> None:
        self._graph = None
        if self._aside is not None:
            self._aside.close()
            self._aside = None

    def close(self) -> None:
        self._let_go()
        self._clean()

    def _clean(self) -> None:
        """Remove what earlier loads left, and those that were killed before they could."""
        bulk.clean(self._folder)
        with owned(self._folder, wait=True):
            if self.loaded is not None:
                remove_others(self._folder, current(self._folder))

    def _open(self) -> kglite.KnowledgeGraph:
        if self._graph is None:
            raise StoreError("this writer was closed", "open another one")
        return self._graph

    def _execute(self, statement: str, parameters: dict[str, Any] | None) -> Any:
        with _refusals():
            return self._open().cypher(statement, params=parameters, timeout_ms=0)


def _edges(changes: Iterable[Change]) -> int:
    return sum(change.size for change in changes if isinstance(change.schema, EdgeSchema))


def _changeable(held: Path, changes: Sequence[Change], seen: Seen) -> tuple[Row, int] | None:
    """The snapshot that is held, and when most rows were last seen from now on, in microseconds.

    None where the file has no rows beside it that may be changed, or lists that are not packed, or the changes have
    some that cannot be, or what is held is not whole; and where others than most rows were seen again."""
    tables = (table for change in changes if not change.gone for table in change.batches())
    if not (is_packed(held.name) and beside(held, ROWS).exists() and all(map(bulk.may_be_packed, tables))):
        return None
    try:
        sums = sums_of(held)
        for file in (held, beside(held, ROWS), beside(held, REDO)):
            verify(file, sums)
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
        if rows.replaced > MOST_REPLACED_IN_STORE:
            return False
        rows.finish()
    return True


def _writes(changes: Sequence[Change], earlier: Row, snapshot: Row, csv: Path, advance: Advance) -> Iterator[Redo]:
    """What makes an earlier load's graph that of a snapshot, which takes the place of the `earlier` one's node."""
    yield Redo(remove(SNAPSHOT), 1, [{"id": earlier["id"]}])
    yield Redo(PUT_SNAPSHOT, 1, [dict(snapshot)])
    for schema, gone, table in ((c.schema, c.gone, table) for c in changes for table in c.batches()):
        if gone:
            yield Redo(remove(schema), table.height, table.to_dicts())
        else:
            yield Redo(bulk.update(schema, table, csv), table.height, csv=csv.read_bytes())
        advance(table.height)


def _may_be_logged(held: Path, changes: Sequence[Change], whole: Sequence[Change]) -> bool:
    """Whether the log of the held file is short with these changes, too."""
    logged = redo_log.size(log) if (log := beside(held, REDO)).exists() else 0
    return logged + sum(change.size for change in changes) <= sum(change.size for change in whole) * MOST_LOGGED


def _log(held: Path, log: Path, writes: Iterable[Redo]) -> None:
    """Make the file `log` that of the held file with these writes behind."""
    earlier = beside(held, REDO)
    if earlier.exists():
        shutil.copyfile(earlier, log)
    with log.open("ab") as file:
        for redo in writes:
            redo_log.append(file, redo)


@contextmanager
def _refusals() -> Iterator[None]:
    """What the engine refuses is a StoreError."""
    try:
        yield
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
