"""Open claims: those in whose meaning other models have a say than the one that bears the very id.

Of a hundred claims some three are open: they name what no listing shows, in another spelling, or by an earlier name.
All others mean the listed model of that id whatever becomes of other claims.
"""

import polars as pl

from ingest.rows.clean import owner_of

OPEN = ("child", "source", "candidate", "hub_id", "by_owner", "by_hub", "parent")


def open_claims(claims: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """The open ones of the claims (OPEN); `listed` is `id, hub_id` of the listed models that they may mean.

    A claim that names a listed model by its id is not open, unless it gives another `_id` with it.
    """
    own = listed.select(candidate="id", own="hub_id", is_own=pl.lit(True))
    named = claims.select(OPEN).filter(pl.col("candidate").is_not_null())
    same = pl.col("hub_id").is_null() | pl.col("hub_id").eq_missing(pl.col("own"))
    joined = named.join(own, on="candidate", how="left", maintain_order="left")
    return joined.filter(~(pl.col("is_own").fill_null(value=False) & same)).select(OPEN)


def reached(children: pl.Series, names: pl.Series, claims: pl.DataFrame) -> pl.DataFrame:
    """`child`: the children, and all whose open claims (OPEN) hang together with theirs, or with the names.

    Claims hang together by a name they share, in whatever case (`folded`), and by an owner of whom any model that the
    Hub names would dispel a doubt (`owners_in_doubt`). What one claim of a child means, a rename before all, depends on
    its other open claims.
    """
    links = _links(claims)
    reached, known = children.unique(), names.unique()
    while True:
        found = links.filter(pl.col("name").is_in(known.implode()) | pl.col("child").is_in(reached.implode()))
        together = [pl.concat([old, new]).unique() for old, new in ((reached, found["child"]), (known, found["name"]))]
        if len(together[0]) == len(reached) and len(together[1]) == len(known):
            return reached.alias("child").to_frame()
        reached, known = together


def folded(ids: pl.Series) -> pl.Series:
    """The names by which claims of these ids hang together."""
    return ids.str.to_lowercase().unique()


def owners_in_doubt(owners: pl.Series) -> pl.Series:
    """The names by which claims hang together that any known model of an owner settles."""
    return (" " + owners).unique()


def _links(claims: pl.DataFrame) -> pl.DataFrame:
    """`child, name` of all names by which claims hang together."""
    owned = claims.with_columns(owner=owner_of(pl.col("candidate"))).filter(pl.col("owner").is_not_null())
    doubts = owned.filter("by_owner")["owner"].unique()
    settling = owned.filter(pl.col("by_owner") | (pl.col("by_hub") & pl.col("owner").is_in(doubts.implode())))
    return pl.concat(
        [
            claims.select("child", name=pl.col("candidate").str.to_lowercase()),
            settling.select("child", name=pl.lit(" ") + pl.col("owner")),
        ]
    ).unique()
