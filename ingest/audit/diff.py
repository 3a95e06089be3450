"""What changed between two snapshots: models that came, went or were renamed, and derivations that changed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.caveats import caveats
from ingest.audit.families import families
from ingest.resolve import resolve
from ingest.snapshots.snapshot import facts
from lineage.errors import NotLoadedError
from lineage.home import Home, read_manifest
from lineage.values import Extent, Status

KINDS = ("added", "removed", "renamed", "reparented", "relation_changed")
NO_FAMILY = "(none)"


@dataclass(frozen=True, slots=True)
class Diff:
    """What became of snapshot `a` by the time of `b`, each table by id.

    `added` and `removed`: `id`. `renamed`: `id, before`. `reparented`: `id, before, after` (lists of parents).
    `relation_changed`: `id, parent, before, after`. Each has `family`, null for a model without relatives. Ids
    are those of `b` but in `removed` and `before`. What `b` does not list was removed where `b` is a whole pass, or
    says so itself; else it is `absent`, no change: whether it is gone cannot be told. `notes` say what else cannot.
    """

    a: str
    b: str
    added: pl.DataFrame
    removed: pl.DataFrame
    renamed: pl.DataFrame
    reparented: pl.DataFrame
    relation_changed: pl.DataFrame
    absent: pl.DataFrame
    notes: tuple[str, ...] = ()

    def tables(self) -> dict[str, pl.DataFrame]:
        return {kind: getattr(self, kind) for kind in KINDS}

    def by_family(self) -> pl.DataFrame:
        """`family` and the count of each kind, the most changed family first; NO_FAMILY for models that have none."""
        counted = [
            table.group_by(pl.col("family").fill_null(NO_FAMILY)).len().with_columns(kind=pl.lit(kind))
            for kind, table in self.tables().items()
        ]
        wide = pl.concat(counted).pivot("kind", index="family", values="len")
        missing = [pl.lit(0, pl.UInt32).alias(kind) for kind in KINDS if kind not in wide.columns]
        counts = wide.with_columns(missing).with_columns(pl.col(KINDS).fill_null(0)).select("family", *KINDS)
        return counts.sort(pl.sum_horizontal(KINDS), "family", descending=[True, False])

    def as_dict(self) -> dict[str, Any]:
        tables = {kind: table.to_dicts() for kind, table in self.tables().items()}
        counts = {kind: len(rows) for kind, rows in tables.items()}
        told = {"a": self.a, "b": self.b, "notes": list(self.notes), "absent": self.absent.to_dicts()}
        return {**told, "counts": counts, "families": self.by_family().to_dicts(), **tables}


def diff(home: Home, a: str, b: str) -> Diff:
    """Compare two snapshots by name, resolving those that are not resolved yet. Raises NotLoadedError."""
    return compare(_resolution(home, a), _resolution(home, b))


def compare(a: Path, b: Path) -> Diff:
    """Compare two resolutions. A model is the same by its `_id`; by its id, where one of the two knows no `_id`s.

    Raises BadFile.
    """
    facts_a, facts_b = (facts(read_manifest(folder), folder) for folder in (a, b))
    models = [pl.read_parquet(f / "models.parquet", columns=["id", "hub_id", "status"]) for f in (a, b)]
    by_hub_id = all(one["hub_id"].is_not_null().any() for one in models)
    key = pl.coalesce("hub_id", "id") if by_hub_id else pl.col("id")
    before, after = (one.with_columns(key=key) for one in models)
    old, new = _edges(a, before), _edges(b, after)
    then, now = (one.filter(pl.col("status") == Status.LISTED) for one in (before, after))
    both = now.join(then.select("key", before="id"), on="key")
    above = families(new)
    once_above = families(old).join(
        after.join(before, on="key").select(family="id_right", today="id"), on="family", how="left"
    )
    once_above = once_above.select("id", family=pl.coalesce("today", "family"))
    unlisted = then.join(now, on="key", how="anti")
    removed = unlisted if facts_b.extent is Extent.WHOLE else _with_tombstone(unlisted, after)
    return Diff(
        a.name,
        b.name,
        added=_placed(now.join(then, on="key", how="anti").select("id"), above),
        removed=_placed(removed.select("id"), once_above),
        renamed=_placed(both.filter(pl.col("id") != pl.col("before")).select("id", "before"), above),
        reparented=_placed(_reparented(old, new, both), above),
        relation_changed=_placed(_relation_changed(old, new, both), above),
        absent=_placed(unlisted.join(removed, on="key", how="anti").select("id"), once_above),
        notes=tuple(caveats(facts_a, facts_b, _evidence(a), _evidence(b))),
    )


def _with_tombstone(models: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    return models.join(later.filter(status=Status.REMOVED.value), on="key", how="semi")


def _evidence(folder: Path) -> set[str]:
    """The sources of claims that a resolution's derivations rest on."""
    evidence = pl.scan_parquet(folder / "derivations.parquet").select("evidence")
    return set(evidence.explode("evidence").unique().collect()["evidence"].drop_nulls())


def _resolution(home: Home, name: str) -> Path:
    snapshot = home.snapshot(name)
    try:
        return home.resolution(name)
    except NotLoadedError:
        return resolve(snapshot, home)


def _edges(folder: Path, models: pl.DataFrame) -> pl.DataFrame:
    """`child, parent, relation` with the keys of both ends: `key` and `parent_key`."""
    edges = pl.read_parquet(folder / "derivations.parquet", columns=["child", "parent", "relation"])
    keys = models.select("id", "key")
    return edges.join(keys, left_on="child", right_on="id").join(
        keys.rename({"key": "parent_key"}), left_on="parent", right_on="id"
    )


def _placed(rows: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    return rows.join(above, on="id", how="left").sort(*(name for name in ("id", "parent") if name in rows.columns))


def _reparented(before: pl.DataFrame, after: pl.DataFrame, both: pl.DataFrame) -> pl.DataFrame:
    """Models in both with a parent in one that they have not in the other, under either name."""
    lost, won = _without(before, after), _without(after, before)
    changed = both.join(pl.concat([lost.select("key"), won.select("key")]).unique(), on="key", how="semi")
    return (
        changed.select("key", "id")
        .join(_parents(before).rename({"parents": "before"}), on="key", how="left")
        .join(_parents(after).rename({"parents": "after"}), on="key", how="left")
        .select("id", pl.col("before", "after").fill_null([]))
    )


def _without(edges: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The edges whose parent is among the others neither by key nor by id."""
    by_key = edges.join(others, on=["key", "parent_key"], how="anti")
    return by_key.join(others, on=["key", "parent"], how="anti")


def _parents(edges: pl.DataFrame) -> pl.DataFrame:
    return edges.sort("parent").group_by("key").agg(parents="parent")


def _relation_changed(before: pl.DataFrame, after: pl.DataFrame, both: pl.DataFrame) -> pl.DataFrame:
    pairs = after.join(before.select("key", "parent_key", before="relation"), on=["key", "parent_key"])
    changed = pairs.filter(pl.col("relation") != pl.col("before")).join(both, on="key", how="semi")
    return changed.select("child", "parent", "before", after="relation").rename({"child": "id"})
