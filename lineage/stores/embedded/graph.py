"""One file of the embedded store, opened by the engine: statements in, tables as the port promises them out."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import kglite
import msgspec

from lineage.errors import BadStatement, StoreError, one_line
from lineage.files import checksums
from lineage.sandbox.messages import engine_fault, out_of_time
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.answer_size import truncate
from lineage.stores.calendar import python_dates
from lineage.stores.embedded import redo_log
from lineage.stores.embedded.files import AGAIN
from lineage.stores.embedded.moments import microseconds
from lineage.stores.embedded.statements import PRIMING, everything
from lineage.stores.embedded.values import nodes_and_ends, plain, plain_property
from lineage.stores.port import EnginePlan, Limits, Parameters, Table, Truncation
from lineage.stores.statements import ENDS

NICENESS = 10
PAGE = 1000  # rows made into plain values at a time
BATCH = 50_000  # rows of everything read at a time
CUT_PATHS = "without an upper bound"  # its warning on `*` or `*1..`: paths are cut at 10 hops, so the answer is wrong
COUNTED = "Fused"  # its steps that know an answer without reading nodes, or whose sizes it does not tell
EXECUTION = "execution error"  # its word for a value that is not right, where what is written is
CUT_ROWS = "row_limit"  # its warning that is our own `truncation`


class EmbeddedGraph:
    """An open file, in the reader's process or in the sandbox. Errors name it as `name`; its lists may be `packed`.

    `log` is the file of what was written since (`redo_log`), and its checksum. Raises StoreError where either is not
    what was `written`, if that is known, before the engine sees it.
    """

    def __init__(
        self,
        path: str,
        name: str = "",
        packed: bool = False,
        written: str | None = None,
        log: tuple[str, str | None] | None = None,
    ) -> None:
        keep_quiet()
        self._packed = packed
        for file, expected in filter(None, ((path, written), log)):
            _check(Path(file), name or path, expected)
        try:
            self._session = redo_log.opened(path, log and Path(log[0]), to_read=True).session()
        except (kglite.KgError, OSError, msgspec.MsgspecError) as error:
            raise StoreError(f"{name or path}: {one_line(error)}", AGAIN) from error

    @classmethod
    def primed(
        cls, path: str, name: str, packed: bool, written: str | None = None, log: tuple[str, str | None] | None = None
    ) -> Self:
        """As the class, with what the engine builds at the first match of an id and of an edge, so that no fork of this
        process builds it for itself."""
        graph = cls(path, name, packed, written, log)
        for statement in PRIMING:
            graph.run(statement)
        return graph

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        """The first `limit` rows of the answer; see `Reader.run`."""
        view = self._query(statement, parameters, int(timeout * 1000), limit)
        truncation: Truncation | None = "rows" if _was_cut(view, limit) else None
        return Table(tuple(view.columns), list(self._rows(view)), truncation, _notes(view))

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        """Anybody's statement within its limits; see `StatementRunner`."""
        view = self._query(statement, parameters, int(limits.seconds * 1000), limits.rows + 1)
        rows, truncation = truncate(view.columns, self._rows(view), limits)
        return Table(tuple(view.columns), rows, truncation, _notes(view))

    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        """The steps of the engine, the first to run first; its plan does not tell a lookup in an index from a scan."""
        steps = self._query(f"EXPLAIN {statement}", parameters, int(limits.seconds * 1000), None).to_list()
        sizes = [step["estimated_rows"] for step in steps if not step["operation"].startswith(COUNTED)]
        most = max((size for size in sizes if size is not None), default=None)
        return EnginePlan(tuple(step["operation"] for step in steps), most, whole_labels=True)

    def confine(self) -> None:
        """From here on this process opens no file and no socket, and gives way to everything else on the machine."""
        import resource  # noqa: PLC0415 - not on every platform

        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    def columns(self, schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
        """Everything of a kind, batch by batch; see `Reader.columns`."""
        view = self._query(everything(schema, names), None, 0, None)
        values = {name: view.column(name) for name in view.columns}
        for start in range(0, len(view), BATCH):
            yield {name: self._loaded(name, column[start : start + BATCH]) for name, column in values.items()}

    def _loaded(self, name: str, values: Sequence[Any]) -> list[Any]:
        """The values of a column as they were loaded, see `Reader.columns`."""
        loaded = [plain_property(name, value) for value in values] if self._packed else list(values)
        return [microseconds(value) if isinstance(value, datetime) else value for value in loaded]

    def _query(self, statement: str, parameters: Parameters | None, timeout_ms: int, limit: int | None) -> Any:
        try:
            view = self._session.cypher(
                statement, params=dict(parameters or {}), timeout_ms=timeout_ms, row_limit=limit
            )
        except kglite.CypherTimeoutError as error:
            raise out_of_time(timeout_ms / 1000) from error
        except (kglite.KgError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise engine_fault(said := one_line(error), EXECUTION in said) from error
        if isinstance(view, str):
            raise BadStatement("FORMAT is not part of a statement here", "use --csv or --json instead")
        _refuse_cut_paths(view.warnings)
        return view

    def _rows(self, view: Any) -> Iterator[tuple[Any, ...]]:
        """The rows as the port promises them, a page at a time, so that not every one need be made."""
        for start in range(0, len(view), PAGE):
            with python_dates():
                page = [list(row.values()) for row in view[start : start + PAGE]]
                ends = self._ends(page)
                rows = [tuple(plain(value, ends, self._packed) for value in row) for row in page]
            yield from rows

    def _ends(self, page: Any) -> dict[int, str | None]:
        """The model ids of the ends of relationships in a page of raw rows, by the engine's own number."""
        known, wanted = nodes_and_ends(page)
        keys = [str(number) for number in wanted - set(known)]
        if keys:
            view = self._session.cypher(ENDS, params={"keys": keys}, timeout_ms=0)
            known |= {int(row["key"]): row["id"] for row in view.to_list()}
        return known


def _check(path: Path, name: str, written: str | None) -> None:
    """Raise StoreError where a file holds something else; the engine answers from one that is damaged as if it were
    whole."""
    try:
        same = written is None or checksums.written(path) == written
    except OSError as error:
        raise StoreError(f"{name}: {one_line(error)}", AGAIN) from error
    if not same:
        raise StoreError(f"{name}: damaged, not as it was written", AGAIN)


def keep_quiet() -> None:
    """kglite's remarks go into a table's notes, not to the terminal."""
    kglite.set_query_warning_policy("silent")


def _was_cut(view: Any, limit: int | None) -> bool:
    total = (view.diagnostics or {}).get("total_rows")
    return limit is not None and total is not None and total > limit


def _refuse_cut_paths(notes: Sequence[str]) -> None:
    if any(CUT_PATHS in note for note in notes):
        raise BadStatement("a path pattern without an upper bound is cut at 10 hops here", "bound it: *1..60")


def _notes(view: Any) -> tuple[str, ...]:
    return tuple(note for note in view.warnings if CUT_ROWS not in note)
