"""The embedded store: one kglite file a load in a folder, and a pointer to the one that counts.

A load builds a new file and then moves the pointer, so a reader never sees half of one. kglite holds the graph in
memory and is written by one author at 0.x: it is pinned exactly and touched nowhere but here.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import kglite

from lineage import queries
from lineage.errors import BadStatement, NotLoadedError, StoreError
from lineage.home import write_text
from lineage.locks import owned
from lineage.sandbox.client import NARROW, TIMELESS, Apart
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores import statements
from lineage.stores.answer_size import within
from lineage.stores.embedded.values import nodes_and_ends, plain
from lineage.stores.port import Advance, Cancellation, Change, EnginePlan, Limits, Parameters, Row, Table, nobody

POINTER = "current"
SUFFIX = ".kgl"
NICENESS = 10
PAGE = 1000  # rows made into plain values at a time
CUT_PATHS = "without an upper bound"  # its warning on `*` or `*1..`: paths are cut at 10 hops, so the answer is wrong
COUNTED = "Fused"  # its steps that know an answer without reading nodes, or whose sizes it does not tell
CUT_ROWS = "row_limit"  # its warning that is our own `truncated`


class EmbeddedGraph:
    """One file of the store, opened for reading in this process."""

    def __init__(self, path: str) -> None:
        _keep_quiet()
        try:
            self._session = kglite.open_session(path)
        except (kglite.KgError, OSError) as error:
            raise StoreError(f"{path}: {_line(error)}", "load it again: `qwen-lineage load --force`") from error

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        view = self._ask(statement, parameters, int(timeout * 1000), limit)
        return Table(
            tuple(view.columns), list(self._rows(view)), "rows" if _was_cut(view, limit) else None, _notes(view)
        )

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        """Anybody's statement within its limits; see `apart`."""
        view = self._ask(statement, parameters, int(limits.seconds * 1000), limits.rows + 1)
        rows, cut = within(self._rows(view), limits)
        return Table(tuple(view.columns), rows, cut, _notes(view))

    def explained(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        """The steps of the engine, the first to run first; its plan does not tell a lookup in an index from a scan."""
        steps = self._ask(f"EXPLAIN {statement}", parameters, int(limits.seconds * 1000), None).to_list()
        sizes = [step["estimated_rows"] for step in steps if not step["operation"].startswith(COUNTED)]
        most = max((size for size in sizes if size is not None), default=None)
        return EnginePlan(tuple(step["operation"] for step in steps), most, whole_labels=True)

    def confine(self) -> None:
        """From here on this process opens no file and no socket, and gives way to everything else on the machine."""
        import resource  # noqa: PLC0415 - not on every platform

        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        return _batches(self._ask(statement, None, 0, None), size)

    def _ask(self, statement: str, parameters: Parameters | None, timeout_ms: int, limit: int | None) -> Any:
        try:
            view = self._session.cypher(
                statement, params=dict(parameters or {}), timeout_ms=timeout_ms, row_limit=limit
            )
        except kglite.CypherTimeoutError as error:
            raise BadStatement(TIMELESS, NARROW) from error
        except (kglite.KgError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise BadStatement(_line(error), "docs/data-model.md lists labels and properties") from error
        if isinstance(view, str):
            raise BadStatement("FORMAT is not part of a statement here", "use --csv or --json instead")
        _refuse_cut_paths(view.warnings)
        return view

    def _rows(self, view: Any) -> Iterator[tuple[Any, ...]]:
        """The rows as the port promises them, a page at a time, so that not every one need be made."""
        for start in range(0, len(view), PAGE):
            page = [list(row.values()) for row in view[start : start + PAGE]]
            ends = self._ends(page)
            yield from (tuple(plain(value, ends) for value in row) for row in page)

    def _ends(self, page: Any) -> dict[int, str | None]:
        """The model ids of the ends of relationships in a page of raw rows, by the engine's own number."""
        known, wanted = nodes_and_ends(page)
        keys = [str(number) for number in wanted - set(known)]
        if keys:
            found = self._session.cypher(queries.ENDS, params={"keys": keys}, timeout_ms=0)
            known |= {int(row["key"]): row["id"] for row in found.to_list()}
        return known


class EmbeddedReader:
    """Reads the file that was current when it was opened; later loads do not disturb it."""

    engine = "embedded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.version = _current(folder)
        path = folder / self.version
        self._graph = EmbeddedGraph(str(path))
        self._file = _open(path)  # so that a later load cannot take it away before `apart` has read it
        again = f"/dev/fd/{self._file.fileno()}" if Path("/dev/fd").is_dir() else str(path)
        self._apart = Apart(partial(EmbeddedGraph, again), (self._file.fileno(),))

    @property
    def url(self) -> str:
        return f"embedded:{self._folder}"

    @property
    def newest(self) -> str:
        return _current(self._folder)

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        return self._graph.run(statement, parameters, timeout=timeout, limit=limit)

    def ask(self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation) -> Table:
        return self._apart.answer(statement, parameters, limits, cancellation)

    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        return self._apart.explained(statement, parameters, limits)

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        return self._graph.batches(statement, size)

    def columns(
        self, schema: NodeSchema | EdgeSchema, names: Sequence[str] | None = None
    ) -> Iterator[dict[str, list[Any]]]:
        return self.batches(queries.everything(schema, schema.names if names is None else names))

    def close(self) -> None:
        self._apart.close()
        self._file.close()


class EmbeddedWriter:
    """Builds a new file in memory; `publish` writes it whole and moves the pointer to it.

    A file is named after the load it holds.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._graph: kglite.KnowledgeGraph | None = kglite.KnowledgeGraph()
        _keep_quiet()

    @property
    def loaded(self) -> str | None:
        try:
            name = _current(self._folder)
        except NotLoadedError:
            return None
        return name.removesuffix(SUFFIX) if (self._folder / name).exists() else None

    def held(self, schema: NodeSchema | EdgeSchema) -> Iterator[dict[str, list[Any]]]:
        """Nothing: the new graph is built beside the old one."""
        return iter(())

    def define(self, definitions: Sequence[str]) -> None:
        for statement in definitions:
            self._execute(statement, None)

    def publish(self, changes: Sequence[Change], snapshot: Row, advance: Advance = nobody) -> None:
        self.define([*statements.constraints(), *statements.indexes()])
        for change in changes:
            for rows in change.batches():
                self.write(statements.put(change.schema), rows)
                advance(len(rows))
        self.write(statements.MERGE_SNAPSHOT, [snapshot])
        self.save(str(snapshot["load"]))

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        self._execute(statement, {"rows": list(rows)})

    def save(self, load: str) -> None:
        """Write what was built as the load of that name, and make it the one that readers open."""
        path = self._folder / f"{load}{SUFFIX}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with owned(self._folder, wait=True), warnings.catch_warnings():
                warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
                self._open().save(str(path))
                write_text(self._folder / POINTER, path.name)
        except (kglite.KgError, OSError) as error:
            with suppress(OSError):
                path.unlink()
            raise StoreError(
                f"{path}: {_line(error)}", "make room or choose another --home; the old graph is intact"
            ) from error
        self.close()

    def close(self) -> None:
        """Let go, and remove what earlier loads left, and those that were killed before they could."""
        self._graph = None
        with owned(self._folder, wait=True):
            if (loaded := self.loaded) is not None:
                _remove_others(self._folder, f"{loaded}{SUFFIX}")

    def _open(self) -> kglite.KnowledgeGraph:
        if self._graph is None:
            raise StoreError("this writer was closed", "open another one")
        return self._graph

    def _execute(self, statement: str, parameters: dict[str, Any] | None) -> Any:
        try:
            return self._open().cypher(statement, params=parameters, timeout_ms=0)
        except (kglite.KgError, ValueError, TypeError, OverflowError) as error:
            raise StoreError(f"the embedded store refused a write: {_line(error)}") from error


def _keep_quiet() -> None:
    """kglite's remarks go into a table's notes, not to the terminal."""
    kglite.set_query_warning_policy("silent")


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise StoreError(f"{path}: {_line(error)}", "load it again: `qwen-lineage load`") from error


def _current(folder: Path) -> str:
    try:
        return (folder / POINTER).read_text().strip()
    except OSError as error:
        raise NotLoadedError(
            f"nothing was loaded into {folder}", "`qwen-lineage load`, or `qwen-lineage run`"
        ) from error


def _remove_others(folder: Path, keep: str) -> None:
    """Remove files of earlier loads, finished or not; a reader that has one open keeps what it mapped."""
    for path in [*folder.glob(f"*{SUFFIX}*"), *folder.glob(f".{POINTER}.*")]:
        if not path.name.startswith(keep):
            path.unlink(missing_ok=True)


def _batches(view: Any, size: int) -> Iterator[dict[str, list[Any]]]:
    columns = {name: view.column(name) for name in view.columns}
    for start in range(0, len(view), size):
        yield {name: list(values[start : start + size]) for name, values in columns.items()}


def _was_cut(view: Any, limit: int | None) -> bool:
    total = (view.diagnostics or {}).get("total_rows")
    return limit is not None and total is not None and total > limit


def _refuse_cut_paths(notes: Sequence[str]) -> None:
    if any(CUT_PATHS in note for note in notes):
        raise BadStatement("a path pattern without an upper bound is cut at 10 hops here", "bound it: *1..60")


def _notes(view: Any) -> tuple[str, ...]:
    return tuple(note for note in view.warnings if CUT_ROWS not in note)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
