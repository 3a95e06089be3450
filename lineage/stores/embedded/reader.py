"""Reading the embedded store: the file that was current when the reader was opened, whatever is loaded later."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from weakref import finalize

from lineage.errors import BadStatement
from lineage.sandbox.client import Sandbox
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.embedded.files import REDO, ROWS, beside, hold_open, is_packed, sums_of
from lineage.stores.embedded.rows import StoredRows
from lineage.stores.embedded.values import holds_separator
from lineage.stores.pointer import current, embedded_url
from lineage.stores.port import Cancellation, EnginePlan, Limits, Parameters, Table

if TYPE_CHECKING:
    from lineage.stores.embedded.graph import EmbeddedGraph

T = TypeVar("T")


class EmbeddedReader:
    """Reads the file that was current when it was opened; later loads do not disturb it.

    The engine opens the file at the first statement: for anybody's statements in the sandbox alone, once for all of
    them. Only `run` opens it in this process, and `columns` where there is no file of rows.
    """

    engine = "embedded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.version = current(folder)
        self._path = folder / self.version
        self._file = hold_open(self._path)  # a later load cannot take it away before the engine has read it
        sums = sums_of(self._path)
        kept = beside(self._path, ROWS)
        self.rows = StoredRows(kept, sums) if kept.exists() or kept.name in sums else None  # early versions kept none
        self._lock = threading.Lock()
        self._opened: EmbeddedGraph | None = None
        self._packed = is_packed(self.version)
        log = beside(self._path, REDO)
        self._log = hold_open(log, b"") if log.name in sums else None
        held_log = None if self._log is None else (_held(self._log, log), sums[log.name])
        self._opening = (_held(self._file, self._path), str(self._path), self._packed, sums.get(self.version), held_log)
        files = [self._file, self._log] if self._log else [self._file]
        self._sandbox = Sandbox(partial(_primed, *self._opening), tuple(file.fileno() for file in files))
        for file in files:
            finalize(self, file.close)  # of a reader that nobody closed, too

    @property
    def url(self) -> str:
        return embedded_url(self._folder)

    @property
    def newest(self) -> str:
        return current(self._folder)

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        return self._graph().run(self._reading(statement), parameters, timeout=timeout, limit=limit)

    def run_untrusted(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> Table:
        ask = partial(self._sandbox.answer, parameters=parameters, limits=limits, cancellation=cancellation)
        return self._asked(ask, statement, parameters)

    def explain(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> EnginePlan:
        ask = partial(self._sandbox.explain, parameters=parameters, limits=limits, cancellation=cancellation)
        return self._asked(ask, statement, parameters)

    def columns(
        self, schema: NodeSchema | EdgeSchema, names: Sequence[str] | None = None
    ) -> Iterator[dict[str, list[Any]]]:
        source = self.rows or self._graph()
        return source.columns(schema, schema.names if names is None else names)

    def close(self) -> None:
        self._sandbox.close()
        if self.rows is not None:
            self.rows.close()
        self._file.close()
        if self._log is not None:
            self._log.close()

    def _asked(self, ask: Callable[[str], T], statement: str, parameters: Parameters | None) -> T:
        """What is asked of the sandbox. A statement that the engine cannot read is shown as its user wrote it."""
        if self._packed and holds_separator(parameters):
            raise BadStatement("a parameter holds the character U+001F", "this store keeps its lists with it")
        read = self._reading(statement)
        try:
            return ask(read)
        except BadStatement as error:
            if read != statement and "syntax error" in str(error):
                ask(statement)
            raise

    def _reading(self, statement: str) -> str:
        """The statement as this file takes it."""
        from lineage.stores.embedded.packing import reading  # noqa: PLC0415 - a parser, for statements only

        return reading(statement) if self._packed else statement

    def _graph(self) -> "EmbeddedGraph":
        from lineage.stores.embedded.graph import EmbeddedGraph  # noqa: PLC0415 - the engine is imported when needed

        with self._lock:
            if self._opened is None:
                self._opened = EmbeddedGraph(*self._opening)
            return self._opened


def _held(file: BinaryIO, path: Path) -> str:
    """A path to a file that is held open, where the platform has one: it outlives the file's name."""
    return f"/dev/fd/{file.fileno()}" if Path("/dev/fd").is_dir() else str(path)


def _primed(
    path: str, name: str, packed: bool, written: str | None, log: tuple[str, str | None] | None
) -> "EmbeddedGraph":
    """What the sandbox opens: pickled by name, so that the engine is imported there and not here."""
    from lineage.stores.embedded.graph import EmbeddedGraph  # noqa: PLC0415

    return EmbeddedGraph.primed(path, name, packed, written, log)
