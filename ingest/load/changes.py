"""What differs between a resolved table and what a store holds, found in bounded memory: a key and a hash a row."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, pairwise
from typing import Any

import polars as pl

from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores import Change

BATCH = 5_000
"""Rows a statement; kglite and Neo4j both load within a few per cent of their best from 2,000 to 20,000."""

READ = 10 * BATCH
"""Rows read at a time, of a file that is read by its groups of many more."""

RANGE = 100_000
"""Rows compared at a time with those of an earlier table: 200 MB of models with their tags."""

SEEDS = (1, 2)
"""Two hashes of 64 bits, so that a change that goes unseen is not to be expected in this universe."""

Held = Iterator[dict[str, list[Any]]]


def keys_of(schema: NodeSchema | EdgeSchema) -> list[str]:
    """The columns that make a row's key."""
    return [schema.key] if isinstance(schema, NodeSchema) else ["child", "parent"]


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


def changes_since(
    earlier: pl.LazyFrame,
    rows: pl.LazyFrame,
    schema: NodeSchema | EdgeSchema,
    seen: tuple[datetime, datetime],
    most: int,
) -> tuple[Change, Change] | None:
    """As `changes`, for a store that holds the `earlier` rows, in which what was last seen at the first moment of
    `seen` is as good as seen at the second; None where more than `most` rows differ."""
    key = keys_of(schema)
    put, gone = [rows.head(0).collect()], [_no_keys(key)]
    for within in _ranges(rows, key[0]):
        different, lost = _different(earlier.filter(within), rows.filter(within), key, seen)
        put.append(different)
        gone.append(lost)
        if sum(part.height for part in (*put, *gone)) > most:
            return None
    return _put_and_gone(schema, pl.concat(put), pl.concat(gone))


def changes_of_hashes(
    earlier: pl.DataFrame, hashes: pl.DataFrame, rows: pl.LazyFrame, schema: NodeSchema, most: int
) -> tuple[Change, Change] | None:
    """As `changes_since`, of nodes whose `hashes`, the key and one of its row, are known, as are those `earlier`."""
    key = schema.key
    different = hashes.join(earlier, on=hashes.columns, how="anti").select(key)
    gone = earlier.join(hashes, on=key, how="anti").select(key)
    if different.height + gone.height > most:
        return None
    changed = rows.filter(pl.col(key).is_in(different[key].implode())).collect()
    return _put_and_gone(schema, changed, gone)


def _put_and_gone(schema: NodeSchema | EdgeSchema, put: pl.DataFrame, gone: pl.DataFrame) -> tuple[Change, Change]:
    return (
        Change(schema, put.height, lambda: put.iter_slices(BATCH)),
        Change(schema, gone.height, lambda: gone.iter_slices(BATCH), gone=True),
    )


def _ranges(rows: pl.LazyFrame, column: str) -> Iterator[pl.Expr]:
    """Conditions on a key, of which each key fulfils one: some RANGE of the rows each."""
    bounds = rows.select(pl.col(column).gather_every(RANGE, offset=RANGE)).unique().sort(column).collect()[column]
    for first, end in pairwise((None, *bounds, None)):
        behind = pl.lit(value=True) if first is None else pl.col(column) >= first
        yield behind if end is None else behind & (pl.col(column) < end)


def _different(
    earlier: pl.LazyFrame, rows: pl.LazyFrame, key: list[str], seen: tuple[datetime, datetime]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that are new or other than earlier, and the keys of those that are gone.

    One hash will do: it is compared with that of the same key alone.
    """
    now = rows.collect()
    hashes = [_hashed(_marked(of, at), key, SEEDS[:1]) for of, at in zip((earlier, now.lazy()), seen, strict=True)]
    same = hashes[1].join(hashes[0], on=[*key, _name(SEEDS[0])], how="semi")
    gone = hashes[0].join(now, on=key, how="anti").select(key)
    return now.join(same, on=key, how="anti", maintain_order="left"), gone


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
