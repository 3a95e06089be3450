"""Owners and organisations: all of them ranked, and one with what descends from its models."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lineage import owners
from lineage.owners import OwnerSummary
from web.answers import lists
from web.answers.owners import owner_answer, ranked
from web.links import page_query
from web.parameters import PAGING, ListQuery
from web.source import source

blueprint = Blueprint("owners", __name__)

BASES = 12


@blueprint.get("/owners")
def everybody() -> ResponseReturnValue:
    return render_template("owners.html", page=ranked(source().graph, page_query(PAGING)))


@blueprint.get("/owners/<owner>")
def owner(owner: str) -> ResponseReturnValue:
    found = owners.owner(source().graph, owner)
    return _page(found, ListQuery(author=owner, limit=BASES), {"author": owner})


@blueprint.get("/organisations/<path:name>")
def organisation(name: str) -> ResponseReturnValue:
    found = owners.organisation(source().graph, name)
    return _page(found, ListQuery(organisation=name, limit=BASES), {"organisation": name})


def _page(found: OwnerSummary, own: ListQuery, filters: dict[str, str]) -> ResponseReturnValue:
    graph = source().graph
    answer = owner_answer(graph, found)
    models = lists.descendants(graph, None, own)
    built = lists.descendants(graph, None, ListQuery(base=answer.organisation, sort="downloads", limit=BASES))
    return render_template("owner.html", owner=answer, own=models, built=built, filters=filters)
