"""The models of a resolution where little has changed since an earlier one: most are as they were."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from ingest.resolve.changed_rows import ChangedRows, differing, is_among, rows_among
from ingest.resolve.kept import HASH, HASHES, EarlierResolution, kept_table, side_by_side, with_hashes, write_hashes
from ingest.resolve.layers import Layers
from ingest.resolve.licences import judgements, spelt_out
from ingest.resolve.mass_uploads import marks
from ingest.resolve.models import COLUMNS, JUDGED, all_licenses
from ingest.resolve.outcomes import AboutModels
from ingest.resolve.pieces import sink
from ingest.resolve.relatives import above, below
from ingest.resolve.snapshot_rows import MODELS
from lineage.home import link
from lineage.resolved_tables import TableFiles, scan_table
from lineage.values import Outcome, Status

STATED = ("id", "license", "license_name")
"""What a model itself says of its licence."""


@dataclass(frozen=True, eq=False)
class ChangedModels:
    """The models of a snapshot after a few changes.

    `children` (`child`) are those whose claims may be decided otherwise than before, `before` the derivations (`child,
    parent, relation`) that they had; `missing` (`id`), `hub_ids` (`id, claimed_hub_id`) and `pairs` (`child, parent,
    relation`) are what became of all claims; `models` is `id, author, status, created_at` of all (`outcomes.narrow`).
    What none of it touches is as the earlier resolution has it, but for marks of mass uploads, which go by all that an
    author has.
    """

    rows: ChangedRows
    earlier: EarlierResolution
    children: pl.DataFrame
    before: pl.DataFrame
    missing: pl.DataFrame
    hub_ids: pl.DataFrame
    pairs: pl.DataFrame
    models: pl.DataFrame

    def write(self, folder: Path) -> int:
        """Write the models and their hashes in the folder of a resolution, whose claims are there; how many of them are
        marked as mass uploads."""
        marked, unmarked, others = self._marks()
        judged = self._judged()
        again = pl.concat([self._touched, unmarked, judged.select("id")]).unique()
        held = rows_among(with_hashes(self.earlier.folder), again).collect()
        made = self._made(again, held, marked, judged, folder)
        other = made.join(held, on=["id", HASH], how="anti", maintain_order="left")
        gone = held.join(made, on="id", how="anti")
        self._write(pl.concat([other["id"], gone["id"]]), other, folder)
        return marked.height + others

    @cached_property
    def differing(self) -> pl.DataFrame:
        """`id` of the models that are new, gone, or of another author, status or date than before."""
        columns = ["id", "author", "status", "created_at"]
        return differing(self._was.select(columns), self._now.cast({"status": pl.String}).select(columns), "id")

    @cached_property
    def differing_pairs(self) -> pl.DataFrame:
        """`child, parent` of the derivations that are new, gone, or of another relation than before."""
        after = self.pairs.filter(is_among("child", self.children))
        return differing(self.before, after, "child", "parent")

    @property
    def _held(self) -> pl.LazyFrame:
        """The models as the earlier resolution has them."""
        return self.earlier.table("models").scan()

    @cached_property
    def _was_missing(self) -> pl.DataFrame:
        """`id, hub_id` of the models that were missing."""
        return self._held.filter(_is_missing()).select("id", "hub_id").collect()

    @cached_property
    def _missing_otherwise(self) -> pl.DataFrame:
        """`id` of the models that are missing and were not, or were and are not."""
        return differing(self._was_missing.select("id"), self.missing, "id")

    @cached_property
    def _touched(self) -> pl.DataFrame:
        """`id`: read again, called otherwise, of other claims, missing or not any more, or claimed under another
        `_id`."""
        nameless = rows_among(self._held, self.rows.nameless).filter(~_is_missing()).select("id", "hub_id").collect()
        claimed = pl.concat([self._was_missing, nameless]).join(self.hub_ids, on="id", how="left")
        otherwise = claimed.filter(pl.col("hub_id").ne_missing(pl.col("claimed_hub_id"))).select("id")
        children = self.children.select(id="child")
        return pl.concat([self.rows.stale, children, self._missing_otherwise, otherwise]).unique()

    @cached_property
    def _was(self) -> pl.DataFrame:
        """The touched models as they were: `author, status, created_at` and STATED."""
        return rows_among(self._held, self._touched).select(*STATED, "author", "status", "created_at").collect()

    @cached_property
    def _now(self) -> pl.DataFrame:
        """The touched models as they are: `id, author, status, created_at`."""
        return self.models.filter(is_among("id", self._touched))

    @cached_property
    def _of_touched_author(self) -> pl.Expr:
        """Whether a model has the author of one that differs or was derived otherwise, then or now; all without any
        count as one."""
        others = pl.concat([self.differing, self.differing_pairs.select(id="child")])
        known = (some.filter(is_among("id", others)).select("author") for some in (self._was, self._now))
        return pl.col("author").is_null() | is_among("author", pl.concat(known).unique())

    def _marks(self) -> tuple[pl.DataFrame, pl.DataFrame, int]:
        """`id, mass_upload` of the marked models of the touched authors; `id` of those that are marked otherwise than
        before; and how many models of other authors are marked."""
        some = self.models.filter(self._of_touched_author)
        now = marks(some, self.pairs.filter(is_among("child", some.select("id"))))
        marked = self._held.filter(pl.col("mass_upload").is_not_null()).select("id", "author", "mass_upload").collect()
        was = marked.filter(self._of_touched_author).select("id", "mass_upload")
        return now, differing(was, now, "id"), marked.height - was.height

    def _judged(self) -> pl.DataFrame:
        """`id` and JUDGED of the models that state another licence, were derived otherwise, or are below such."""
        stated = self.rows.changed.select("id", "license_name", license=all_licenses()).select(STATED)
        unlisted = self.missing.join(self._missing_otherwise, on="id", how="semi")
        new = pl.concat([stated, unlisted], how="diagonal")
        otherwise = new.join(self._was, on=STATED, how="anti", nulls_equal=True).select("id")
        changed = below(pl.concat([otherwise, self.differing_pairs.select(id="child")]), self.pairs)
        with_above = above(changed, self.pairs)
        held = rows_among(self._held, with_above.join(new, on="id", how="anti")).select(STATED).collect()
        some = pl.concat([held, new.join(with_above, on="id", how="semi")])
        judged = judgements(some, self.pairs.filter(is_among("child", with_above)))
        return judged.filter(is_among("id", changed)).with_columns(spelt_out())

    def _made(
        self, again: pl.DataFrame, held: pl.DataFrame, marked: pl.DataFrame, judged: pl.DataFrame, folder: Path
    ) -> pl.DataFrame:
        """The models (COLUMNS) to be made again, sorted by id, with their HASH; `held` is what they were."""
        holding = held.filter(~_is_missing(), ~is_among("id", self.rows.stale))
        rows = pl.concat([self.rows.again(holding), self.rows.changed.select(MODELS)])
        rejected = scan_table(folder, "claims").filter(pl.col("outcome") == Outcome.REJECTED.value)
        others = held.filter(~self._of_touched_author, pl.col("mass_upload").is_not_null())
        about = AboutModels(
            self.missing.join(again, on="id", how="semi"),
            self.hub_ids,
            pl.concat([marked, others.select(marked.columns)]),
            rows_among(rejected, again, "child").collect(),
            pl.concat([judged, held.select("id", *JUDGED).join(judged, on="id", how="anti")]),
        )
        return about.with_rows(rows)

    def _write(self, replaced: pl.Series, rows: pl.DataFrame, folder: Path) -> None:
        """Write the models that have these rows (COLUMNS and HASH) instead of those of the `replaced` ids."""
        models, hashes = self.earlier.table("models"), kept_table(self.earlier.folder, HASHES)
        changed = models.is_changed
        held = side_by_side(models.changes, hashes.changes).collect() if changed else rows.clear()
        layers = Layers.over(models, held, replaced, rows)
        to_models, to_hashes = TableFiles(folder, "models"), kept_table(folder, HASHES)
        if layers.are_few:
            link(models.base, to_models.older)
            link(hashes.base, to_hashes.older)
            Layers(layers.base, layers.replaced, layers.changes.select(COLUMNS)).write_changes(to_models)
            write_hashes(layers.changes[HASH], to_hashes.changes)
            return
        whole = layers.scan(side_by_side(models.base, hashes.base))
        sink(whole.select(COLUMNS), to_models.whole)
        write_hashes(whole.select(HASH).collect().to_series(), to_hashes.whole)


def _is_missing() -> pl.Expr:
    return pl.col("status") == Status.MISSING.value
