"""The rows of an embedded store as they were loaded, in a file beside the engine's, to be read without the engine.

The engine needs seconds and a gigabyte to open the whole Hub; a page needs one model. The file is SQLite's, which finds
a block of rows by its first and last key; a block is 64 rows as one list a column, in JSON, packed: 90 bytes a model
instead of 400, and a look-up unpacks 64 rows.
"""

import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from isal import isal_zlib

from lineage.errors import StoreError, one_line
from lineage.schema import SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores.embedded.files import AGAIN
from lineage.stores.embedded.moments import moment
from lineage.stores.port import End, Row

T = TypeVar("T")

SUFFIX = ".rows"  # behind the name of the engine's file
TABLE = """\
CREATE TABLE blocks (kind TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, columns BLOB NOT NULL)"""
INDEX = "CREATE INDEX keys ON blocks (kind, last)"
FROM_KEY = "SELECT first, columns FROM blocks WHERE kind = ? AND last >= ? ORDER BY last, rowid"
ALL = "SELECT columns FROM blocks WHERE kind = ? ORDER BY rowid"
TOGETHER = 250  # blocks of a batch

COLUMNS: dict[str, Any] = {
    "boolean": list[bool | None] | None,
    "datetime": list[int | None] | None,
    "float": list[float | None] | None,
    "integer": list[int | None] | None,
    "string": list[str | None] | None,
    "strings": list[list[str] | None] | None,
}
"""What a block has of a column, by the type of the property; nothing where no row has a value."""

_columns = msgspec.json.Decoder(dict[str, list[Any]])


def kind(schema: NodeSchema | EdgeSchema, end: End = "child") -> str:
    """What the blocks of a schema are found by: nodes by their key, edges by either end."""
    if isinstance(schema, NodeSchema):
        return schema.label
    return schema.type if end == "child" else f"{schema.type} by {end}"


class StoredRows:
    """The rows of one load; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._readable():
            self._file = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
            self._file.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # open now: a later load removes it

    def snapshot(self) -> Row:
        """The properties of the snapshot's own node. Raises StoreError where the file has none."""
        for batch in self._blocks(_columns, ALL, kind(SNAPSHOT)):
            return _rows(SNAPSHOT, batch, [0])[0]
        raise StoreError(f"{self._path}: no snapshot in it", AGAIN)

    def node(self, schema: NodeSchema, key: str) -> Row | None:
        """The properties of the node of that key; None where there is none."""
        return next(self._found(schema, kind(schema), schema.key, key), None)

    def edges(self, schema: EdgeSchema, end: End, id: str) -> list[Row]:
        """The edges of which the node of that id is the child, or the parent, in order of their other end."""
        return list(self._found(schema, kind(schema, end), end, id))

    def columns(self, schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
        """See `Reader.columns`."""
        keys = _keys(schema)
        wanted = names if isinstance(schema, NodeSchema) else (*keys, *names)
        batch: dict[str, list[Any]] = {name: [] for name in wanted}
        decoder = _decoder(schema, {*keys, *names})
        for number, block in enumerate(self._blocks(decoder, ALL, kind(schema)), start=1):
            nothing = [None] * len(getattr(block, keys[0]))
            for name in wanted:
                batch[name] += getattr(block, name) or nothing
            if number % TOGETHER == 0:
                yield batch
                batch = {name: [] for name in wanted}
        if any(batch.values()):
            yield batch

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _found(self, schema: NodeSchema | EdgeSchema, kind: str, column: str, key: str) -> Iterator[Row]:
        for block in self._blocks(_columns, FROM_KEY, kind, key):
            yield from _rows(schema, block, [i for i, value in enumerate(block[column]) if value == key])

    def _blocks(
        self, decoder: msgspec.json.Decoder[T], statement: str, kind: str, key: str | None = None
    ) -> Iterator[T]:
        """The blocks of a kind, or those that may hold a key."""
        with self._readable(), closing(self._file.cursor()) as cursor:
            with self._lock:
                cursor.execute(statement, (kind,) if key is None else (kind, key))
            while True:
                with self._lock:
                    row = cursor.fetchone()
                if row is None or (key is not None and row[0] > key):
                    return
                yield decoder.decode(isal_zlib.decompress(row[-1]))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, isal_zlib.IsalError, msgspec.MsgspecError) as error:  # type: ignore[misc] # its stub errs
            raise StoreError(f"{self._path}: {one_line(error)}", AGAIN) from error


def _keys(schema: NodeSchema | EdgeSchema) -> tuple[str, ...]:
    """The columns that every row has."""
    return (schema.key,) if isinstance(schema, NodeSchema) else ("child", "parent")


def _decoder(schema: NodeSchema | EdgeSchema, names: Collection[str]) -> msgspec.json.Decoder[msgspec.Struct]:
    """Reads these columns of a block; others are passed over."""
    types = dict.fromkeys(_keys(schema), COLUMNS["string"]) | {p.name: COLUMNS[p.type] for p in schema.properties}
    return msgspec.json.Decoder(msgspec.defstruct("Columns", [(name, types[name], None) for name in names]))


def _rows(schema: NodeSchema | EdgeSchema, block: dict[str, list[Any]], places: Sequence[int]) -> list[Row]:
    """The rows of a block at these places, with every property of the schema; None where it is absent."""
    ends = () if isinstance(schema, NodeSchema) else _keys(schema)
    found = {name: [values[i] for i in places] for name, values in block.items()}
    columns = {name: _values(schema, name, found.get(name) or [None] * len(places)) for name in (*ends, *schema.names)}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _values(schema: NodeSchema | EdgeSchema, name: str, values: list[Any]) -> list[Any]:
    """The values with moments as such, which are kept as microseconds since 1970."""
    if any(p.name == name and p.type == "datetime" for p in schema.properties):
        return [None if value is None else moment(value) for value in values]
    return values
