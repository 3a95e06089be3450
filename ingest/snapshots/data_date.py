"""When a snapshot's rows are from, as far as they say so themselves."""

from datetime import datetime

import polars as pl

from ingest.rows.clean import AHEAD, OLDEST


def newest_change(rows: pl.LazyFrame, read_at: datetime) -> datetime | None:
    """The newest creation, commit or removal among rows (schema ROW), absurd dates left out; None without any."""
    dates = [pl.col(name) for name in ("created_at", "last_modified", "removed_at")]
    newest = [date.filter(date.is_between(OLDEST, read_at + AHEAD)).max() for date in dates]
    found: datetime | None = rows.select(pl.max_horizontal(newest)).collect().item()
    return found
