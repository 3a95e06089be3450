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


def organisation_rows(models: pl.LazyFrame, derivations: pl.LazyFrame) -> pl.DataFrame:
    """The rows of ORGANISATION by name, of models (`id, author, mass_upload, organisation`) and derivations (`child,
    parent`). Models without an owner are counted as one organisation, as in a frozen graph, and that has no row."""
    columns = models.select("id", "author", "mass_upload", pl.col("organisation").fill_null(NO_OWNER))
    rows = columns.sort("id").collect()
    owners = rows.select("organisation", "author").unique().sort("organisation", "author")
    named = owners.group_by("organisation", maintain_order=True).agg(owners="author")
    codes = rows.select("organisation").join(
        named.select("organisation").with_row_index("code"), on="organisation", how="left", maintain_order="left"
    )
    children, parents = _adjacency(rows.select("id"), derivations)
    variants = [np.ones(rows.height, np.bool_), rows["mass_upload"].is_null().to_numpy()]
    counts = organisation_counts(children, parents, codes["code"].to_numpy().astype(np.int32), named.height, variants)
    columns_by_name = {
        f"{name}{suffix}": values
        for at, suffix in enumerate(SUFFIXES)
        for name, values in (
            ("models", counts["models"][at]),
            *((way, counts[way][ALL, at]) for way in WAYS),
            ("others", counts["union"][ALL, at] - counts["union"][OWN, at]),
        )
    }
    table = named.with_columns(id="organisation", name="organisation", **_series(columns_by_name))
    return table.filter(pl.col("id") != NO_OWNER).select(ORGANISATION.names)


def _adjacency(ids: pl.DataFrame, derivations: pl.LazyFrame) -> tuple[Csr, Csr]:
    """The graph in both directions by the places of the `ids`, without self-references."""
    places = ids.with_row_index("place").lazy()
    ends = derivations.filter(pl.col("child") != pl.col("parent"))
    for end in ("child", "parent"):
        ends = ends.join(places.select(pl.col("id").alias(end), pl.col("place").alias(f"{end}_place")), on=end)
    pairs = ends.select("child_place", "parent_place").collect().sort("child_place", "parent_place")
    child, parent = (pairs[name].to_numpy().astype(np.int32) for name in pairs.columns)
    return Csr.of_edges(parent, child, ids.height), Csr.of_sorted(child, parent, ids.height)


def _series(counts: dict[str, np.ndarray]) -> dict[str, pl.Series]:
    return {
        name: pl.Series(values, dtype=pl.Float64 if values.dtype == np.float64 else pl.Int64)
        for name, values in counts.items()
    }
