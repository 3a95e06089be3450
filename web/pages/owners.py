"""Owners and organisations: all of them ranked, and one with what was built on its models."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lineage import graph_cypher
from lineage.owners import owners
from lineage.owners.progenitors import NamedProgenitor, of_level
from lineage.questions import question_fit
from lineage.questions.question_values import a_week_ago
from lineage.questions.stored_query import Question, Role
from web.answers.changes import record_to
from web.answers.growth import lists_of
from web.answers.owners import owner_answer, ranked
from web.answers.portraits import MonthlyPortrait
from web.answers.questions import a_season_ago
from web.http.caching import NO_STORE
from web.parameters.growth import OWNER_PAGE
from web.parameters.lists import PAGING
from web.presentation.links import page_query
from web.rows.portraits import builder_rows, download_rows, hanging_rows, kind_rows, month_rows
from web.source import home, source


def everybody() -> ResponseReturnValue:
    return render_template("owners.html", page=ranked(source().graph, page_query(PAGING)))


def owner(owner: str) -> ResponseReturnValue:
    return _page("owner", owner)


def organisation(name: str) -> ResponseReturnValue:
    return _page("organisation", name)


def _page(level: str, name: str) -> ResponseReturnValue:
    graph = source().graph
    one = of_level(graph, level, name)
    answer = owner_answer(graph, one)
    monthly = answer.portrait.months
    month_lists = [lists_of(series, monthly.months) for series in monthly.series]
    where = home()
    record = record_to(where, graph.facts.id) if where else None
    page = render_template(
        "owner.html",
        owner=answer,
        query=page_query(OWNER_PAGE),
        month_lists=month_lists,
        questions=_questions(level, one),
        last_built=_last_built(monthly),
        week_ago=a_week_ago(graph),
        season_ago=a_season_ago(graph),
        kind_rows=kind_rows,
        hanging_rows=hanging_rows,
        month_rows=month_rows,
        builder_rows=builder_rows,
        download_rows=download_rows,
        changed_since=record and record.a,
    )
    return (page, {"Cache-Control": NO_STORE}) if where and record is None else page


def _last_built(monthly: MonthlyPortrait) -> str | None:
    """The last month of which others' models are known; None for none."""
    others = monthly.series[0].counts if monthly.series else []
    return next((month for month, count in zip(monthly.months[::-1], others[::-1], strict=True) if count), None)


def _questions(level: str, one: NamedProgenitor) -> list[Question]:
    """The questions that have an answer about it; of an organisation none where the store knows of no such."""
    graph, reader = source().graph, source().reader
    role = Role(level)
    if reader is None or (role is Role.ORGANISATION and not graph_cypher.knows_organisations(graph, reader)):
        return []
    return question_fit.about_owner(graph, owners.summary(graph, one.progenitor, one.name), role)
