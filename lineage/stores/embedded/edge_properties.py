"""The properties of more edges than the engine saves in a form it can open without unpacking the whole graph.

Up to 262,144 edges with properties, kglite saves nodes and edges as arrays that are read where they lie in its file,
and beside them the edges' properties, which it puts on the heap. Of more, it saves all of it packed, and opening takes
the packed form, the unpacked one and the graph at once: 1 GB at 3.3 million models. It reads the arrays however many
edges have properties. So the edges of a large graph are created without, and their properties written here, as the
engine would: a list of pairs of an edge's number and what it holds, in Postcard (https://postcard.jamesmunns.com/wire-format).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors as cs

from lineage.schema import EdgeSchema
from lineage.stores.embedded.statements import SEPARATOR

MOST_EDGES_IN_MEMORY = 262_144
"""Edges with properties that the engine saves beside arrays."""

SECOND = 1_000_000
"""Microseconds."""


class EdgeProperties:
    """Writes the section of a graph's `edges`, in the order in which they are created, the first one as number 0."""

    def __init__(self, path: Path, edges: int) -> None:
        self.path, self.edges = path, edges
        self._file = path.open("wb")
        self._file.write(_varint(edges))
        self._next = 0

    def add(self, schema: EdgeSchema, table: pl.DataFrame) -> None:
        """Take the properties of the next edges: columns as `Change` has them, lists packed."""
        columns = [_column(schema, table, name) for name in schema.names if name in table.columns]
        head = _text(schema.type)
        for number, values in enumerate(zip(*columns, strict=True), self._next):
            held = [value for value in values if value]
            self._file.write(b"".join((_varint(number), head, _varint(len(held)), *held)))
        self._next += table.height

    def close(self) -> None:
        self._file.close()


def bare(schema: EdgeSchema, table: pl.DataFrame) -> pl.DataFrame:
    """The table without properties, but for the first row that has each: from these the engine learns their types."""
    names = [name for name in schema.names if name in table.columns]
    rows = {place for name in names for place in table[name].is_not_null().arg_true().head(1)}
    kept = pl.int_range(pl.len()).is_in(sorted(rows))
    return table.with_columns(pl.when(kept).then(pl.col(name)).alias(name) for name in names)


def _column(schema: EdgeSchema, table: pl.DataFrame, name: str) -> list[bytes]:
    """The name and the value of a property of each row; nothing where it has none."""
    (kind,) = (p.type for p in schema.properties if p.name == name)
    key, value = _text(name), VALUES[kind]
    column = table.select(cs.by_name(name).pipe(_plain, kind)).to_series()
    encoded: dict[Any, bytes] = {None: b""}
    return [encoded[each] if each in encoded else encoded.setdefault(each, key + value(each)) for each in column]


def _plain(column: pl.Expr, kind: str) -> pl.Expr:
    """Lists as they are packed, moments as microseconds."""
    if kind == "strings":
        edge = pl.lit([""], dtype=pl.List(pl.String))
        return pl.when(column.is_not_null()).then(pl.concat_list(edge, column, edge).list.join(SEPARATOR))
    return column.dt.epoch("us") if kind == "datetime" else column


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    if number < 0x80:
        return bytes((number,))
    digits = bytearray()
    while number >= 0x80:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    digits.append(number)
    return bytes(digits)


def _signed(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else ~(number << 1))


def _text(text: str) -> bytes:
    encoded = text.encode()
    return _varint(len(encoded)) + encoded


def _moment(microseconds: int) -> bytes:
    """Seconds since 1970, nanoseconds and the zone's distance from UTC."""
    seconds, rest = divmod(microseconds, SECOND)
    return _signed(seconds) + _varint(rest * 1000) + _signed(0)


VALUES: Mapping[str, Callable[[Any], bytes]] = {
    "integer": lambda number: b"\x01" + _signed(number),
    "string": lambda text: b"\x03" + _text(text),
    "strings": lambda packed: b"\x03" + _text(packed),
    "datetime": lambda moment: b"\x13" + _moment(moment),
}
"""How a property of each type that edges have is written: the number of the engine's type, and the value."""
