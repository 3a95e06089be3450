"""The snapshots of a home as a table."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lineage.home.home import Home
from lineage.steps import SNAPSHOTS, step
from lineage.values import SnapshotFacts

if TYPE_CHECKING:
    import polars as pl


def snapshots_frame(home: Home) -> "pl.DataFrame":
    """See `lineage.snapshots`."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

    moment = pl.Datetime("us", "UTC")
    schema: dict[str, Any] = {
        **{"snapshot": pl.String, "source": pl.String, "extent": pl.String, "scope": pl.String},
        **{"as_of": moment, "as_of_how": pl.String, "started_at": moment, "finished_at": moment},
        **{"complete": pl.Boolean, "synthetic": pl.Boolean, "listed": pl.Int64, "frontier": pl.Int64},
        **{"coverage": pl.Float64, "is_resolved": pl.Boolean},
    }
    rows = [_row(home, found.facts) for found in step(SNAPSHOTS)(home)]
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def _row(home: Home, facts: SnapshotFacts) -> dict[str, object]:
    resolved = (home.resolved / facts.id / "manifest.json").exists()
    return {**asdict(facts), **facts.to_row(), "snapshot": facts.id, "is_resolved": resolved}
