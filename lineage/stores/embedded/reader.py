"""Reading the embedded store: the file that was current when the reader was opened, whatever is loaded later."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from lineage.sandbox.client import Sandbox
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.embedded.files import hold_open
from lineage.stores.embedded.graph import EmbeddedGraph
from lineage.stores.pointer import current, embedded_url
from lineage.stores.port import Cancellation, EnginePlan, Limits, Parameters, Table


class EmbeddedReader:
    """Reads the file that was current when it was opened; later loads do not disturb it."""

    engine = "embedded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.version = current(folder)
        path = folder / self.version
        self._graph = EmbeddedGraph(str(path))
        self._file = hold_open(path)  # a later load cannot take it away before the sandbox has read it
        again = f"/dev/fd/{self._file.fileno()}" if Path("/dev/fd").is_dir() else str(path)
        self._sandbox = Sandbox(partial(EmbeddedGraph, again), (self._file.fileno(),))

    @property
    def url(self) -> str:
        return embedded_url(self._folder)

    @property
    def newest(self) -> str:
        return current(self._folder)

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        return self._graph.run(statement, parameters, timeout=timeout, limit=limit)

    def run_untrusted(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> Table:
        return self._sandbox.answer(statement, parameters, limits, cancellation)

    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        return self._sandbox.explain(statement, parameters, limits)

    def columns(
        self, schema: NodeSchema | EdgeSchema, names: Sequence[str] | None = None
    ) -> Iterator[dict[str, list[Any]]]:
        return self._graph.columns(schema, schema.names if names is None else names)

    def close(self) -> None:
        self._sandbox.close()
        self._file.close()
