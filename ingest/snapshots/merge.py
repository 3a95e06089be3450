"""A new reading laid over an earlier snapshot: models keep their history, and those that are gone leave a tombstone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

import polars as pl

from ingest.claims.extract import CLAIMING, claims_of, is_oddly_named, oddly_named
from ingest.rows.table import HISTORY, PART_ROWS, ROW, alone, gathered, scan, write_part
from ingest.snapshots.buckets import Buckets
from ingest.snapshots.deduplicate import Merge, as_read
from ingest.snapshots.history import dated, names_of
from ingest.snapshots.matching import MODEL_KEY, Pairs, height
from ingest.snapshots.parts import PLACE, Part, find
from ingest.snapshots.snapshot import Snapshot, snapshots
from lineage.files.making import Making, OnMade, unasked
from lineage.home.home import Home
from lineage.values import DatedBy, Extent, SnapshotFacts

PART = PART_ROWS
"""Rows of the earlier snapshot read at once: a row group of its files."""

FEW = 20
"""A reading of changes is small when the earlier snapshot has so many times its rows: it is held, with the rows it
replaces, and the earlier snapshot's files are taken over."""

MOST_REPLACED = 0.1
"""Of the rows in files that are taken over, hold no more at most: reading passes over them."""

MOST_SMALL = 20
"""Files of fewer than PART rows at most, one for each reading: all is written anew when there are more."""

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

_COMPARED = ("hub_id", *CLAIMING, *HISTORY)
"""Columns of an old row that a new one's history is made of."""


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


def over(base: Snapshot | None, *, complete: bool, made: OnMade = unasked) -> Merge:
    """Laying rows over `base`, as `merge` does; without a base they stay as they are."""
    return as_read if base is None else lambda files, folder: merge(base, files, folder, made, complete=complete)


def merge(base: Snapshot, files: list[Path], folder: Path, made: OnMade = unasked, *, complete: bool) -> list[Part]:
    """Freshly read rows (schema ROW, no model twice) with the history `base` knows, behind what they leave of `base`.

    `complete` says that the rows are all the source lists: what `base` has beside them is kept as removed, with the
    date it was last seen. Otherwise it is kept as it was. A row of `base` whose id is another model's now is dropped.
    Both are read a part at a time: memory does not grow with them. Of few changes the files of `base` are taken over,
    until too many of their rows hold no more; `made` is told whether they were.
    """
    folder.mkdir()
    old, new = base.parts, [scan([path]) for path in files]
    key = MODEL_KEY if _knows_hub_ids(base) else pl.col("id")
    if complete or height(new) * FEW > sum(part.height for part in old):
        rows = [dated(piece, base.facts.data_at) for part in old for piece in _pieces(part)]
        odd = set[str]().union(*map(oddly_named, [*rows, *new]))
        made(Making("all was read" if complete else f"more than {1 / FEW:.0%} of the rows were read"))
        return _written(_laid_over(rows, new, folder, key, odd, complete=complete), folder)
    kept, frames = _few_laid_over(base, new, folder, key)
    making = _making(kept)
    made(making)
    if making.whole is None:
        return [*(part for part in kept if part.height), *_written(frames, folder)]
    pieces = (piece.collect() for part in kept for piece in _pieces(part))
    return _written(chain(pieces, frames), folder)


def _written(frames: Iterable[pl.DataFrame], folder: Path) -> list[Part]:
    """New parts of these rows."""
    rows = (frame.select(ROW.names()) for frame in frames)
    parts = enumerate(gathered(some if some.height > PART // 2 else alone(some) for some in rows))
    return [Part(write_part(frame, folder / f"{number:06}.parquet")) for number, frame in parts]


def _making(parts: Sequence[Part]) -> Making:
    """Whether the files may stay as they are."""
    rows, replaced = sum(part.file_rows for part in parts), sum(len(part.replaced) for part in parts)
    if replaced > rows * MOST_REPLACED:
        return Making(f"more than {MOST_REPLACED:.0%} of the rows in its files hold no more")
    small = sum(part.file_rows < PART for part in parts) > MOST_SMALL
    return Making(f"more than {MOST_SMALL} of its files are small" if small else None)


def _few_laid_over(
    base: Snapshot, new: Sequence[pl.LazyFrame], folder: Path, key: pl.Expr
) -> tuple[list[Part], Iterator[pl.DataFrame]]:
    """The same of a reading of a few changes: the parts of `base` less the rows that it replaces, which alone are
    compared with it, and the new rows."""
    marks = pl.concat([ROW.to_frame().lazy(), *new]).select(key=key.hash(), id=pl.col("id").hash()).collect()
    replaced = key.hash().is_in(marks["key"].implode()) | pl.col("id").hash().is_in(marks["id"].implode())
    found = find(base.parts, replaced | is_oddly_named(), _COMPARED)
    odd = set[str]().union(*map(oddly_named, [found.lazy(), *new]))
    met = dated(found.filter(replaced).lazy(), base.facts.data_at).collect()
    frames = _laid_over([met.lazy()], new, folder, key, odd, complete=False)
    gone = met.join(next(frames), on=["part", PLACE], how="anti").select("part", PLACE)
    by_part = gone.partition_by("part", as_dict=True)
    at = base.facts.data_at
    kept = [
        part.less(by_part[number,][PLACE] if (number,) in by_part else gone[PLACE].clear(), at)
        for number, part in enumerate(base.parts)
    ]
    return kept, frames


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
    heights = (part.rows().select(pl.col("hub_id").count()).collect().item() for part in base.parts)
    return any(heights) or not base.facts.listed


def _pieces(part: Part) -> list[pl.LazyFrame]:
    """A part, PART rows at a time. Never more than one file is scanned: polars reads many ahead."""
    rows = part.rows()
    return [rows.slice(start, PART) for start in range(0, part.height, PART)]


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
