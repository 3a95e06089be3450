"""The rows of an embedded store as they were loaded, in a file beside the engine's, to be read without the engine.

The engine needs seconds and a gigabyte to open the whole Hub; a page needs one model. The file is SQLite's, which finds
a block of rows by its first and last key; a block is 64 rows as one list a column, in JSON, packed: 90 bytes a model
instead of 400, and a look-up unpacks 64 rows.

An update leaves the blocks as they are: the rows it changes lie one by one in the table `newer`, which goes before the
blocks. Whatever the snapshot lists is marked as seen with it instead of dated, so that no day changes all rows. `loads`
are those of the same blocks, from which this one differs in newer rows alone.
"""

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from isal import isal_zlib

from lineage.errors import StoreError, one_line
from lineage.files.checksums import AT_ONCE
from lineage.schema import SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores.embedded.files import AGAIN, file_name, verify
from lineage.stores.embedded.moments import microseconds, moment
from lineage.stores.port import End, Row
from lineage.values import SnapshotFacts

T = TypeVar("T")

TABLES = (
    "CREATE TABLE IF NOT EXISTS blocks (kind TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, "
    "columns BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS newer (kind TEXT NOT NULL, key TEXT NOT NULL, other TEXT NOT NULL, columns BLOB, "
    "PRIMARY KEY (kind, key, other)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS loads (load TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS seen (moment INTEGER NOT NULL)",
)
"""Blocks of many rows, and of one: `other` is an edge's other end, and what has no `columns` is gone. Loads by name.
The moment that NOW stands for."""

INDEX = "CREATE INDEX IF NOT EXISTS keys ON blocks (kind, last)"
FROM_KEY = "SELECT first, columns FROM blocks WHERE kind = ? AND last >= ? ORDER BY last, rowid"
ALL = "SELECT columns FROM blocks WHERE kind = ? ORDER BY rowid"
NEWER_OF_KEY = "SELECT other, columns FROM newer WHERE kind = ? AND key = ?"
NEWER_KEYS = "SELECT key, other, NULL FROM newer WHERE kind = ?"
NEWER = "SELECT columns FROM newer WHERE kind = ? AND columns IS NOT NULL ORDER BY key, other"
SEEN_AT = "SELECT moment FROM seen"
LOADS = "SELECT load, NULL FROM loads ORDER BY rowid"
TOGETHER = 16_000  # rows of a batch
AT_A_TIME = 64  # blocks, or newer rows, that are fetched at once where all are read
SEEN = "last_seen"
NOW = -1
"""As a `last_seen`: when most rows were. No snapshot is of a microsecond before 1970."""

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
    """The rows of one load; safe to share between threads.

    Raises StoreError when the file is not as `sums` has it; a large one is held against that by `check`.
    """

    def __init__(self, path: Path, sums: Mapping[str, str]) -> None:
        self._path, self._sums = path, sums
        self._lock = threading.Lock()
        self._whole = verify(path, sums, at_most=AT_ONCE)
        with self._readable():
            self._file = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
            tables = self._file.execute("SELECT name FROM sqlite_schema").fetchall()  # open now: a load may remove it
            self._tells_now = ("seen",) in tables
        self.changeable = ("loads",) in tables
        """Whether rows may be changed: earlier versions dated what the snapshot lists."""

    def check(self) -> None:
        """Raises StoreError when the file is not what was written; one that a later load removed is not looked at."""
        if not self._whole and self._path.exists():
            self._whole = verify(self._path, self._sums)

    def snapshot(self) -> Row:
        """The properties of the snapshot's own node. Raises StoreError where the file has none."""
        for _, block in self._read(_columns, ALL, kind(SNAPSHOT)):
            return self._row(SNAPSHOT, _raw(block, 0))
        raise StoreError(f"{self._path}: no snapshot in it", AGAIN)

    def node(self, schema: NodeSchema, key: str) -> Row | None:
        """The properties of the node of that key; None where there is none."""
        return next(iter(self._found(schema, "child", key)), None)

    def edges(self, schema: EdgeSchema, end: End, id: str) -> list[Row]:
        """The edges of which the node of that id is the child, or the parent, in order of their other end."""
        return self._found(schema, end, id)

    def columns(self, schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
        """See `Reader.columns`."""
        return self._batches(schema, names, self._every(schema, {*ends(schema), *names}))

    @cached_property
    def earlier(self) -> list[str]:
        """See `RowLookup`."""
        loads = [load for (load,), _ in self._read(_columns, LOADS)] if self.changeable else []
        return [file_name(load, packed=True) for load in loads[:-1]]

    def changed(self, schema: NodeSchema | EdgeSchema) -> Set[tuple[str, ...]]:
        """See `RowLookup`."""
        many = len(ends(schema))
        keys = (key for key, _ in self._read(_columns, NEWER_KEYS, kind(schema))) if self.changeable else ()
        return {key[:many] for key in keys}

    def changed_columns(self, schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
        """See `RowLookup`."""
        newer = self._read(_decoder(schema, {*ends(schema), *names}), NEWER, kind(schema))
        rows, wanted = (block for _, block in newer), _wanted(schema, names)
        while some := list(islice(rows, TOGETHER)):
            yield self._dated({name: [_single(getattr(row, name)) for row in some] for name in wanted})

    def _batches(
        self, schema: NodeSchema | EdgeSchema, names: Sequence[str], blocks: Iterable[msgspec.Struct]
    ) -> Iterator[dict[str, list[Any]]]:
        key, wanted = ends(schema)[0], _wanted(schema, names)
        batch: dict[str, list[Any]] = {name: [] for name in wanted}
        for block in blocks:
            nothing = [None] * len(getattr(block, key))
            for name in wanted:
                batch[name] += getattr(block, name) or nothing
            if len(batch[wanted[0]]) >= TOGETHER:
                yield self._dated(batch)
                batch = {name: [] for name in wanted}
        if any(batch.values()):
            yield self._dated(batch)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    @cached_property
    def seen(self) -> int:
        """What NOW stands for: where an earlier version wrote the file, when its snapshot was."""
        if not self._tells_now:
            return microseconds(SnapshotFacts.from_row(self.snapshot()).seen_at)
        with self._readable(), self._lock:
            (moment,) = self._file.execute(SEEN_AT).fetchone()
            return int(moment)

    def _dated(self, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        if SEEN in batch:
            batch[SEEN] = [self.seen if value == NOW else value for value in batch[SEEN]]
        return batch

    def _found(self, schema: NodeSchema | EdgeSchema, end: End, key: str) -> list[Row]:
        """The rows of that key, by the other end where they are edges."""
        rows: dict[str, dict[str, Any] | None] = {}
        column, *others = ends(schema, end)
        for _, block in self._read(_columns, FROM_KEY, kind(schema, end), key, up_to=key):
            for place in (place for place, value in enumerate(block[column]) if value == key):
                rows[block[others[0]][place] if others else ""] = _raw(block, place)
        if self.changeable:
            for (other,), newer in self._read(_columns, NEWER_OF_KEY, kind(schema, end), key):
                rows[other] = newer and _raw(newer, 0)
        return [self._row(schema, raw) for _, raw in sorted(rows.items()) if raw]

    def _row(self, schema: NodeSchema | EdgeSchema, raw: Mapping[str, Any]) -> Row:
        """The row with every property of the schema, None where it is absent, moments as such."""
        names = schema.names if isinstance(schema, NodeSchema) else (*ends(schema), *schema.names)
        row = {name: raw.get(name) for name in names}
        for p in schema.properties:
            if p.type == "datetime" and (value := row[p.name]) is not None:
                row[p.name] = moment(self.seen if (p.name, value) == (SEEN, NOW) else value)
        return row

    def _every(self, schema: NodeSchema | EdgeSchema, names: Collection[str]) -> Iterator[msgspec.Struct]:
        """All rows of a kind in blocks: those that no newer one replaces, and the newer ones."""
        of, decoder, replaced = kind(schema), _decoder(schema, names), self.changed(schema)
        keys = {key[0] for key in replaced}
        for _, block in self._read(decoder, ALL, of):
            yield block if keys.isdisjoint(getattr(block, ends(schema)[0])) else _without(block, schema, replaced)
        if replaced:
            yield from (block for _, block in self._read(decoder, NEWER, of))

    def _read(
        self, decoder: msgspec.json.Decoder[T], statement: str, *parameters: str, up_to: str | None = None
    ) -> Iterator[tuple[tuple[str, ...], T]]:
        """What a statement finds: columns of text, and a block, None where there is none; of blocks that may hold the
        key `up_to` no further ones."""
        with self._readable(), self._cursor() as cursor:
            with self._lock:
                cursor.execute(statement, parameters)
            while True:
                with self._lock:
                    rows = cursor.fetchmany(1 if up_to else AT_A_TIME)
                for *texts, packed in rows:
                    if up_to is not None and texts[0] > up_to:
                        return
                    yield tuple(texts), packed and decoder.decode(isal_zlib.decompress(packed))
                if not rows:
                    return

    @contextmanager
    def _cursor(self) -> Iterator[sqlite3.Cursor]:
        """A cursor that is closed at the end, unless its file was: whoever is stopped midway closes in any order."""
        cursor = self._file.cursor()
        try:
            yield cursor
        finally:
            with suppress(sqlite3.ProgrammingError):
                cursor.close()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, isal_zlib.IsalError, msgspec.MsgspecError) as error:  # type: ignore[misc] # its stub errs
            raise StoreError(f"{self._path}: {one_line(error)}", AGAIN) from error


def ends(schema: NodeSchema | EdgeSchema, end: End = "child") -> tuple[str, ...]:
    """The columns that make a row's key: a node's own, or that end of an edge and then the other."""
    if isinstance(schema, NodeSchema):
        return (schema.key,)
    return ("child", "parent") if end == "child" else ("parent", "child")


def _wanted(schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> Sequence[str]:
    """The columns that are read where these are asked for: of edges their ends besides."""
    return names if isinstance(schema, NodeSchema) else (*ends(schema), *names)


def _single(values: list[Any] | None) -> Any:
    """What a block of one row has of a column."""
    return values[0] if values else None


def _decoder(schema: NodeSchema | EdgeSchema, names: Collection[str]) -> msgspec.json.Decoder[msgspec.Struct]:
    """Reads these columns of a block; others are passed over."""
    types = dict.fromkeys(ends(schema), COLUMNS["string"]) | {p.name: COLUMNS[p.type] for p in schema.properties}
    return msgspec.json.Decoder(msgspec.defstruct("Columns", [(name, types[name], None) for name in names]))


def _without(block: msgspec.Struct, schema: NodeSchema | EdgeSchema, rows: Set[tuple[str, ...]]) -> msgspec.Struct:
    """The block without the rows of these keys."""
    keys = zip(*(getattr(block, name) for name in ends(schema)), strict=True)
    stay = [place for place, key in enumerate(keys) if key not in rows]
    columns = msgspec.structs.asdict(block).items()
    kept = {name: values and [values[place] for place in stay] for name, values in columns}
    return msgspec.structs.replace(block, **kept)


def _raw(block: dict[str, list[Any]], place: int) -> dict[str, Any]:
    return {name: values[place] for name, values in block.items()}
