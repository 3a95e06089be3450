"""The counts of organisations by what changed since an earlier resolution: they add up over models, and what is counted
of a model follows from what it descends from."""

from pathlib import Path

import polars as pl

from ingest.load.organisations import OrganisationCounts, descendant_counts, owner_counts
from ingest.resolve.touched import new_rows_of, touched_ids
from lineage.organisations import Organisations
from lineage.resolved.resolved_tables import TableFiles

LOOKED_AT = ("id", "author", "mass_upload")
PAIR = ("child", "parent")


def counts_since(
    resolution: Path, earlier: Path, known: OrganisationCounts, organisations: Organisations
) -> OrganisationCounts | None:
    """As `OrganisationCounts.of` a resolution, where the `known` ones are those of an earlier one.

    None where it is not known which rows differ (`touched_ids`), or a model has another owner.
    """
    models, derivations = ([TableFiles(folder, name) for folder in (earlier, resolution)] for name in _TABLES)
    touched, children = touched_ids(*models), touched_ids(*derivations)
    if touched is None or children is None:
        return None
    former, new = _pairs(derivations[0].scan()), _pairs(new_rows_of(derivations[1], children).lazy())
    is_touched = pl.col("child").is_in(children.implode())
    counted = _counted(former, former.filter(is_touched), new, touched)
    near = _reached(pl.concat([former, new]), counted, "child", "parent")
    is_near = pl.col("child hash").is_in(near.implode())
    pairs = former.filter(is_near), pl.concat([former.filter(is_near, ~is_touched), new.filter(is_near)])
    before, now = _models(models, touched, pl.concat(pairs))
    if before.join(now, on="id").filter(pl.col("author").ne_missing(pl.col("author_right"))).height:
        return None
    sides = (_counts(*side, touched, counted, organisations) for side in zip((before, now), pairs, strict=True))
    return known.changed(*sides)


_TABLES = ("models", "derivations")


def _pairs(derivations: pl.LazyFrame) -> pl.DataFrame:
    """PAIR of derivations but self-references, and a hash of either end."""
    hashes = {f"{end} hash": pl.col(end).hash() for end in PAIR}
    return derivations.filter(pl.col("child") != pl.col("parent")).select(*PAIR, **hashes).collect()


def _counted(former: pl.DataFrame, gone: pl.DataFrame, new: pl.DataFrame, touched: pl.Series) -> pl.Series:
    """The models, by hash, that may count otherwise: with other parents, or that descend from such on either day, and
    those touched that have parents. Of the `former` pairs some are `gone`, and `new` ones instead of them."""
    changed = [one.join(other, on=PAIR, how="anti")["child hash"] for one, other in ((gone, new), (new, gone))]
    every = pl.concat([former, new])
    below = _reached(every, pl.concat(changed).unique(), "parent", "child")
    having_parents = every["child hash"].filter(every["child hash"].is_in(touched.hash().implode()))
    return pl.concat([below, having_parents]).unique()


def _reached(pairs: pl.DataFrame, start: pl.Series, near: str, far: str) -> pl.Series:
    """The models, by hash, from which on those of `start` are reached from the near end of pairs to the far one."""
    seen = new = start
    while len(new):
        found = pairs.filter(pl.col(f"{near} hash").is_in(new.implode()))[f"{far} hash"].unique()
        new = found.filter(~found.is_in(seen.implode()))
        seen = pl.concat([seen, new])
    return seen


def _models(tables: list[TableFiles], touched: pl.Series, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """LOOKED_AT of the models that are touched or in these pairs, as they were and as they are."""
    ids = pl.concat([touched, *(pairs[end].alias("id") for end in PAIR)]).unique()
    before = tables[0].scan().select(LOOKED_AT).filter(pl.col("id").is_in(ids.implode())).collect()
    stay = before.filter(~pl.col("id").is_in(touched.implode()))
    return before, pl.concat([stay, new_rows_of(tables[1], touched).select(LOOKED_AT)])


def _counts(
    models: pl.DataFrame, pairs: pl.DataFrame, touched: pl.Series, counted: pl.Series, organisations: Organisations
) -> OrganisationCounts:
    """Of the owners of the `touched` models, and of what the `counted` ones descend from."""
    ends = pl.concat([pairs[end] for end in PAIR])
    related = models.filter(pl.col("id").is_in(ends.implode()))
    flagged = related.with_columns(is_counted=pl.col("id").hash().is_in(counted.implode()))
    owned = owner_counts(models.filter(pl.col("id").is_in(touched.implode())).lazy())
    return OrganisationCounts(owned, descendant_counts(flagged, pairs.select(PAIR), organisations))
