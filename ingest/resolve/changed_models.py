"""The models of a resolution where little has changed since an earlier one: most are as they were."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from ingest.inference.narrow_models import NarrowModels, is_missing
from ingest.inference.pairs import DerivationPairs
from ingest.resolve.changed_rows import ChangedRows, differing, is_among, rows_among
from ingest.resolve.kept import HASH, HASHED, HASHES, EarlierResolution, kept_table, side_by_side, write_hashes
from ingest.resolve.layers import Layers
from ingest.resolve.licences import judgements, spelt_out
from ingest.resolve.mass_uploads import marks
from ingest.resolve.models import COLUMNS, STATUS, all_licenses, bases_not_found, missing_models
from ingest.resolve.outcomes import AboutModels
from ingest.resolve.pieces import sink
from ingest.resolve.snapshot_rows import MODELS
from lineage.home.home import link
from lineage.resolved.resolved_tables import TableFiles, scan_table

STATED = ("id", "license", "license_name")
"""What a model itself says of its licence."""

BASED = (*STATED, "base_not_found")
"""That, and whether it names a base that was not found."""


@dataclass(frozen=True, eq=False)
class ChangedModels:
    """The models of a snapshot after a few changes.

    `children` (`child`) are those whose claims may be decided otherwise than before, `before` the derivations (`child,
    parent, relation`) that they had; `missing` (`id`), `hub_ids` (`id, claimed_hub_id`) and `pairs` (`child, parent,
    relation`) are what became of all claims.
    What none of it touches is as the earlier resolution has it, but for marks of mass uploads, which go by all that an
    author has.
    """

    rows: ChangedRows
    earlier: EarlierResolution
    children: pl.DataFrame
    before: pl.DataFrame
    missing: pl.DataFrame
    hub_ids: pl.DataFrame
    pairs: DerivationPairs

    def write(self, folder: Path) -> int:
        """Write the models and their hashes in the folder of a resolution, whose claims are there; how many of them are
        marked as mass uploads."""
        marked, unmarked, others = self._marks()
        judged = self._judged(folder)
        again = pl.concat([self._touched, unmarked, judged.select("id")]).unique()
        held = self.rows.held.among(again["id"])
        made = self._made(again, held, marked, judged, folder)
        other = made.join(held, on=["id", HASH], how="anti", maintain_order="left")
        gone = held.join(made, on="id", how="anti")
        self._write(pl.concat([other["id"], gone["id"]]), other, folder)
        return marked.height + others

    @cached_property
    def differing(self) -> pl.DataFrame:
        """`id, author` of the models that are new, gone, or of another author, status or date than before, as they are
        and as they were."""
        columns = ["id", "author", "status", "created_at"]
        return differing(self._was.select(columns), self._now.select(columns), "id", "author")

    @cached_property
    def differing_pairs(self) -> pl.DataFrame:
        """`child, parent` of the derivations that are new, gone, or of another relation than before."""
        after = self.pairs.of_children(self.children["child"])
        return differing(self.before, after, "child", "parent")

    @cached_property
    def models(self) -> NarrowModels:
        """NARROW of all models as they are."""
        new = missing_models(self.missing.filter(~is_among("id", self.rows.was_missing.select("id"))))
        no_more = self.rows.was_missing.filter(~is_among("id", self.missing), ~is_among("id", self.rows.stale))
        return self.rows.models.instead(no_more["id"], new.with_columns(pl.col("status").cast(STATUS)))

    @cached_property
    def _missing_otherwise(self) -> pl.DataFrame:
        """`id` of the models that are missing and were not, or were and are not."""
        return differing(self.rows.was_missing.select("id"), self.missing, "id")

    @cached_property
    def _touched(self) -> pl.DataFrame:
        """`id`: read again, called otherwise, of other claims, missing or not any more, or claimed under another
        `_id`."""
        nameless = self.rows.held.among(self.rows.nameless["id"]).filter(~is_missing())
        claimed = pl.concat([self.rows.was_missing, nameless]).join(self.hub_ids, on="id", how="left")
        otherwise = claimed.filter(pl.col("hub_id").ne_missing(pl.col("claimed_hub_id"))).select("id")
        children = self.children.select(id="child")
        return pl.concat([self.rows.stale, children, self._missing_otherwise, otherwise]).unique()

    @cached_property
    def _was(self) -> pl.DataFrame:
        """NARROW of the touched models as they were."""
        return self.rows.held.among(self._touched["id"])

    @cached_property
    def _now(self) -> pl.DataFrame:
        """NARROW of the touched models as they are."""
        return self.models.among(self._touched["id"])

    @cached_property
    def _of_touched_author(self) -> pl.Expr:
        """Whether a model has the author of one that differs or was derived otherwise, then or now; all without any
        count as one."""
        others = pl.concat([self.differing.select("id"), self.differing_pairs.select(id="child")])
        known = (some.filter(is_among("id", others)).select("author") for some in (self._was, self._now))
        return pl.col("author").is_null() | is_among("author", pl.concat(known).unique())

    def _marks(self) -> tuple[pl.DataFrame, pl.DataFrame, int]:
        """`id, mass_upload` of the marked models of the touched authors; `id` of those that are marked otherwise than
        before; and how many models of other authors are marked."""
        some = self.models.filter(self._of_touched_author, columns=("author", "status", "created_at"))
        now = marks(some, self.pairs.of_children(some["id"]))
        marked = self.rows.held.filter(pl.col("mass_upload").is_not_null(), columns=("author", "mass_upload"))
        was = marked.filter(self._of_touched_author).select("id", "mass_upload")
        return now, differing(was, now, "id"), marked.height - was.height

    def _judged(self, folder: Path) -> pl.DataFrame:
        """`id` and JUDGED of the models that state another licence, were derived otherwise, name a base that was not
        found and did not, or did, or are below such."""
        stated = self.rows.changed.select("id", "license_name", license=all_licenses()).select(STATED)
        unlisted = self.missing.join(self._missing_otherwise, on="id", how="semi")
        was = self.earlier.models(self._was, BASED)
        read_before = was.select(STATED).filter(is_among("id", self.children.select(id="child")))
        new = pl.concat([stated, unlisted, read_before], how="diagonal").unique("id", keep="first")
        unfound = bases_not_found(_claims(new, folder).lazy())
        new = new.join(unfound, on="id", how="left").select(BASED)
        otherwise = new.join(was, on=BASED, how="anti", nulls_equal=True).select("id")
        changed = self.pairs.below(pl.concat([otherwise["id"], self.differing_pairs["child"]]))
        with_above = self.pairs.above(changed)
        held = self.earlier.models(self.rows.held.among(with_above).join(new, on="id", how="anti"), BASED)
        some = pl.concat([held, new.join(with_above.to_frame(), on="id", how="semi")])
        lacking = some.filter(pl.col("base_not_found").is_not_null())["id"]
        judged = judgements(some, self.pairs.of_children(with_above), lacking)
        return judged.filter(is_among("id", changed.to_frame())).with_columns(spelt_out())

    def _made(
        self, again: pl.DataFrame, held: pl.DataFrame, marked: pl.DataFrame, judged: pl.DataFrame, folder: Path
    ) -> pl.DataFrame:
        """The models (COLUMNS) to be made again, sorted by id, with HASHED; `held` is NARROW of what they were."""
        unread = held.filter(~is_missing(), ~is_among("id", self.rows.stale))
        holding = self.earlier.models(unread)
        rows = pl.concat([self.rows.again(holding), self.rows.changed.select(MODELS)])
        claims = _claims(again, folder)
        others = held.filter(~self._of_touched_author, pl.col("mass_upload").is_not_null())
        about = AboutModels(
            self.missing.join(again, on="id", how="semi"),
            self.hub_ids,
            pl.concat([marked, others.select(marked.columns)]),
            bases_not_found(claims.lazy()),
            claims,
            pl.concat([judged, self.earlier.models(held.join(judged, on="id", how="anti"), judged.columns)]),
        )
        return about.with_rows(rows)

    def _write(self, replaced: pl.Series, rows: pl.DataFrame, folder: Path) -> None:
        """Write the models that have these rows (COLUMNS and HASHED) instead of those of the `replaced` ids."""
        models, hashes = self.earlier.table("models"), kept_table(self.earlier.folder, HASHES)
        changed = models.is_changed
        held = side_by_side(models.changes, hashes.changes).collect() if changed else rows.clear()
        layers = Layers.over(models, held, replaced, rows)
        to_models, to_hashes = TableFiles(folder, "models"), kept_table(folder, HASHES)
        if layers.are_few:
            link(models.base, to_models.older)
            link(hashes.base, to_hashes.older)
            Layers(layers.base, layers.replaced, layers.changes.select(COLUMNS)).write_changes(to_models)
            write_hashes(layers.changes.select(HASHED), to_hashes.changes)
            return
        whole = layers.scan(side_by_side(models.base, hashes.base))
        sink(whole.select(COLUMNS), to_models.whole)
        write_hashes(whole.select(HASHED).collect(), to_hashes.whole)


def _claims(models: pl.DataFrame, folder: Path) -> pl.DataFrame:
    """The decided claims of some models (`id`), in their order, in the folder of a resolution."""
    return rows_among(scan_table(folder, "claims"), models.select("id"), "child").collect()
