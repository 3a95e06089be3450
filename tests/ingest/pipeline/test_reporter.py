"""What is reported of a crawl: the pace without its rests, the time left within the quota, an estimate now and then."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.crawl.progress import PartialCrawl, Progress
from ingest.hub.rate_limit import QuotaWindow
from ingest.pipeline.reporter import EVERY, CrawlReporter
from lineage.home.crawl_report import CrawlReport, CrawlState, now, read_report, seconds_to, write_report
from lineage.home.home import Home
from lineage.home.work_lock import working

BEGUN = CrawlReport(
    CrawlState.RUNNING, "a family", "http://hub", synthetic=False, at=now(), pid=os.getpid(), planned=1000
)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Crawl:
    """A crawl whose estimate takes some time."""

    def __init__(self, clock: Clock, cost: float = 0.0) -> None:
        self.clock, self.cost, self.estimates = clock, cost, 0

    def at(self, requests: int, expected: int | None = None) -> PartialCrawl:
        return PartialCrawl(Progress(requests, 10 * requests, expected, ""), self.coverage, Path)

    def coverage(self) -> dict[str, float]:
        self.estimates += 1
        self.clock.now += self.cost
        return {"estimate": 0.5, "low": 0.25, "high": 0.75}


def report_of(home: Home) -> CrawlReport:
    report = read_report(home)
    assert report is not None
    return report


def test_the_pace_leaves_rests_out_and_the_time_left_has_them(tmp_path: Path) -> None:
    home, clock = Home(tmp_path), Clock()
    with working(home, "run"):
        reporter, crawl = CrawlReporter(home, BEGUN, clock), Crawl(clock)
        for requests in range(1, 101):
            clock.now += 300 if requests == 50 else 0.5
            reporter.look(crawl.at(requests), QuotaWindow(500, 300, 500 - requests, 200))
        report = report_of(home)
        assert (report.pace, report.quota, report.resumes_at) == (120.0, 500, None)
        assert (report.share, report.share_low, report.share_high) == (0.5, 0.25, 0.75)
        # 400 requests within this window, 500 in the next
        left = seconds_to(report.ends_at)
        assert left is not None
        assert left == pytest.approx(200 + 250, abs=5)


def test_a_spent_quota_says_when_it_goes_on(tmp_path: Path) -> None:
    home, clock = Home(tmp_path), Clock()
    with working(home, "run"):
        CrawlReporter(home, BEGUN, clock).look(Crawl(clock).at(500), QuotaWindow(500, 300, 0, 120))
        assert seconds_to(report_of(home).resumes_at) == pytest.approx(120, abs=5)


def test_a_rest_is_reported_at_once_with_an_estimate(tmp_path: Path) -> None:
    home, clock = Home(tmp_path), Clock()
    reporter, crawl = CrawlReporter(home, BEGUN, clock), Crawl(clock, cost=EVERY / 10)
    reporter.look(crawl.at(498), QuotaWindow(500, 300, 2, 120))
    clock.now += EVERY / 4
    reporter.look(crawl.at(499), QuotaWindow(500, 300, 1, 120))
    assert (reporter.report.requests, crawl.estimates) == (498, 1), "one was reported a moment ago"
    clock.now += EVERY / 4
    reporter.look(crawl.at(500), QuotaWindow(500, 300, 0, 120))
    assert (reporter.report.requests, crawl.estimates) == (500, 2)
    assert seconds_to(reporter.report.resumes_at) == pytest.approx(120, abs=5)


def test_reports_and_estimates_take_a_small_part_of_the_time(tmp_path: Path) -> None:
    home, clock = Home(tmp_path), Clock()
    reporter, crawl = CrawlReporter(home, BEGUN, clock), Crawl(clock, cost=1.0)
    for requests in range(1, 1001):
        clock.now += 0.1
        reporter.look(crawl.at(requests), QuotaWindow(5000, 300, 4000, 200))
    assert 5 <= crawl.estimates <= 7
    assert reporter.report.requests >= 990


def test_of_a_whole_listing_the_share_is_of_the_models_that_are_known_of(tmp_path: Path) -> None:
    clock = Clock()
    reporter = CrawlReporter(Home(tmp_path), BEGUN, clock)
    reporter.look(PartialCrawl(Progress(2, 2000, 8000, ""), lambda: None, Path), QuotaWindow(500, 300, 400, 200))
    assert (reporter.report.share, reporter.report.share_low) == (0.25, None)


def test_whoever_was_killed_has_stopped(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with working(home, "run"):
        reporter = CrawlReporter(home, BEGUN)
        assert report_of(home).state is CrawlState.RUNNING
        write_report(home, replace(BEGUN, pid=os.getpid() + 1))
        assert report_of(home).state is CrawlState.STOPPED, "another one works there now"
    assert report_of(home).state is CrawlState.STOPPED
    reporter.end(CrawlState.ENDED)
    assert report_of(home).state is CrawlState.ENDED
    (tmp_path / "crawl.json").write_text('{"state": "paused"}')
    assert read_report(home) is None


@pytest.mark.parametrize(
    ("requests", "seconds"),
    [(0, 0), (100, 50), (101, 120.5), (600, 120 + 250), (601, 120 + 300 + 0.5), (1101, 120 + 600 + 0.5)],
)
def test_further_windows_are_waited_for(requests: int, seconds: float) -> None:
    assert QuotaWindow(500, 300, 100, 120).seconds_for(requests, 0.5) == seconds


def test_a_hub_that_is_slower_than_its_quota_is_not_waited_for() -> None:
    assert QuotaWindow(500, 300, 100, 20).seconds_for(1100, 1.0) == 1100
