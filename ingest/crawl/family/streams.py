"""Listings that are being read page by page: what the next page should add, and how much is still to come."""

import math
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from ingest.crawl.family.gain import EARLIER_PACE, Ratio, smoothed


@dataclass(slots=True)
class Stream:
    """One listing: the path of its next page (None: the first) and the members that should add; what was read of it.

    `born` is when the first model can have been listed, None where that is not known.
    """

    next: str | None
    gain: float
    born: datetime | None = None
    pages: int = 0
    rows: int = 0
    fresh: float = 1.0
    """The part of the last page's rows that were new members."""
    foreseen: list[tuple[int, float]] = field(default_factory=list)
    """After each page whose dates tell: the rows read until then, and those to come if the page's pace had held."""

    def read(self, next: str | None, gained: int, rows: pl.DataFrame) -> None:
        """Take in a page that added `gained` members, newest models first, and where the listing goes on."""
        self.next, self.gain = next, smoothed(self.gain if self.pages else None, gained)
        self.pages += 1
        self.rows += rows.height
        self.fresh = gained / max(rows.height, 1)
        to_come = ahead(rows, self.born)
        if to_come is not None:
            self.foreseen.append((self.rows, to_come))

    def rest(self, pace: float) -> float:
        """Members that all further pages should add, where models came `pace` times as quickly before as lately.

        Where dates do not tell, as many pages as were read, sizes being heavy-tailed.
        """
        if not self.foreseen:
            return self.gain * max(self.pages, 1)
        return self.foreseen[-1][1] * pace * self.fresh


class Pace:
    """How much quicker models came before than on the page at hand, learned from the listings that ended."""

    def __init__(self) -> None:
        self._log = Ratio(math.log(EARLIER_PACE), 2.0)

    @property
    def value(self) -> float:
        return math.exp(self._log.value)

    def learn(self, ended: Stream) -> None:
        """A listing counts once, whatever its length: by the geometric mean over all its pages but the last."""
        logs = [math.log((ended.rows - rows + 1) / (to_come + 1)) for rows, to_come in ended.foreseen[:-1]]
        if logs:
            self._log.hits += math.fsum(logs) / len(logs)
            self._log.cases += 1


def ahead(rows: pl.DataFrame, born: datetime | None) -> float | None:
    """Rows to come after a page, back to the day `born`, if they came as quickly as those on it; None: cannot say."""
    newest, oldest = rows["created_at"].max(), rows["created_at"].min()
    if born is None or not isinstance(newest, datetime) or not isinstance(oldest, datetime):
        return None
    span, left = (newest - oldest).total_seconds(), (oldest - born).total_seconds()
    return rows.height * max(left, 0.0) / max(span, 1.0)
