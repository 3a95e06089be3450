"""Reporting how far a crawl is, for the pages that show it: the models, the estimate, the pace, and the time left."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

from ingest.crawl.progress import PartialCrawl, Progress
from ingest.hub.client import PAGE_SIZE
from ingest.hub.rate_limit import QuotaWindow
from ingest.pipeline.publisher import FIRST
from lineage.home.crawl_report import CrawlReport, CrawlState, moment_in, now, write_report
from lineage.home.home import Home

EVERY = 1.0
"""Seconds between two reports, at least."""

ESTIMATE_SHARE = 0.05
"""The part of the time that may go into estimates; one takes a second in a family of 300,000."""

LATEST = 50
"""Requests whose pace counts."""


class CrawlReporter:
    """Keeps the report of one crawl in its home: `report` is as it begins. `clock` is in seconds."""

    def __init__(self, home: Home, report: CrawlReport, clock: Callable[[], float] = time.monotonic) -> None:
        self._home, self.report, self._clock = home, report, clock
        self._times: deque[float] = deque(maxlen=LATEST)
        self._last: Progress | None = None
        self._reported = self._next_estimate = float("-inf")
        self._write(at=now())

    def look(self, crawl: PartialCrawl, quota: QuotaWindow) -> None:
        """Report a request that was answered: those to the first picture, then unless one was reported a moment ago."""
        at = self._clock()
        self._times.append(at)
        self._last = crawl.progress
        resting = quota.remaining <= 0
        if at < self._reported + EVERY and not resting and crawl.progress.requests > FIRST:
            return
        self._reported = at
        shares = self._estimate(crawl) if at >= self._next_estimate or resting else {}
        self._write(**_progress(crawl.progress), **self._pace(crawl.progress, quota), **shares, at=now())

    def end(self, state: CrawlState, trouble: str | None = None, coverage: Mapping[str, Any] | None = None) -> None:
        """The last report."""
        known = {} if self._last is None else _progress(self._last)
        over = {"state": state, "trouble": trouble, "resumes_at": None, "ends_at": None, "at": now()}
        self._write(**{**known, **over, **_shares(coverage)})

    def _estimate(self, crawl: PartialCrawl) -> dict[str, Any]:
        start = self._clock()
        shares = _shares(crawl.coverage())
        self._next_estimate = start + (self._clock() - start) / ESTIMATE_SHARE
        return shares

    def _pace(self, progress: Progress, quota: QuotaWindow) -> dict[str, Any]:
        """Rests are left out of the pace: it is the median's."""
        each = median([later - earlier for earlier, later in pairwise(self._times)] or [0.0])
        left = _requests_left(progress, self.report.planned)
        return {
            "pace": round(60 / each, 1) if each > 0 else None,
            "quota": quota.quota,
            "window": quota.seconds,
            "resumes_at": moment_in(quota.ends_in) if quota.remaining <= 0 else None,
            "ends_at": None if left is None or each <= 0 else moment_in(quota.seconds_for(left, each)),
        }

    def _write(self, **changes: Any) -> None:
        self.report = replace(self.report, **changes)
        write_report(self._home, self.report)


def _progress(progress: Progress) -> dict[str, Any]:
    known: dict[str, Any] = {"requests": progress.requests, "models": progress.models}
    if progress.expected:
        known["share"] = min(round(progress.models / progress.expected, 4), 1.0)
    return known


def _shares(coverage: Mapping[str, Any] | None) -> dict[str, Any]:
    if coverage is None:
        return {}
    return {"share": coverage["estimate"], "share_low": coverage["low"], "share_high": coverage["high"]}


def _requests_left(progress: Progress, planned: int | None) -> int | None:
    if planned is not None:
        return max(planned - progress.requests, 0)
    if progress.expected is None:
        return None
    return max(-(-(progress.expected - progress.models) // PAGE_SIZE), 0)
