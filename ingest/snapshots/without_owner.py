"""Models named without an owner where the others have one, such as the total below a table, in a line."""

import polars as pl

from ingest.claims.legacy import LEGACY
from lineage.text.printable import printable

NAMED = 5
"""Names that are told."""
LONGEST = 40
"""Characters shown of a name."""


def without_owner(rows: pl.LazyFrame) -> str | None:
    """The models of a snapshot's rows whose ids have no owner, but for those that had none on the Hub itself; None
    where there are none, or more of them than of others."""
    owned = pl.col("id").str.contains("/", literal=True)
    bare = rows.filter(~owned, ~pl.col("id").is_in(list(LEGACY))).select("id").unique().collect()["id"].sort()
    if bare.is_empty() or rows.filter(owned).select(pl.len()).collect().item() < bare.len():
        return None
    named = [repr(name[:LONGEST]) for name in bare.head(NAMED)]
    named += [f"and {bare.len() - NAMED:,} more"] if bare.len() > NAMED else []
    models = "1 model is" if bare.len() == 1 else f"{bare.len():,} models are"
    return printable(f"{models} named without an owner, as no other is: {', '.join(named)}")
