"""The organisations of the models that are loaded, with the roll-ups that `lineage.frozen.rollups` has of them."""

import numpy as np
import polars as pl

from lineage.frozen.rollup_build import organisation_counts
from lineage.frozen.rollups import ALL, OWN
from lineage.frozen.storage.csr import Csr
from lineage.organisations import NO_OWNER, Organisations
from lineage.schema import ORGANISATION

WAYS = ("union", "exclusive", "fractional")
SUFFIXES = ("", "_without_mass_uploads")


def with_organisation(models: pl.LazyFrame, organisations: Organisations) -> pl.LazyFrame:
    """The models (`author`, ...) with their `organisation`, null where they have no owner."""
    return models.with_columns(organisation=pl.col("author").replace(dict(organisations.of_owner)))


def named_organisations(models: pl.LazyFrame, organisations: Organisations) -> pl.DataFrame:
    """`organisation, owners, models, models_without_mass_uploads` of models (`author, mass_upload`), by name. Models
    without an owner are one organisation, NO_OWNER, as in a frozen graph."""
    counts = {"models": pl.len(), "models_without_mass_uploads": pl.col("mass_upload").null_count()}
    owners = models.group_by("author").agg(**counts).collect(engine="streaming").lazy()
    named = with_organisation(owners, organisations).with_columns(pl.col("organisation").fill_null(NO_OWNER))
    sums = pl.col(*counts).sum().cast(pl.Int64)
    grouped = named.sort("organisation", "author").group_by("organisation", maintain_order=True)
    return grouped.agg(sums, owners="author").collect()


def organisation_rows(
    named: pl.DataFrame, models: pl.LazyFrame, derivations: pl.LazyFrame, organisations: Organisations
) -> pl.DataFrame:
    """The rows of ORGANISATION by name, of those that are `named`, their models (`id, author, mass_upload`) and all
    derivations (`child, parent`); none is of NO_OWNER.

    Models without relatives are in no roll-up: only the others are looked at one by one.
    """
    pairs = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent").collect()
    related = _related(models, pairs, organisations)
    children, parents = _adjacency(related["id"], pairs)
    codes = related.select(pl.col("organisation").fill_null(NO_OWNER)).join(
        named.select("organisation").with_row_index("code"), on="organisation", how="left", maintain_order="left"
    )
    variants = [np.ones(related.height, np.bool_), related["mass_upload"].is_null().to_numpy()]
    counts = organisation_counts(children, parents, codes["code"].to_numpy().astype(np.int32), named.height, variants)
    columns_by_name = {
        f"{name}{suffix}": values
        for at, suffix in enumerate(SUFFIXES)
        for name, values in (
            *((way, counts[way][ALL, at]) for way in WAYS),
            ("others", counts["union"][ALL, at] - counts["union"][OWN, at]),
        )
    }
    table = named.with_columns(id="organisation", name="organisation", **_series(columns_by_name))
    return table.filter(pl.col("id") != NO_OWNER).select(ORGANISATION.names)


def _related(models: pl.LazyFrame, pairs: pl.DataFrame, organisations: Organisations) -> pl.DataFrame:
    """`id, mass_upload, organisation` of the models that the pairs name, by id; by hash, so that very rarely one
    without relatives is among them."""
    ends = pl.concat([pairs["child"].hash(), pairs["parent"].hash()]).unique()
    found = models.select("id", "author", "mass_upload").filter(pl.col("id").hash().is_in(ends.implode()))
    return with_organisation(found.collect().lazy(), organisations).sort("id").collect()


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


def _series(counts: dict[str, np.ndarray]) -> dict[str, pl.Series]:
    return {
        name: pl.Series(values, dtype=pl.Float64 if values.dtype == np.float64 else pl.Int64)
        for name, values in counts.items()
    }
