"""Owners and organisations: all of them ranked, and one with what was built on its models."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lineage.progenitors import of_level
from web.answers.growth import lists_of
from web.answers.owners import owner_answer, ranked
from web.links import page_query
from web.parameters import PAGING
from web.source import source

blueprint = Blueprint("owners", __name__)


@blueprint.get("/owners")
def everybody() -> ResponseReturnValue:
    return render_template("owners.html", page=ranked(source().graph, page_query(PAGING)))


@blueprint.get("/owners/<owner>")
def owner(owner: str) -> ResponseReturnValue:
    return _page("owner", owner)


@blueprint.get("/organisations/<path:name>")
def organisation(name: str) -> ResponseReturnValue:
    return _page("organisation", name)


def _page(level: str, name: str) -> ResponseReturnValue:
    graph = source().graph
    answer = owner_answer(graph, of_level(graph, level, name))
    monthly = answer.portrait.months
    month_lists = [lists_of(series, monthly.months) for series in monthly.series]
    return render_template("owner.html", owner=answer, month_lists=month_lists)
