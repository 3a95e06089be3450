"""How far the crawl is that fills what is served: requests, models, the estimated share, the pace, the time left."""

from typing import Annotated

from msgspec import Struct

from lineage.frozen import FrozenGraph
from lineage.home.crawl_report import CrawlReport, CrawlState, seconds_to
from web.answers.types import Number, meaning


class CrawlProgress(Struct, frozen=True):
    """How far a crawl is."""

    state: Annotated[
        CrawlState, meaning("whether it goes on, has read all it was to read, or was stopped and can go on")
    ]
    subject: Annotated[str, meaning("what is read, in words")]
    hub: str
    synthetic: Annotated[bool, meaning("whether that Hub is a practice Hub")]
    requests: Number
    planned: Annotated[int | None, meaning("requests it was given; null where it reads everything")]
    models: Annotated[Number, meaning("models read so far; the graph may show fewer yet")]
    share: Annotated[
        float | None, meaning("estimated part of the subject that is found; null where nobody can say yet")
    ]
    share_low: Annotated[float | None, meaning("the lower end of that estimate's interval")]
    share_high: Annotated[float | None, meaning("its upper end")]
    pace: Annotated[float | None, meaning("requests a minute while it does not have to wait")]
    quota: Annotated[int | None, meaning("requests that the Hub allows in a window")]
    window: Annotated[float | None, meaning("seconds of a window")]
    rests: Annotated[float | None, meaning("seconds until a spent quota begins anew; null while it is not spent")]
    left: Annotated[float | None, meaning("estimated seconds until it has read all; null where nobody can say")]
    trouble: Annotated[str | None, meaning("why it was stopped")]


class ServedProgress(Struct, frozen=True):
    """The graph that is served now, and the crawl that fills it."""

    version: Annotated[str, meaning("the graph's version; another one is another graph")]
    models: Number
    crawl: Annotated[CrawlProgress | None, meaning("null where none was begun")]


def progress_of(graph: FrozenGraph, report: CrawlReport | None) -> ServedProgress:
    return ServedProgress(graph.version, graph.size, None if report is None else _crawl(report))


def _crawl(report: CrawlReport) -> CrawlProgress:
    goes_on = report.state is CrawlState.RUNNING
    return CrawlProgress(
        state=report.state,
        subject=report.subject,
        hub=report.hub,
        synthetic=report.synthetic,
        requests=report.requests,
        planned=report.planned,
        models=report.models,
        share=report.share,
        share_low=report.share_low,
        share_high=report.share_high,
        pace=report.pace,
        quota=report.quota,
        window=report.window,
        rests=seconds_to(report.resumes_at) if goes_on else None,
        left=seconds_to(report.ends_at) if goes_on else None,
        trouble=report.trouble,
    )
