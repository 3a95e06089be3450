"""A new reading laid over an earlier snapshot: models keep their history, and those that are gone leave a tombstone."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import polars as pl

from ingest.claims.extract import claims_of, oddly_named
from ingest.rows.table import HISTORY, PART_ROWS, ROW, gathered, scan, write_part
from ingest.snapshots.buckets import Buckets
from ingest.snapshots.deduplicate import Merge
from ingest.snapshots.history import dated, names_of
from ingest.snapshots.matching import KEY, Pairs, height
from ingest.snapshots.snapshot import Snapshot, snapshots
from lineage.home import Home
from lineage.values import DatedBy, Extent, SnapshotFacts

PART = PART_ROWS
"""Rows of the earlier snapshot read at once: a row group of its files."""

FEW = 20
"""A reading of changes is small when the earlier snapshot has so many times its rows: it is held, with the rows it
replaces, and the earlier snapshot is read but once."""

_EARLIER = pl.Schema(
    {
        "at": pl.UInt32(),
        "was": pl.String(),
        "former_ids": HISTORY["former_ids"],
        "parents_since": HISTORY["parents_since"],
        "changed": pl.Boolean(),
        "named": pl.List(pl.String),
    }
)
"""What a new row's history is made of: its old row's `id` and lists, and how that `named` parents if claims changed."""


def newest_complete(home: Home, source: str, before: datetime | None = None, *, files: bool = False) -> Snapshot | None:
    """The newest snapshot of everything that `source` lists; with `before`, of those whose data are from before it.

    With `files`, also a file that was stated to be of the whole Hub, if it is known when it is from.
    """
    for one in reversed(snapshots(home)):
        facts = one.facts
        same = facts.source == source or (files and _is_dated_file(facts))
        if facts.extent is Extent.WHOLE and same and (before is None or facts.data_at < before):
            return one
    return None


def _is_dated_file(facts: SnapshotFacts) -> bool:
    return facts.as_of_how not in (None, DatedBy.READING) and not facts.synthetic


def over(base: Snapshot | None, *, complete: bool) -> Merge:
    """Laying rows over `base`, as `merge` does; without a base they stay as they are."""
    return lambda parts, folder: parts if base is None else merge(base, parts, folder, complete=complete)


def merge(base: Snapshot, parts: list[Path], folder: Path, *, complete: bool) -> list[Path]:
    """Freshly read rows (schema ROW, no model twice) with the history `base` knows, behind what they leave of `base`.

    `complete` says that the rows are all the source lists: what `base` has beside them is kept as removed, with the
    date it was last seen. Otherwise it is kept as it was. A row of `base` whose id is another model's now is dropped.
    Both are read a part at a time: memory does not grow with them.
    """
    folder.mkdir()
    merged = _merged(base, [scan([path]) for path in parts], folder, complete=complete)
    frames = enumerate(gathered(_alone(frame.select(ROW.names())) for frame in merged))
    return [write_part(frame, folder / f"{number:06}.parquet") for number, frame in frames]


def _merged(base: Snapshot, new: list[pl.LazyFrame], folder: Path, *, complete: bool) -> Iterator[pl.DataFrame]:
    """What is left of each part of `base`, then each new part."""
    old = [dated(rows, base.facts.data_at) for path in base.parts for rows in _pieces(path)]
    key = KEY if _knows_hub_ids(base) else pl.col("id")
    if not complete and height(new) * FEW <= height(old):
        return _few_laid_over(old, new, folder, key)
    odd = set[str]().union(*map(oddly_named, [*old, *new]))
    return _laid_over(old, new, folder, key, odd, complete=complete)


def _few_laid_over(
    old: Sequence[pl.LazyFrame], new: Sequence[pl.LazyFrame], folder: Path, key: pl.Expr
) -> Iterator[pl.DataFrame]:
    """The same of a reading of a few changes: only the old rows that it replaces are compared with it."""
    marks = pl.concat([ROW.to_frame().lazy(), *new]).select(key=key.hash(), id=pl.col("id").hash()).collect()
    replaced = key.hash().is_in(marks["key"].implode()) | pl.col("id").hash().is_in(marks["id"].implode())
    met, odd = [ROW.to_frame()], set[str]().union(*map(oddly_named, new))
    for rows in old:
        frame = rows.with_columns(replaced=replaced).collect()
        odd |= oddly_named(frame.lazy())
        met.append(_alone(frame.filter("replaced").select(ROW.names())))
        yield frame.filter(~pl.col("replaced"))
    yield from _laid_over([pl.concat(met).lazy()], new, folder, key, odd, complete=False)


def _laid_over(
    old: Sequence[pl.LazyFrame],
    new: Sequence[pl.LazyFrame],
    folder: Path,
    key: pl.Expr,
    odd: set[str],
    *,
    complete: bool,
) -> Iterator[pl.DataFrame]:
    """What is left of each old part, then each new part, matched by `key`; `odd` are the ids that are `oddly_named`."""
    pairs, earlier = Pairs(old, new, folder / "pairs", key), Buckets(folder / "earlier", _EARLIER)
    for number, rows in enumerate(old):
        frame, replaced = rows.with_row_index("at").collect(), pairs.replaced(number)
        _remember(frame, replaced.drop_nulls("to"), odd, earlier)
        left = frame.join(replaced, on="at", how="anti", maintain_order="left")
        yield left.with_columns(removed=pl.lit(True)) if complete else left
    for number, rows in enumerate(new):
        frame = rows.drop("first_seen", "former_ids", "parents_since").with_row_index("at").collect()
        met, history = pairs.met(number), _history(frame, earlier.take(number), odd)
        known = frame.join(met.rename({"first": "first_seen"}), on="at", how="left", maintain_order="left")
        yield known.join(history, on="at", how="left", maintain_order="left")


def _knows_hub_ids(base: Snapshot) -> bool:
    """Whether any of its models has the Hub's `_id`; bulk files have none."""
    heights = (pl.read_parquet(path, columns=["hub_id"], glob=False)["hub_id"].count() for path in base.parts)
    return any(heights) or not base.facts.listed


def _alone(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows in memory of their own: the few that a filter leaves hold on to the texts of all the others."""
    if rows.height > PART // 2:
        return rows
    file = BytesIO()
    rows.write_parquet(file, compression="uncompressed")
    file.seek(0)
    return pl.read_parquet(file, glob=False)


def _pieces(path: Path) -> list[pl.LazyFrame]:
    """A part, PART rows at a time. Never more than one file is scanned: polars reads many ahead."""
    rows = scan([path])
    return [rows.slice(start, PART) for start in range(0, height([rows]), PART)]


def _remember(old: pl.DataFrame, told: pl.DataFrame, odd: set[str], earlier: Buckets) -> None:
    """Keep what the new rows' history is made of, at those rows' places."""
    rows = old.join(told, on="at")
    named = _named(rows.filter("changed"), odd).group_by("at").agg(named="parent")
    earlier.add(rows.join(named, on="at", how="left").with_columns(at="to", was="id"), pl.col("to_part"))


def _history(new: pl.DataFrame, earlier: pl.DataFrame, odd: set[str]) -> pl.DataFrame:
    """`at, former_ids, parents_since` of the new rows whose lists of history are not empty."""
    pairs = new.select("at", "id").join(earlier, on="at")
    changed = earlier.filter("changed")
    late = _late(changed, _named(new.join(changed, on="at", how="semi"), odd))
    return pairs.join(late, on="at", how="left").select(
        "at",
        former_ids=_former_ids(),
        parents_since=pl.when("changed").then("late").otherwise("parents_since"),
    )


def _former_ids() -> pl.Expr:
    """The ids it had before: those known, and the one it `was` called if that is another."""
    renamed = pl.col("was") != pl.col("id")
    ids = pl.concat_list(pl.col("former_ids").fill_null([]), "was").list.unique(maintain_order=True)
    return pl.when(renamed).then(ids).otherwise("former_ids")


def _late(earlier: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """`at, late` of rows whose claims changed: the names for parents that they did not have from the first."""
    before = earlier.select("at", parent="named").explode("parent")
    new = named.join(before, on=["at", "parent"], how="anti").with_columns(since=pl.lit(None, HISTORY["first_seen"]))
    listed = earlier.filter(pl.col("parents_since").list.len() > 0).select("at", "parents_since")
    known = listed.explode("parents_since").select("at", pl.col("parents_since").struct.unnest())
    late = pl.concat([new, known.join(named, on=["at", "parent"], how="semi").select(new.columns)])
    return late.sort("at", "parent").group_by("at", maintain_order=True).agg(late=pl.struct("parent", "since"))


def _named(rows: pl.DataFrame, odd: set[str]) -> pl.DataFrame:
    """`at, parent`: every name by which each row calls a parent."""
    names = names_of(claims_of(rows.lazy(), odd))
    return names.join(rows.select("at", child="id"), on="child").select("at", parent="name").unique()
