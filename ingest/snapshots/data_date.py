"""When a snapshot's rows are from, as far as they say so themselves."""

from datetime import UTC, datetime, timedelta

import polars as pl

OLDEST = datetime(2015, 1, 1, tzinfo=UTC)
"""No repository is older: the Hub opened after that."""

AHEAD = timedelta(days=2)
"""How far a clock, or a time zone, may put a change after the moment it is read."""


def newest_change(rows: pl.LazyFrame, read_at: datetime) -> datetime | None:
    """The newest creation, commit or removal among rows (schema ROW), absurd dates left out; None without any."""
    dates = [pl.col(name) for name in ("created_at", "last_modified", "removed_at")]
    newest = [date.filter(date.is_between(OLDEST, read_at + AHEAD)).max() for date in dates]
    found: datetime | None = rows.select(pl.max_horizontal(newest)).collect().item()
    return found
