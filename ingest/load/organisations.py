"""Organisations as nodes: the owners that are one, their models, and how many descend from them, counted as in the
roll-ups that `lineage.frozen.rollups.rollups` has of them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import polars as pl

from lineage.frozen.rollups.build import UNION, organisation_counts
from lineage.frozen.storage.csr import Csr
from lineage.organisations import NO_OWNER, Organisations
from lineage.schema import ORGANISATION

SUFFIXES = ("", "_without_mass_uploads")
MODELS = [f"models{suffix}" for suffix in SUFFIXES]
COUNTED = [f"{of}{suffix}" for of in ("all", "own") for suffix in SUFFIXES]
COLUMNS: Mapping[str, pl.Schema] = {
    "owners": pl.Schema({"author": pl.String, **dict.fromkeys(MODELS, pl.Int64)}),
    "descendants": pl.Schema({"organisation": pl.String, **dict.fromkeys(("roots_of", *COUNTED), pl.Int64)}),
}


@dataclass(frozen=True, slots=True, eq=False)
class OrganisationCounts:
    """Whole numbers that add up over models, a row for each that is none of nothing.

    `owners` has how many models an `author` has, NO_OWNER those without one. `descendants` has how many models descend
    from an `organisation`: by UNION all of its union, and by `roots_of` those of it that are no root and have roots of
    so many organisations, itself among them; `own` are its own.
    """

    owners: pl.DataFrame
    descendants: pl.DataFrame

    @classmethod
    def of(cls, models: pl.LazyFrame, derivations: pl.LazyFrame, organisations: Organisations) -> Self:
        """Of all models (`id, author, mass_upload`) and derivations (`child, parent`).

        Models without relatives have no descendants: only the others are looked at one by one.
        """
        pairs = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent").collect()
        related = _related(models, pairs).with_columns(is_counted=pl.lit(value=True))
        return cls(owner_counts(models), descendant_counts(related, pairs, organisations))

    def changed(self, before: Self, after: Self) -> "OrganisationCounts":
        """Those of all models, of which some had the counts `before` and have those `after`."""
        names = [field.name for field in fields(self)]
        return OrganisationCounts(*(_changed(*(getattr(one, name) for one in (self, before, after))) for name in names))

    def named(self, organisations: Organisations) -> pl.DataFrame:
        """The owners with the `organisation` of each; none is NO_OWNER."""
        owners = self.owners.lazy().filter(pl.col("author") != NO_OWNER)
        return with_organisation(owners, organisations).collect()

    def differing(self, other: "OrganisationCounts", organisations: Organisations) -> pl.Series:
        """The organisations of which the other ones have other numbers, or owners."""
        owners, descendants = (
            pl.concat([_others(one, two), _others(two, one)])
            for one, two in ((self.owners, other.owners), (self.descendants, other.descendants))
        )
        named = with_organisation(owners.lazy(), organisations).collect()
        return pl.concat([named["organisation"], descendants["organisation"]]).unique().alias("id")

    def rows(self, organisations: Organisations, among: pl.Series | None = None) -> pl.DataFrame:
        """The rows of ORGANISATION by name, all or those `among` some names; none is of NO_OWNER."""
        owners, descendants = self.named(organisations), self.descendants
        if among is not None:
            owners, descendants = (
                some.filter(pl.col("organisation").is_in(among.implode())) for some in (owners, descendants)
            )
        grouped = owners.sort("organisation", "author").group_by("organisation", maintain_order=True)
        named = grouped.agg(pl.col(MODELS).sum(), owners="author").with_row_index("code")
        found = descendants.join(named.select("organisation", "code"), on="organisation")
        counts = _by_ways(found, named.height)
        table = named.with_columns(id="organisation", name="organisation", **counts)
        return table.select(ORGANISATION.names)


def with_organisation(models: pl.LazyFrame, organisations: Organisations) -> pl.LazyFrame:
    """The models (`author`, ...) with their `organisation`, null where they have no owner."""
    return models.with_columns(organisation=pl.col("author").replace(dict(organisations.of_owner)))


def owner_counts(models: pl.LazyFrame) -> pl.DataFrame:
    """`OrganisationCounts.owners` of models (`author, mass_upload`)."""
    counts = {"models": pl.len(), "models_without_mass_uploads": pl.col("mass_upload").null_count()}
    owned = models.select(pl.col("author").fill_null(NO_OWNER), "mass_upload").group_by("author").agg(**counts)
    return owned.cast(COLUMNS["owners"]).collect(engine="streaming")


def descendant_counts(models: pl.DataFrame, pairs: pl.DataFrame, organisations: Organisations) -> pl.DataFrame:
    """`OrganisationCounts.descendants` of those of the models (`id, author, mass_upload`) that are counted
    (`is_counted`); the `pairs` (`child, parent`), none of which is a self-reference, have all that they descend from.
    """
    named = with_organisation(models.lazy(), organisations).with_columns(pl.col("organisation").fill_null(NO_OWNER))
    related = named.sort("id").collect()
    names = related["organisation"].unique()
    codes = related.select("organisation").join(
        names.to_frame().with_row_index("code"), on="organisation", how="left", maintain_order="left"
    )
    counted = related["is_counted"].to_numpy()
    variants = [counted, counted & related["mass_upload"].is_null().to_numpy()]
    children, parents = _adjacency(related["id"], pairs)
    rows, counts = organisation_counts(
        children, parents, codes["code"].to_numpy().astype(np.int32), len(names), variants
    )
    having = names.gather(rows)
    frames = [_counts_of(having, size, of_size.reshape(len(COUNTED), -1)) for size, of_size in counts.items()]
    return pl.concat(frames)


def _counts_of(organisations: pl.Series, roots_of: int, counts: np.ndarray) -> pl.DataFrame:
    """The rows of one number of organisations, of those that have any such model."""
    numbers = dict(zip(COUNTED, counts, strict=True))
    frame = pl.DataFrame({"organisation": organisations, "roots_of": roots_of, **numbers})
    return frame.filter(pl.any_horizontal(pl.col(COUNTED) != 0)).cast(COLUMNS["descendants"])


def _by_ways(descendants: pl.DataFrame, size: int) -> dict[str, pl.Series]:
    """The columns of ORGANISATION that are counted along derivations, by `code`; there are `size` organisations.

    Shares are added up in the order of how many organisations share a model, as the roll-ups' are.
    """
    columns = {
        name: np.zeros(size, np.float64 if way == "fractional" else np.int64)
        for suffix in SUFFIXES
        for way in ("union", "others", "exclusive", "fractional")
        for name in (f"{way}{suffix}",)
    }
    for (roots_of,), rows in sorted(descendants.partition_by("roots_of", as_dict=True).items()):
        codes = rows["code"].to_numpy()
        for suffix in SUFFIXES:
            of_all, own = (rows[f"{of}{suffix}"].to_numpy() for of in ("all", "own"))
            if roots_of == UNION:
                columns[f"union{suffix}"][codes], columns[f"others{suffix}"][codes] = of_all, of_all - own
                continue
            columns[f"fractional{suffix}"][codes] += of_all / roots_of
            if roots_of == 1:
                columns[f"exclusive{suffix}"][codes] = of_all
    return {name: pl.Series(values) for name, values in columns.items()}


def _changed(of_all: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Counts of which some, by the columns that are none, were those `before` and are those `after`."""
    counted = [name for name in of_all.columns if name in (*MODELS, *COUNTED)]
    key = [name for name in of_all.columns if name not in counted]
    keys = pl.concat([before.select(key), after.select(key)]).unique()
    touched = of_all.join(keys, on=key, how="semi")
    summed = pl.concat([touched, before.with_columns(-pl.col(counted)), after]).group_by(key).agg(pl.col(counted).sum())
    return pl.concat([of_all.join(keys, on=key, how="anti"), summed.filter(pl.any_horizontal(pl.col(counted) != 0))])


def _others(rows: pl.DataFrame, than: pl.DataFrame) -> pl.DataFrame:
    """The rows that are none of the other ones."""
    return rows.filter(~rows.hash_rows().is_in(than.hash_rows().implode()))


def _related(models: pl.LazyFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`id, author, mass_upload` of the models that the pairs name; by hash, so that very rarely one without relatives
    is among them."""
    ends = pl.concat([pairs["child"].hash(), pairs["parent"].hash()]).unique()
    return models.select("id", "author", "mass_upload").filter(pl.col("id").hash().is_in(ends.implode())).collect()


def _adjacency(ids: pl.Series, pairs: pl.DataFrame) -> tuple[Csr, Csr]:
    """The graph in both directions by the places of the `ids`, which have all ends of the pairs."""
    if (hashes := ids.hash().alias("id")).n_unique() == len(ids):  # numbers are joined in half the time
        ids, pairs = hashes, pairs.select(pl.col("child", "parent").hash())
    places = ids.to_frame().with_row_index("place")
    for end in ("child", "parent"):
        pairs = pairs.join(places.select(pl.col("id").alias(end), pl.col("place").alias(f"{end}_place")), on=end)
    ends = pairs.select("child_place", "parent_place").sort("child_place", "parent_place")
    child, parent = (ends[name].to_numpy().astype(np.int32) for name in ends.columns)
    return Csr.of_edges(parent, child, len(ids)), Csr.of_sorted(child, parent, len(ids))
