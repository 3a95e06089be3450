"""The page of the quality report: what was irregular in the snapshot, what was done about it, links to the models."""

from functools import partial
from pathlib import Path

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lineage import queries
from lineage.errors import LineageError, NotLoadedError
from lineage.resolved.quality_cases import CASES, cases_of
from web.parameters.quality import CASE_PAGE
from web.presentation.links import page_query
from web.source import home, source

IRREGULAR, REJECTED = "irregular derivations", "rejected claims"
LISTED_BY_A_QUESTION = "self-references-and-cycles"


def page() -> ResponseReturnValue:
    reader = source().reader
    report = queries.quality(reader) if reader else None
    list_of = partial(_list_of, has_resolution=_resolution() is not None)
    return render_template("quality.html", report=report, known=source().graph.ids.find, list_of=list_of)


def cases() -> ResponseReturnValue:
    """Every case of a rule. Raises NotLoadedError where the snapshot is not in the home that is served."""
    query = page_query(CASE_PAGE)
    resolution = _resolution()
    if resolution is None:
        raise NotLoadedError("what this snapshot was resolved to is not kept here", "`qwen-lineage resolve` makes it")
    found = cases_of(resolution, query.kind, query.rule, query.offset, query.limit)
    return render_template("quality_cases.html", cases=found, query=query, known=source().graph.ids.find)


def _resolution() -> Path | None:
    """The folder of what the snapshot that is served was resolved to; None where the home has none."""
    place = home()
    if place is None:
        return None
    try:
        return place.resolution(source().graph.facts.id)
    except LineageError:
        return None


def _list_of(kind: str, what: str, has_resolution: bool) -> str | None:
    """The address of the list of all cases that a row of the report counts; None where there is none."""
    if kind == IRREGULAR:
        return url_for("questions.page", slug=LISTED_BY_A_QUESTION)
    rule, colon, _ = what.partition(":")
    is_rule = bool(colon) or kind == REJECTED
    if not (has_resolution and kind in CASES and is_rule):
        return None
    return url_for("quality.cases", kind=kind, rule=rule)
