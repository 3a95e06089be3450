"""Listings that are being read page by page: what the next page should add, and how much is still to come."""

import math
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from ingest.crawl.family.estimators import Ratio


@dataclass(slots=True)
class OpenListing:
    """One listing that has not ended: the path of its next page (None: the first), and what was read of it.

    `page_yield` is the members that the next page should add; `born` is when the first model can have been listed, None
    where that is not known.
    """

    next_page: str | None
    page_yield: float
    born: datetime | None = None
    pages: int = 0
    rows: int = 0
    last_yield: int = 0
    """The members that the last page added."""
    last_share: float = 1.0
    """The part of the last page's rows that were new members."""
    forecasts: list[tuple[int, float]] = field(default_factory=list)
    """After each page whose dates tell: the rows read until then, and those to come at the page's own rate."""

    def read(self, next_page: str | None, gained: int, rows: pl.DataFrame) -> None:
        """Take in a page that added `gained` members, newest models first, and where the listing goes on."""
        self.page_yield = (self.page_yield + gained) / 2 if self.pages else float(gained)
        self.next_page, self.last_yield = next_page, gained
        self.pages += 1
        self.rows += rows.height
        self.last_share = gained / max(rows.height, 1)
        to_come = rows_to_come(rows, self.born)
        if to_come is not None:
            self.forecasts.append((self.rows, to_come))

    def members_to_come(self, earlier_rate: float) -> float:
        """Members that all further pages should add, where models came `earlier_rate` times as quickly before.

        Where dates do not tell, as many pages as were read, sizes being heavy-tailed.
        """
        if not self.forecasts:
            return self.page_yield * max(self.pages, 1)
        return self.forecasts[-1][1] * earlier_rate * self.last_share


@dataclass(slots=True)
class ArrivalRate:
    """How much quicker models came before than on the page at hand, learned from the listings that ended."""

    log_ratio: Ratio

    @classmethod
    def assumed(cls, earlier_rate: float, weight: float) -> "ArrivalRate":
        """The rate before any listing ended, counting for `weight` of them."""
        return cls(Ratio(math.log(earlier_rate), weight))

    @property
    def value(self) -> float:
        return math.exp(self.log_ratio.value)

    def learn(self, ended: OpenListing) -> None:
        """A listing counts once, whatever its length: by the geometric mean over all its pages but the last."""
        logs = [math.log((ended.rows - rows + 1) / (to_come + 1)) for rows, to_come in ended.forecasts[:-1]]
        if logs:
            self.log_ratio.hits += math.fsum(logs) / len(logs)
            self.log_ratio.cases += 1


def rows_to_come(rows: pl.DataFrame, born: datetime | None) -> float | None:
    """Rows after a page, back to the day `born`, if they came as quickly as those on it; None: cannot say."""
    newest, oldest = rows["created_at"].max(), rows["created_at"].min()
    if born is None or not isinstance(newest, datetime) or not isinstance(oldest, datetime):
        return None
    span, left = (newest - oldest).total_seconds(), (oldest - born).total_seconds()
    return rows.height * max(left, 0.0) / max(span, 1.0)
