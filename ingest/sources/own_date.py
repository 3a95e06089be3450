"""When a file is from, as it says itself: in its metadata, by its observations, in its name."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import polars as pl

from ingest.rows.clean import AHEAD, OLDEST
from ingest.rows.readers import moment
from ingest.sources.opening import Opening, json_lines
from lineage.errors import BadInput
from lineage.values import DatedBy

KEYS = ("as_of", "snapshot_date", "snapshot_at", "exported_at", "generated_at", "created_at", "date")
"""Keys in a Parquet file's own metadata that date it, the most telling first."""

OBSERVED = "observed_at"
"""The column of radar's history that says when a row was seen."""

_IN_A_NAME = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2([0-3]\d)(?!\d)")
"""A day in a file's name: `hub-stats-2026-05-14.parquet`, `models_20260925.jsonl.gz`."""


def own_date(opening: Opening, read_at: datetime) -> tuple[datetime, DatedBy] | None:
    """The date a file states for itself, and where; None when it states none, or an absurd one."""
    stated = {
        DatedBy.METADATA: _in_metadata,
        DatedBy.OBSERVED: _last_observed,
        DatedBy.FILE_NAME: _in_name,
    }
    for how, date in stated.items():
        found = date(opening)
        if found is not None and OLDEST <= found <= read_at + AHEAD:
            return found, how
    return None


def stated_date(text: str, now: datetime) -> datetime:
    """A date as a user states it. Raises BadInput for one that cannot be read, or that no snapshot can be from."""
    found = moment(text.strip())
    if found is None:
        raise BadInput(f"{text!r} is no date", "write it like 2026-08-22, or 2026-08-22T13:00:00Z")
    if not OLDEST <= found <= now + AHEAD:
        raise BadInput(f"{text}: no snapshot of the Hub can be from then", "give the day on which the data were taken")
    return found


def _in_metadata(opening: Opening) -> datetime | None:
    if not opening.columns:
        return None
    try:
        stated = pl.read_parquet_metadata(opening.path)
    except (pl.exceptions.PolarsError, OSError):
        return None  # reading its rows says what is wrong with it
    return next(filter(None, (moment(stated[key]) for key in KEYS if key in stated)), None)


def _last_observed(opening: Opening) -> datetime | None:
    if OBSERVED in opening.columns:
        column = pl.scan_parquet(opening.path, glob=False).select(OBSERVED)
        return _newest(map(moment, column.unique().collect().to_series()))
    if OBSERVED not in (opening.first or {}) or opening.is_array:
        return None
    rows = (row for row in json_lines(opening.path) if isinstance(row, Mapping))
    return _newest(moment(row.get(OBSERVED)) for row in rows)


def _newest(moments: Iterator[datetime | None]) -> datetime | None:
    return max(filter(None, moments), default=None)


def _in_name(opening: Opening) -> datetime | None:
    for match in _IN_A_NAME.finditer(opening.path.name):
        year, _, month, day = match.groups()
        try:
            return datetime(int(year), int(month), int(day), tzinfo=UTC)
        except ValueError:  # the 31st of a month that has 30 days
            continue
    return None
