"""The models of a resolution: all that are or were listed, and the missing ones that derivations lead to."""

import polars as pl

from ingest.claims.steps import NOT_A_MODEL
from ingest.claims.vocabulary import MERGE_TOOLS
from ingest.inference.names import folded, name_of
from ingest.rows.clean import owner_of
from lineage.schema import ADDED_BY_LOAD, MODEL
from lineage.text.markup import MARKS
from lineage.values import PLACEHOLDER, Evidence, Outcome, Status

JUDGED = ("license_class", "effective_class", "license_verdict", "license_rules")
"""Properties that follow from the licences of a model and of all above it."""

DERIVED = ("status", "created_month", "rejected_claims", "base_not_found", "mass_upload", *JUDGED)
"""Properties that no source states."""

COLUMNS = tuple(name for name in MODEL.names if name not in ADDED_BY_LOAD)
"""Properties that a resolution has."""

STATED = tuple(name for name in COLUMNS if name not in DERIVED)
"""Properties that are columns of a snapshot's rows."""


NAME_NO_BASE = (PLACEHOLDER, NOT_A_MODEL)
"""Reasons of rejected claims that no model was made from: a template's blank, and what is a dataset or a page."""

LAST_PART = r"([^/\\:,\s]+)$"
"""Of a text the last part of a path, an address, a tag or a list."""

STATUS = pl.Enum([status.value for status in Status])
"""A status as one byte: there are millions of them."""


def status_of_row() -> pl.Expr:
    """A row's `status`: it is listed, or it was."""
    return pl.when("removed").then(pl.lit(Status.REMOVED.value)).otherwise(pl.lit(Status.LISTED.value))


def all_licenses() -> pl.Expr:
    """A row's `license`: all ids that its card states, where it states several."""
    several = pl.col("card_licenses").str.json_decode(pl.List(pl.String)).list.join(", ")
    return pl.coalesce(several, "license")


def missing_models(ids: pl.DataFrame) -> pl.DataFrame:
    """`id, author, status` of models (`id`) that are only named."""
    return ids.with_columns(author=owner_of(pl.col("id")), status=pl.lit(Status.MISSING.value))


def models_of(
    rows: pl.DataFrame,
    missing: pl.DataFrame,
    claims: pl.DataFrame,
    hub_ids: pl.DataFrame,
    marks: pl.DataFrame,
    unfound: pl.DataFrame,
) -> pl.DataFrame:
    """COLUMNS but for JUDGED, sorted by id: of some dated `rows` (`ingest.snapshots.history.dated`) and of some
    `missing` models (`id`).

    `claims` are those of the rows, decided and in their order of trust; `hub_ids` is `id, claimed_hub_id` for models
    without `hub_id` (`claimed_hub_ids`); `marks` is `id, mass_upload`, `unfound` is `id, base_not_found`
    (`bases_not_found`).
    """
    return (
        pl.concat(
            [
                rows.with_columns(license=all_licenses()).select(*STATED, status=status_of_row()),
                missing_models(missing),
            ],
            how="diagonal",
        )
        .join(hub_ids, on="id", how="left")
        .join(_rejected(claims), left_on="id", right_on="child", how="left")
        .join(marks, on="id", how="left")
        .join(unfound, on="id", how="left")
        .with_columns(
            hub_id=pl.coalesce("hub_id", "claimed_hub_id"), created_month=pl.col("created_at").dt.strftime("%Y-%m")
        )
        .select(name for name in COLUMNS if name not in JUDGED)
        .sort("id")
    )


def missing_of(claims: pl.LazyFrame) -> pl.DataFrame:
    """`id` of each parent that is not listed."""
    return claims.filter(pl.col("outcome") == Outcome.MISSING).select(id="parent").unique().collect()


def bases_not_found(claims: pl.LazyFrame) -> pl.DataFrame:
    """`id, base_not_found` of the children of decided `claims`, all that these make, that name a base which leads to no
    repository, and is not themselves. Beside a base that was found only what the same card lists, under another name,
    is another base: what a tag or a configuration names then is that one, written otherwise."""
    last = pl.col("raw").str.strip_chars(f"{MARKS} /").str.extract(LAST_PART).fill_null("")
    name = folded(last)
    is_another = (name != folded(name_of(pl.col("child")))) & ~last.str.to_lowercase().is_in(MERGE_TOOLS)
    names_a_base = (pl.col("outcome") == Outcome.REJECTED) & ~pl.col("reason").is_in(NAME_NO_BASE) & is_another
    rejected = claims.filter(names_a_base).select("child", "source", "reason", name=name).collect()
    is_found = (pl.col("outcome") != Outcome.REJECTED) & (pl.col("child") != pl.col("parent"))
    beside = claims.filter(is_found).join(rejected.lazy(), on="child", how="semi")
    found = beside.select("child", "source", name=folded(name_of(pl.col("parent")))).collect()
    alone = rejected.join(found, on="child", how="anti", maintain_order="left")
    of_card = found.filter(pl.col("source") == Evidence.CARD)
    listed = rejected.join(of_card, on=["child", "source"], how="semi", maintain_order="left")
    others = listed.join(found, on=["child", "name"], how="anti", maintain_order="left")
    unfound = pl.concat([alone, others]).select(id="child", base_not_found="reason")
    return unfound.unique("id", keep="first", maintain_order=True)


def hub_ids_of(claims: pl.DataFrame) -> pl.DataFrame:
    """`id, claimed_hub_id` of each parent that the Hub names."""
    stated = claims.filter((pl.col("source") == Evidence.HUB) & pl.col("hub_id").is_not_null())
    return stated.select(id="parent", claimed_hub_id="hub_id").unique()


def claimed_hub_ids(pairs: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Those pairs of `hub_ids_of` that are one to one, and whose `_id` no listed model (`hub_id`) bears."""
    one_to_one = pairs.unique().unique("id", keep="none").unique("claimed_hub_id", keep="none")
    return one_to_one.join(listed.select(claimed_hub_id="hub_id").drop_nulls(), on="claimed_hub_id", how="anti")


def _rejected(claims: pl.DataFrame) -> pl.DataFrame:
    """`child, rejected_claims`: each as `reason: raw text`, once."""
    rejected = claims.filter(pl.col("outcome") == Outcome.REJECTED)
    text = pl.concat_str("reason", pl.lit(": "), "raw")
    distinct = rejected.select("child", rejected_claims=text).unique(maintain_order=True)
    return distinct.group_by("child", maintain_order=True).agg("rejected_claims")
