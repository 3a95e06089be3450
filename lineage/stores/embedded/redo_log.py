"""What was written behind the engine's file: a log beside it, done again by whoever opens the file.

The engine saves its whole graph or nothing: 1.2 s of CPU at 200,000 models and 49 s at 3,300,000, however little
changed. To do a day's writes again takes 20 to 40 microseconds a row, once for all that the graph is asked then.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import kglite
import msgspec

from lineage.schema import MODEL
from lineage.stores.embedded.mapped_files import mapped_files, unlink
from lineage.stores.embedded.statements import SOME_MODEL, TAIL, copied

WIDTH = 8
"""Bytes before each write, which tell how many it has."""


class Redo(msgspec.Struct, frozen=True):
    """A statement that writes; it reads its rows as `$rows`, or from `$file`, which holds this `csv`."""

    statement: str
    size: int
    rows: list[dict[str, Any]] = []
    csv: bytes = b""


_encoder, _decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Redo)


def append(file: BinaryIO, redo: Redo) -> None:
    """Write it behind the others in a log."""
    text = _encoder.encode(redo)
    file.write(len(text).to_bytes(WIDTH) + text)


def read(path: Path) -> Iterator[Redo]:
    """The writes of a log, the first one first."""
    with path.open("rb") as file:
        while width := file.read(WIDTH):
            yield _decoder.decode(file.read(int.from_bytes(width)))


def size(path: Path) -> int:
    """How many rows the writes of a log have together."""
    return sum(redo.size for redo in read(path))


def execute(graph: kglite.KnowledgeGraph, redo: Redo, csv: Path) -> None:
    """Do a write, whose rows may lie in the file `csv` meanwhile. Raises what the engine raises, and OSError."""
    if redo.csv:
        csv.write_bytes(redo.csv)
    graph.cypher(redo.statement, params={"rows": redo.rows, "file": f"file://{csv.resolve()}"}, timeout_ms=0)


def opened(path: str, log: Path | None = None, *, to_read: bool = False) -> kglite.KnowledgeGraph:
    """The graph of a file with all that its log says; see `execute`.

    Mapped: columns, and from 65,536 models on the id index, are read where they lie in the file. No index of another
    property: a scan of 200,000 values takes 4 ms, and building the six of them doubles the opening.

    Where it is opened `to_read`, it leaves nothing in the temporary folder, even when this process is killed.
    """
    with mapped_files() as made:
        graph = kglite.load(path, storage="mapped", defer_index_rebuild=True, write_budget=None)
    if log is not None:
        if to_read:
            _prepare(graph)
        with tempfile.TemporaryDirectory(prefix="qwen-lineage-") as folder:
            for redo in read(log):
                execute(graph, redo, Path(folder) / "rows.csv")
    if to_read:
        unlink(made)
    return graph


def _prepare(graph: kglite.KnowledgeGraph) -> None:
    """Have the engine copy the columns of models one after another: it lets go of copies between statements only, and a
    statement that writes to all of them, or makes a model behind such writes, would hold all at once."""
    for statement in TAIL:
        graph.cypher(statement, timeout_ms=0)
    found: Any = graph.cypher(SOME_MODEL, timeout_ms=0)
    for model in found.to_list():
        for statement in copied(MODEL):
            graph.cypher(statement, params={"id": model["id"]}, timeout_ms=0)
