"""What pages and answers say of the snapshot: which part of the Hub it is, what counts leave out, what is absent."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from types import MappingProxyType
from typing import Any

from flask import Flask, Response

from lineage.coverage.coverage_statement import CoverageStatement, left_out, part
from lineage.coverage.source_fields import lacking, why_absent
from lineage.home.crawl_report import CrawlReport, CrawlState, read_report
from lineage.values import Extent, SnapshotFacts, Status
from web.addresses import parameter_texts
from web.http.pinning import NAMING
from web.source import home, is_of_another_load, source, source_if_loaded

LONGEST_STEM = 140
"""Letters of a file's name that say what it holds: with the rest of it they fit every file system's 255 bytes."""


def at_least(facts: SnapshotFacts) -> str:
    """What stands before a count: of a part of the Hub every count is a lower bound."""
    return "" if facts.extent is Extent.WHOLE else "at least "


def none_known(facts: SnapshotFacts) -> str:
    """What is said instead of a count of 0: in a part of the Hub that nothing is known there, and no lower bound."""
    return "none" if facts.extent is Extent.WHOLE else f"none known in {part(facts)}"


def extent_words(facts: SnapshotFacts) -> str:
    """What part of the Hub it is, for tight places."""
    whole = "the whole practice Hub" if facts.synthetic else "the whole Hub"
    return {Extent.WHOLE: whole, Extent.FAMILY: "a part of the Hub", Extent.SAMPLE: "a sample"}[facts.extent]


def status_meaning(status: str, facts: SnapshotFacts) -> str:
    """What a model's status says, and no more: that a part of the Hub lacks a model says nothing about the Hub."""
    if status == Status.LISTED:
        return "listed when the snapshot was taken"
    if status == Status.REMOVED:
        return "listed once and removed since"
    if facts.extent is Extent.WHOLE:
        return (
            "named as a base, but not listed by the snapshot, a whole pass over the Hub: private, deleted or misspelt"
        )
    return f"named as a base, but not in {part(facts)}; whether the Hub has it cannot be told from here"


def parents_unknown(facts: SnapshotFacts) -> str:
    """Why nothing is said of what a model of status missing was made from."""
    return f"it is not in {part(facts)}, so nobody could ask what it was made from"


def open_month(months: Sequence[str], facts: SnapshotFacts) -> str | None:
    """The last of these months where the data end within it, so that it is not complete; None where it is, or where
    nobody knows."""
    return months[-1] if months and facts.as_of and f"{facts.as_of.astimezone(UTC):%Y-%m}" == months[-1] else None


def absent(field: str | None = None, status: str | None = None) -> str:
    """What is said in place of a value that is not there."""
    return why_absent(source().graph, field, status)


def headers(facts: SnapshotFacts) -> dict[str, str]:
    """What an answer without room for it, a file before all, carries beside: the statement, and where all of it is."""
    words = CoverageStatement(facts).short.encode("ascii", "replace").decode()
    return {"Lineage-Snapshot": facts.id.encode("ascii", "replace").decode(), "Lineage-Coverage": words}


def file_part(facts: SnapshotFacts) -> str:
    """Of what part of the Hub and of when a file is, in its name: `whole-2026-11-20`, `practice-whole-2026-11-20`."""
    day = f"-{facts.as_of:%Y-%m-%d}" if facts.as_of else ""
    return f"{'practice-' if facts.synthetic else ''}{facts.extent}{day}"


def file_name(name: str, facts: SnapshotFacts, asked: Mapping[str, Any] = MappingProxyType({})) -> str:
    """A name in plain ASCII, whatever the model is called, that says what was `asked` for and `file_part`."""
    words = (name, *(f"{field}-{'-'.join(parameter_texts(value))}" for field, value in asked.items()))
    stem = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in "-".join(words))
    return f"{stem if len(stem) <= LONGEST_STEM else stem[:LONGEST_STEM] + '-etc'}.{file_part(facts)}"


def download(
    name: str, facts: SnapshotFacts, suffix: str, media_type: str, asked: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, str]:
    """The headers of a file: its kind, its name as `file_name`, and what it is of."""
    return {
        "Content-Type": media_type,
        "Content-Disposition": f'attachment; filename="{file_name(name, facts, asked)}.{suffix}"',
        **headers(facts),
    }


def register(app: Flask) -> None:
    """Make the words known to the templates, each of the request's snapshot."""
    app.context_processor(_statement)
    app.jinja_env.globals.update(
        absent=absent,
        at_least=lambda: at_least(source().graph.facts),
        extent_words=lambda: extent_words(source().graph.facts),
        file_part=lambda: file_part(source().graph.facts),
        left_out=lambda undercount: left_out(undercount, source().graph.facts),
        none_known=lambda: none_known(source().graph.facts),
        open_month=lambda months: open_month(months, source().graph.facts),
        parents_unknown=lambda: parents_unknown(source().graph.facts),
        part=lambda: part(source().graph.facts),
        running_crawl=_running_crawl,
        status_meaning=lambda status: status_meaning(status, source().graph.facts),
        not_in_source=lambda: sorted(lacking(source().graph)),
    )

    @app.after_request
    def name_coverage(response: Response) -> Response:
        loaded = source_if_loaded()
        if loaded is not None and not is_of_another_load() and response.mimetype in NAMING:
            response.headers.update(headers(loaded.graph.facts))
        return response


def _running_crawl() -> CrawlReport | None:
    """The crawl that fills the home just now: its line has its room when the page is drawn."""
    place = home()
    report = None if place is None else read_report(place)
    return report if report is not None and report.state is CrawlState.RUNNING else None


def _statement() -> dict[str, CoverageStatement]:
    loaded = source_if_loaded()
    return {} if loaded is None else {"coverage": CoverageStatement(loaded.graph.facts)}
