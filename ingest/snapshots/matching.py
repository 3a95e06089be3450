"""Which rows of an earlier snapshot freshly read ones go on from: found by hashes, in buckets on disk.

Why not DuckDB, measured (`python -m benchmarks.joins`, 200,000 / 1,000,000 rows, DuckDB held to 100 MB and two
threads): it is as quick (4.4 / 14.8 s against 4.6 / 14.8 s) but peaks at 184 / 233 MB, not 162 / 185, adds 69 MB to the
installation, and would be a second engine of tables beside polars, which reads and writes the rows themselves.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ingest.rows.kinds import MOMENT
from ingest.snapshots.buckets import Buckets
from lineage.values import BASE_TAG

BUCKET_ROWS = 50_000
"""Rows of the longer side that share a bucket, whose marks then fill some 4 MB; a small snapshot is one bucket."""

MODEL_KEY = pl.coalesce("hub_id", "id")
"""A model is the same as long as its `_id` is, whatever it is called; its id counts where a source gives no `_id`."""

_PLACE = {"part": pl.UInt32(), "at": pl.UInt32()}
_NEW = pl.Schema({**_PLACE, "key": pl.UInt64(), "id": pl.UInt64(), "claims": pl.UInt64()})
_OLD = pl.Schema({**_NEW, "first": MOMENT, "has": pl.Boolean()})
_IDS = pl.Schema({**_PLACE, "id": pl.UInt64()})

MET = pl.Schema({"at": pl.UInt32(), "first": MOMENT})
REPLACED = pl.Schema({"at": pl.UInt32(), "to_part": pl.UInt32(), "to": pl.UInt32(), "changed": pl.Boolean()})


class Pairs:
    """The pairs among old and new rows, each in parts (schema ROW; the old ones dated).

    `key` says which models are the same: `_id` or id, or id alone. They are told apart by 64-bit hashes. All of it is
    kept in a new folder; each part is asked for once.
    """

    def __init__(
        self, old: Sequence[pl.LazyFrame], new: Sequence[pl.LazyFrame], folder: Path, key: pl.Expr = MODEL_KEY
    ) -> None:
        self._met, self._replaced = Buckets(folder / "met", MET), Buckets(folder / "replaced", REPLACED)
        buckets = max(1, round(max(height(old), height(new)) / BUCKET_ROWS))
        was, now = _Marked(folder / "old", old, _OLD, key, buckets), _Marked(folder / "new", new, _NEW, key, buckets)
        for bucket in range(buckets):
            self._by_key(was.keys.take(bucket), now.keys.take(bucket))
            taken = was.ids.take(bucket).join(now.ids.take(bucket), on="id", how="semi")
            self._replaced.add(taken.with_columns(to_part=None, to=None, changed=None), pl.col("part"))

    def met(self, part: int) -> pl.DataFrame:
        """`at, first`: rows of a new part that were there before, and when they were first seen."""
        return self._met.take(part)

    def replaced(self, part: int) -> pl.DataFrame:
        """`at, to_part, to, changed`: rows of an old part whose key or id a new one has; a row may come twice.

        Where the new one's lists of history are not empty, `to_part` and `to` say which it is, and `changed` whether
        it claims other parents; else they are null.
        """
        return self._replaced.take(part)

    def _by_key(self, was: pl.DataFrame, now: pl.DataFrame) -> None:
        changed = pl.col("claims") != pl.col("claims_now")
        told = pl.col("has") | changed | (pl.col("id") != pl.col("id_now"))
        pairs = was.unique("key", keep="first", maintain_order=True).join(now, on="key", suffix="_now")
        self._met.add(pairs.select("part_now", "first", at="at_now"), pl.col("part_now"))
        places = pl.when(told).then(pl.struct(to_part="part_now", to="at_now", changed=changed)).struct.unnest()
        self._replaced.add(pairs.select("part", "at", places), pl.col("part"))


class _Marked:
    """The marks of some rows, as many as `schema` has, by key, and the hashes of their ids by id."""

    def __init__(
        self, folder: Path, parts: Sequence[pl.LazyFrame], schema: pl.Schema, key: pl.Expr, buckets: int
    ) -> None:
        self.keys, self.ids = Buckets(folder / "keys", schema), Buckets(folder / "ids", _IDS)
        for number, rows in enumerate(parts):
            marks = rows.select(_marks(number, key)).select(schema.names()).collect()
            self.keys.add(marks, pl.col("key") % buckets)
            self.ids.add(marks, pl.col("id") % buckets)


def height(parts: Sequence[pl.LazyFrame]) -> int:
    """How many rows the parts have together."""
    return sum(rows.select(pl.len()).collect().item() for rows in parts)


def _marks(part: int, key: pl.Expr) -> list[pl.Expr]:
    """Where a row stands, hashes of its `key`, `id` and `claims`, when it was first seen, and if it `has` history."""
    has = pl.col("former_ids").is_not_null() | pl.col("parents_since").is_not_null()
    return [
        pl.lit(part, pl.UInt32).alias("part"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        key.hash().alias("key"),
        pl.col("id").hash(),
        _claims().alias("claims"),
        pl.col("first_seen").alias("first"),
        has.alias("has"),
    ]


_CLAIM_TEXTS = ("card_base_model", "card_other_bases", "config_base_model")


def _claims() -> pl.Expr:
    """All that a row says of its parents, as one number."""
    parents = pl.col("hub_parents").list.eval(pl.element().struct.json_encode()).list.join("\n")
    tags = pl.col("tags").list.filter(pl.element().str.starts_with(BASE_TAG)).list.join("\n")
    parts = [part.fill_null("") for part in (*map(pl.col, _CLAIM_TEXTS), parents, tags)]
    return pl.concat_str(parts, separator="\0").hash()
