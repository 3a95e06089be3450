"""What changed between two snapshots: models that came, went or were renamed, derivations and licences that changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.caveats import caveats
from ingest.audit.compared_tables import ComparedTables, evidence_of
from ingest.resolve import resolve
from ingest.snapshots.judged_by import judged_by_us
from ingest.snapshots.resolved import checked
from ingest.snapshots.snapshot import facts
from lineage.errors import NotLoadedError
from lineage.home.change_records import NO_FAMILY
from lineage.home.home import FolderKind, Home, read_manifest
from lineage.schema import LICENCE_COLUMNS
from lineage.values import Extent, Status, shown_license

KINDS = ("added", "removed", "renamed", "reparented", "relation_changed", "licence_changed")
OTHER_RULES = "licences were judged by other rules than this version's in {}: what applies may differ for that alone"
DELETIONS_UNSEEN = (
    "{} was read by what changed on the Hub, where a deletion does not show: what went since the last whole pass is in "
    "it still (`qwen-lineage update --anew` finds it)"
)


@dataclass(frozen=True, slots=True)
class Diff:
    """What became of snapshot `a` by the time of `b`, each table by id.

    `added` and `removed`: `id`. `renamed`: `id, before`. `reparented`: `id, before, after` (lists of parents).
    `relation_changed`: `id, parent, before, after`. `licence_changed`: `id, before, after` (what it states, null for
    nothing), `applied, applies` (the class of all licences that held and hold for it) and `verdict_before,
    verdict_after` (what its own does with those above), of models that both list where any of these changed.
    `regrouped`: `id, before, after, family_before`, those of the `reparented` that are of another family now.

    Each has `family`, null for a model without relatives. Ids are those of `b` but in `removed` and `before`. What `b`
    does not list was removed where `b` is a whole pass, or says so itself; else it is `absent`, no change: whether it
    is gone cannot be told. `notes` say what else cannot.
    """

    a: str
    b: str
    added: pl.DataFrame
    removed: pl.DataFrame
    renamed: pl.DataFrame
    reparented: pl.DataFrame
    relation_changed: pl.DataFrame
    licence_changed: pl.DataFrame
    absent: pl.DataFrame
    regrouped: pl.DataFrame
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


def diff(home: Home, a: str, b: str, *, were_checked: bool = False) -> Diff:
    """Compare two snapshots by name, resolving those that are not resolved yet; what was resolved `were_checked`, or is
    looked at. Raises NotLoadedError."""
    found = (compare_checked if were_checked else compare)(_resolution(home, a), _resolution(home, b))
    return replace(found, notes=(*found.notes, *_by_changes_alone(home, b)))


def compare(a: Path, b: Path) -> Diff:
    """Compare two resolutions. A model is the same by its `_id`; by its id, where one of the two knows no `_id`s.

    Raises BadFile. What did not change is compared by hashes of 64 bits, and never in memory by name; where it is known
    which rows may differ, of the others nothing but ids is read.
    """
    for folder in (a, b):
        checked(folder)
    return compare_checked(a, b)


def compare_checked(a: Path, b: Path) -> Diff:
    """As `compare`, of two resolutions that were `checked`."""
    facts_a, facts_b = (facts(read_manifest(folder, FolderKind.RESOLVED), folder) for folder in (a, b))
    sides = ComparedTables.pair(a, b)
    by_hub_id = all(side.knows_hub_ids() for side in sides)
    old, new = (_Hashed.of(side, by_hub_id) for side in sides)
    changes = _Changes.between(old, new, whole=facts_b.extent is Extent.WHOLE)
    before, after = old.names(changes.ids_before()), new.names(changes.ids_after())
    above, once_above = new.families(after), _once_above(old, changes.moved, before, after)
    renamed = _named(_named(changes.renamed, after), before, "before")
    relation_changed = _named(_named(changes.relation_changed, after), after, "parent")
    reparented = _placed(_reparented(changes, before, after), above)
    was = _named(_named(changes.reparented.select("id", "before"), after), before, "before")
    return Diff(
        a.name,
        b.name,
        added=_placed(_named(changes.added, after), above),
        removed=_placed(_named(changes.removed, before), once_above),
        renamed=_placed(renamed, above),
        reparented=reparented,
        relation_changed=_placed(relation_changed, above),
        licence_changed=_placed(_licences(changes.licence_changed, old, new, after), above),
        absent=_placed(_named(changes.absent, before), once_above),
        regrouped=_regrouped(reparented, was, once_above),
        notes=(*caveats(facts_a, facts_b, *evidence_of(*sides)), *_by_other_rules(a, b)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Hashed:
    """A resolution with hashes in place of ids: `models` (`id, key, listed, removed`, and `terms`, a hash of what is
    known of its licence) and `edges` (`parent, relation` and the keys of both ends, `key` and `parent_key`)."""

    tables: ComparedTables
    models: pl.DataFrame
    edges: pl.DataFrame

    @classmethod
    def of(cls, tables: ComparedTables, by_hub_id: bool) -> "_Hashed":
        key = pl.coalesce("hub_id", "id") if by_hub_id else pl.col("id")
        status = pl.col("status")
        models = tables.models.select(
            pl.col("id").hash(),
            key=key.hash(),
            listed=status == Status.LISTED,
            removed=status == Status.REMOVED,
            terms=pl.concat_str(pl.col(LICENCE_COLUMNS).fill_null("\0"), separator="\n").hash(),
        )
        models = models.collect().lazy()
        edges = tables.derivations.select(pl.col("child", "parent").hash(), "relation")
        keys = models.select("id", "key")
        with_keys = edges.join(keys, left_on="child", right_on="id").join(
            keys.rename({"key": "parent_key"}), left_on="parent", right_on="id"
        )
        return cls(tables, models.collect(), with_keys.drop("child").collect())

    def names(self, hashes: pl.Series) -> pl.DataFrame:
        """`hash, name` of the models with these hashes."""
        return self._of_models(hashes, name="id")

    def licences(self, hashes: pl.Series) -> pl.DataFrame:
        """`hash, stated, class, verdict` of the models with these hashes."""
        found = self._of_models(hashes, **{name: pl.col(name) for name in LICENCE_COLUMNS})
        stated = [shown_license(*pair) for pair in found.select("license", "license_name").iter_rows()]
        judged = {"class": pl.col("effective_class"), "verdict": pl.col("license_verdict")}
        return found.select("hash", pl.Series("stated", stated, pl.String), **judged)

    def families(self, names: pl.DataFrame) -> pl.DataFrame:
        """`id, family` of the models with these names, and it may be of others too."""
        return self.tables.families(names["name"])

    def _of_models(self, hashes: pl.Series, **columns: pl.Expr | str) -> pl.DataFrame:
        models = self.tables.models.select(hash=pl.col("id").hash(), **columns)
        return models.join(hashes.unique().to_frame("hash").lazy(), on="hash", how="semi").collect()


@dataclass(frozen=True, slots=True, eq=False)
class _Changes:
    """What changed, by hashes of ids: the columns of Diff's tables but `family`; of the `reparented` (`key, id,
    before`) their `parents_before` and `parents_after` (`key, parent`); `moved` are the `before` and `today` of models
    that have another id now, of the `licence_changed` there are `id` and `before`."""

    added: pl.DataFrame
    removed: pl.DataFrame
    absent: pl.DataFrame
    renamed: pl.DataFrame
    reparented: pl.DataFrame
    parents_before: pl.DataFrame
    parents_after: pl.DataFrame
    relation_changed: pl.DataFrame
    licence_changed: pl.DataFrame
    moved: pl.DataFrame

    @classmethod
    def between(cls, old: _Hashed, new: _Hashed, *, whole: bool) -> "_Changes":
        """With `whole`, what `new` does not list is removed; else where it says so itself."""
        then, now = (side.models.filter("listed").select("id", "key", "terms") for side in (old, new))
        both = now.join(then.select("key", before="id", terms_before="terms"), on="key")
        unlisted = then.join(now, on="key", how="anti")
        removed = unlisted if whole else unlisted.join(new.models.filter("removed"), on="key", how="semi")
        lost, won = _without(old.edges, new.edges), _without(new.edges, old.edges)
        reparented = both.join(pl.concat([lost.select("key"), won.select("key")]).unique(), on="key", how="semi")
        before, after = (
            side.edges.join(reparented, on="key", how="semi").select("key", "parent") for side in (old, new)
        )
        return cls(
            added=now.join(then, on="key", how="anti").select("id"),
            removed=removed.select("id"),
            absent=unlisted.join(removed, on="key", how="anti").select("id"),
            renamed=both.filter(pl.col("id") != pl.col("before")).select("id", "before"),
            reparented=reparented.select("key", "id", "before"),
            parents_before=before,
            parents_after=after,
            relation_changed=_relation_changed(old.edges, new.edges, both),
            licence_changed=both.filter(pl.col("terms") != pl.col("terms_before")).select("id", "before"),
            moved=_moved(old.models, new.models),
        )

    def ids_before(self) -> pl.Series:
        """All hashes of ids in the earlier resolution."""
        ids = [self.removed["id"], self.absent["id"], self.renamed["before"], self.moved["before"]]
        return pl.concat([*ids, self.reparented["before"], self.parents_before["parent"]])

    def ids_after(self) -> pl.Series:
        """All hashes of ids in the later resolution."""
        tables = (self.added, self.renamed, self.reparented, self.relation_changed, self.licence_changed)
        ids = [table["id"] for table in tables]
        return pl.concat([*ids, self.moved["today"], self.parents_after["parent"], self.relation_changed["parent"]])


def _moved(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """`before, today`: ids of models that have another one now, listed or not."""
    pairs = new.select("key", today="id").join(old.select("key", before="id"), on="key")
    return pairs.filter(pl.col("today") != pl.col("before")).select("before", "today")


def _named(rows: pl.DataFrame, names: pl.DataFrame, column: str = "id") -> pl.DataFrame:
    """The rows with names (`hash, name`) in place of the hashes in a column."""
    named = rows.join(names, left_on=column, right_on="hash", how="left", maintain_order="left")
    return named.with_columns(pl.col("name").alias(column)).drop("name")


def _once_above(old: _Hashed, moved: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The families of an earlier resolution, under the names that they have today."""
    today = _named(_named(moved, before, "before"), after, "today")
    found = old.families(before).join(today, left_on="family", right_on="before", how="left")
    return found.select("id", family=pl.coalesce("today", "family"))


def _resolution(home: Home, name: str) -> Path:
    snapshot = home.snapshot(name)
    try:
        return home.resolution(name)
    except NotLoadedError:
        return resolve(snapshot, home)


def _licences(changed: pl.DataFrame, old: _Hashed, new: _Hashed, names: pl.DataFrame) -> pl.DataFrame:
    """What the models with these ids, by hash, stated and state, and what applied and applies to them; with their
    `names`."""
    then, now = old.licences(changed["before"]), new.licences(changed["id"])
    return (
        changed.join(then, left_on="before", right_on="hash")
        .drop("before")
        .rename({"stated": "before", "class": "applied", "verdict": "verdict_before"})
        .join(now, left_on="id", right_on="hash")
        .rename({"stated": "after", "class": "applies", "verdict": "verdict_after"})
        .pipe(_named, names)
        .select("id", "before", "after", "applied", "applies", "verdict_before", "verdict_after")
    )


def _by_changes_alone(home: Home, name: str) -> Iterator[str]:
    """What cannot be told where the snapshot is an earlier one and what changed since."""
    if read_manifest(home.snapshot(name), FolderKind.SNAPSHOT).get("only_changes"):
        yield DELETIONS_UNSEEN.format(name)


def _by_other_rules(*folders: Path) -> list[str]:
    others = [folder.name for folder in folders if not judged_by_us(folder)]
    return [OTHER_RULES.format(" and ".join(others))] if others else []


def _placed(rows: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    return rows.join(above, on="id", how="left").sort(*(name for name in ("id", "parent") if name in rows.columns))


def _reparented(changes: _Changes, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Models in both with a parent in one that they have not in the other, under either name."""
    return (
        _named(changes.reparented.select("key", "id"), after)
        .join(_parents(changes.parents_before, before).rename({"parents": "before"}), on="key", how="left")
        .join(_parents(changes.parents_after, after).rename({"parents": "after"}), on="key", how="left")
        .select("id", pl.col("before", "after").fill_null([]))
    )


def _regrouped(reparented: pl.DataFrame, was: pl.DataFrame, once_above: pl.DataFrame) -> pl.DataFrame:
    """Those of the models with other parents whose family is another, with what it was by the names (`id, before`) that
    they had."""
    families = was.join(once_above.rename({"id": "before", "family": "family_before"}), on="before", how="left")
    found = reparented.join(families.drop("before"), on="id", how="left", maintain_order="left")
    other = pl.col("family").ne_missing(pl.col("family_before"))
    return found.filter(other).select("id", "before", "after", "family_before", "family")


def _without(edges: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The edges whose parent is among the others neither by key nor by id."""
    by_key = edges.join(others, on=["key", "parent_key"], how="anti")
    return by_key.join(others, on=["key", "parent"], how="anti")


def _parents(edges: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """`key, parents` of each child."""
    return _named(edges, names, "parent").sort("parent").group_by("key", maintain_order=True).agg(parents="parent")


def _relation_changed(before: pl.DataFrame, after: pl.DataFrame, both: pl.DataFrame) -> pl.DataFrame:
    earlier = before.select("key", "parent_key", before="relation")
    pairs = after.join(earlier, on=["key", "parent_key"]).filter(pl.col("relation") != pl.col("before"))
    changed = pairs.join(both.select("key", "id"), on="key")
    return changed.select("id", "parent", "before", after="relation")
