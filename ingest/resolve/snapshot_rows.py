"""The rows of a snapshot by ranges of their ids, on disk, so that a range is read at a time."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ingest.claims.extract import CLAIMING, oddly_named
from ingest.resolve.models import STATED
from ingest.resolve.ranges import Ranges, batches
from ingest.rows.table import ROW
from ingest.snapshots.buckets import Buckets
from ingest.snapshots.history import dated
from ingest.snapshots.snapshot import Snapshot
from lineage.stores import Advance

EVIDENT = ("id", "library", "tags", "hub_relation", "card_relation", "first_seen", "last_seen", "parents_since")
"""Columns that say more of a derivation than its claims do."""

MODELS = (*STATED, "removed", "card_licenses")
"""Columns that a model has."""

KEPT = pl.Schema({name: ROW[name] for name in dict.fromkeys((*MODELS, *CLAIMING, *EVIDENT, "former_ids"))})
"""All columns of a row that resolving looks at."""

WAITING = 100_000_000
"""Bytes of rows held back: some 60 files a million models."""


class SnapshotRows:
    """The dated rows of a snapshot (`ingest.snapshots.history.dated`), in a new folder.

    `height` is how many there are, `odd` the ids that are `oddly_named`. `advance` is called with the number of rows
    read.
    """

    def __init__(self, opened: Snapshot, folder: Path, advance: Advance) -> None:
        self.ranges = Ranges.of(opened.parts)
        self.odd: set[str] = set()
        self.height = 0
        self._rows = Buckets(folder, KEPT, WAITING)
        for batch in batches(opened.parts):
            frame = dated(batch, opened.facts.data_at).select(KEPT.names()).collect()
            self.odd |= oddly_named(frame.lazy())
            self._rows.add(frame, self.ranges.number(pl.col("id")))
            self.height += frame.height
            advance(frame.height)

    def read(self, number: int, columns: Sequence[str]) -> pl.DataFrame:
        """These columns of a range's rows, in no order."""
        return self._rows.read(number, columns)

    def scan(self) -> pl.LazyFrame:
        """All rows, in no order."""
        return self._rows.scan()
