"""How far the crawl is that fills a home: a small file that the crawl writes, and that pages read."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from lineage.home.home import Home, write_text
from lineage.home.work_lock import worker_of

FILE = "crawl.json"


class CrawlState(StrEnum):
    """Whether it goes on, has ended with all it was to ask, or was stopped and can go on."""

    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """How far the crawl of a process is, as it was `at` that moment (ISO 8601, as all moments here).

    `subject` is what is read, in words; `planned` the requests it was given, None where it walks to the end. `models`
    are those read. `share` is the part of the subject that is found, as the crawl estimates, between `share_low` and
    `share_high`; None where nobody can say yet. `pace` is in requests a minute, the Hub's quota is `quota` of them in
    `window` seconds; `resumes_at` is when a spent one begins anew, `ends_at` when the crawl should end. `trouble` is
    why it stopped.
    """

    state: CrawlState
    subject: str
    hub: str
    synthetic: bool
    at: str
    pid: int
    requests: int = 0
    planned: int | None = None
    models: int = 0
    share: float | None = None
    share_low: float | None = None
    share_high: float | None = None
    pace: float | None = None
    quota: int | None = None
    window: float | None = None
    resumes_at: str | None = None
    ends_at: str | None = None
    trouble: str | None = None


def now() -> str:
    """This moment."""
    return datetime.now(UTC).isoformat()


def moment_in(seconds: float) -> str:
    """The moment in so many seconds."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def seconds_to(moment: str | None) -> float | None:
    """Seconds until a moment, 0 where it is over."""
    if moment is None:
        return None
    return max((datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds(), 0.0)


def write_report(home: Home, report: CrawlReport) -> None:
    write_text(home.root / FILE, json.dumps(asdict(report)))


def read_report(home: Home) -> CrawlReport | None:
    """The last crawl's; None where there was none. One whose process works on the home no more was stopped."""
    report = _read(home.root / FILE)
    if report is None or report.state is not CrawlState.RUNNING:
        return report
    worker = worker_of(home)
    return report if worker and worker.pid == report.pid else replace(report, state=CrawlState.STOPPED)


def _read(path: Path) -> CrawlReport | None:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        return CrawlReport(**{**report, "state": CrawlState(report["state"])})
    except (OSError, TypeError, ValueError, KeyError):
        return None
