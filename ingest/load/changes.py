"""What differs between a resolved table and what a store holds, found in bounded memory: a key and a hash a row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import polars as pl

from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores import Change

BATCH = 5_000
"""Rows a statement; kglite and Neo4j both load within a few per cent of their best from 2,000 to 20,000."""

READ = 10 * BATCH
"""Rows read at a time, of a file that is read by its groups of many more."""

SEEDS = (1, 2)
"""Two hashes of 64 bits, so that a change that goes unseen is not to be expected in this universe."""

Held = Iterator[dict[str, list[Any]]]


def keys_of(schema: NodeSchema | EdgeSchema) -> list[str]:
    """The columns that make a row's key."""
    return [schema.key] if isinstance(schema, NodeSchema) else ["child", "parent"]


def all_of(rows: Callable[[], pl.LazyFrame], schema: NodeSchema | EdgeSchema, height: int) -> Change:
    """What must be put for a store that holds nothing to hold these rows, of which there are so many; they are made
    when they are asked for."""
    return Change(schema, height, lambda: _tables(rows(), height, keys_of(schema), None))


def changes(rows: pl.LazyFrame, schema: NodeSchema | EdgeSchema, held: Held) -> tuple[Change, Change]:
    """What must be put, and what must go, for a store that holds `held` to hold these rows."""
    key = keys_of(schema)
    height = int(rows.select(pl.len()).collect().item())
    first = next(held, None)
    if first is None:
        same, gone = None, _no_keys(key)
    else:
        types, wanted = dict(rows.collect_schema()), _hashed(rows, key) if height else None
        same, gone = _compared(chain([first], held), types, key, wanted)
    put = Change(schema, height - (0 if same is None else same.height), lambda: _tables(rows, height, key, same))
    return put, Change(schema, gone.height, lambda: gone.iter_slices(BATCH), gone=True)


@dataclass(frozen=True, slots=True, eq=False)
class HashedRows:
    """Rows, and the hash of each in their order: rows of equal hashes are as good as equal."""

    rows: pl.LazyFrame
    hashes: pl.Series

    @classmethod
    def of(cls, rows: pl.LazyFrame, seen: datetime) -> "HashedRows":
        """What was last seen at the moment `seen` is as good as seen at that of other rows."""
        marked = _marked(rows, seen)
        names = sorted(marked.collect_schema().names())
        return cls(rows, marked.select(pl.struct(names).hash(SEEDS[0])).collect(engine="streaming").to_series())

    def others(self, than: "HashedRows") -> pl.Series:
        """Which of the rows are none of the other ones."""
        return ~self.hashes.is_in(than.hashes.implode())

    def split(self, which: pl.Series, key: list[str]) -> tuple[pl.DataFrame, int]:
        """The keys of some of the rows, and one number for those of all others, whatever their order."""
        keys = self.rows.select(key).collect()
        return keys.filter(which), int(keys.filter(~which).hash_rows().sum())


def changes_since(
    earlier: HashedRows, now: HashedRows, schema: NodeSchema | EdgeSchema, most: int
) -> tuple[Change, Change] | None:
    """As `changes`, for a store that holds the `earlier` rows; None where more than `most` rows differ.

    None also where, very rarely, rows of different keys have one hash and hide a change: the others' keys differ then.
    """
    others, key = (now.others(earlier), earlier.others(now)), keys_of(schema)
    if max(int(which.sum()) for which in others) > most:
        return None
    (different, same), (former, was_same) = (
        of.split(which, key) for of, which in zip((now, earlier), others, strict=True)
    )
    gone = former.join(different, on=key, how="anti")
    if same != was_same or different.height + gone.height > most:
        return None
    put = now.rows.filter(pl.col(key[0]).is_in(different[key[0]].unique().implode())).collect()
    return _put_and_gone(schema, put.join(different, on=key, how="semi", maintain_order="left"), gone)


def changes_among(
    ids: pl.Series, earlier: pl.LazyFrame, changed: pl.LazyFrame, schema: NodeSchema | EdgeSchema, most: int
) -> tuple[Change, Change] | None:
    """As `changes_since`, where rows of these ids alone may differ; those of today are all among the `changed` ones. Of
    an edge the id is the child; its other edges are put again."""
    key = keys_of(schema)
    among = pl.col(key[0]).is_in(ids.implode())
    put = changed.filter(among).collect()
    gone = earlier.select(key).filter(among).collect().join(put.select(key), on=key, how="anti")
    return None if put.height + gone.height > most else _put_and_gone(schema, put, gone)


def _put_and_gone(schema: NodeSchema | EdgeSchema, put: pl.DataFrame, gone: pl.DataFrame) -> tuple[Change, Change]:
    return (
        Change(schema, put.height, lambda: put.iter_slices(BATCH)),
        Change(schema, gone.height, lambda: gone.iter_slices(BATCH), gone=True),
    )


def _marked(rows: pl.LazyFrame, seen: datetime) -> pl.LazyFrame:
    """The rows with a mark instead of that moment as `last_seen`."""
    if "last_seen" not in rows.collect_schema():
        return rows
    now = (pl.col("last_seen") == seen).fill_null(value=False)
    return rows.with_columns(last_seen=pl.when(~now).then("last_seen"), seen_now=now)


def _compared(
    held: Held, types: dict[str, Any], key: list[str], wanted: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keys of rows that are held as wanted, and keys of those that are not wanted."""
    same, gone = [_no_keys(key)], [_no_keys(key)]
    for batch in held:
        frame = _frame(batch, types)
        if wanted is None:
            gone.append(frame.select(key))
            continue
        found = _hashed(frame.lazy(), key)
        same.append(found.join(wanted, on=[*key, *map(_name, SEEDS)], how="semi").select(key))
        gone.append(found.join(wanted, on=key, how="anti").select(key))
    return pl.concat(same), pl.concat(gone)


def _frame(batch: dict[str, list[Any]], types: dict[str, Any]) -> pl.DataFrame:
    """Columns as the table has them: a batch's moments are microseconds."""
    given = {name: pl.Datetime("us", "UTC") if kind == pl.Datetime else kind for name, kind in types.items()}
    return pl.DataFrame({name: batch[name] for name in types}, schema=given).cast(pl.Schema(types))


def _hashed(rows: pl.LazyFrame, key: list[str], seeds: Sequence[int] = SEEDS) -> pl.DataFrame:
    """The keys, and a hash by each seed of all columns in the order of their names."""
    names = sorted(rows.collect_schema().names())
    hashes = {_name(seed): pl.struct(names).hash(seed) for seed in seeds}
    return rows.select(*key, **hashes).collect(engine="streaming")


def _name(seed: int) -> str:
    return f"hash {seed}"


def _tables(rows: pl.LazyFrame, height: int, key: list[str], stay: pl.DataFrame | None) -> Iterator[pl.DataFrame]:
    """The rows whose keys are not in `stay`, a batch at a time."""
    for start in range(0, height, READ):
        table = rows.slice(start, READ).collect()
        if stay is not None:
            table = table.join(stay, on=key, how="anti", maintain_order="left")
        yield from table.iter_slices(BATCH)


def _no_keys(key: list[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(key, pl.String))
