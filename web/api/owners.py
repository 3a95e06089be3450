"""Owners and organisations: what descends from their models, rolled up."""

from lineage.errors import UnknownOwner
from lineage.owners.progenitors import of_level
from web.answers.owners import OwnerAnswer, OwnersPage, owner_answer, ranked
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.lists import PAGING, ListQuery
from web.source import source

group = RouteGroup(PREFIX)

UNKNOWN = (UnknownOwner,)


@group.get("/owners", OwnersPage, PAGING, example="limit=5", name="list_owners")
def everybody(query: ListQuery) -> OwnersPage:
    """Organisations that anything descends from, the largest union first."""
    return ranked(source().graph, query)


@group.get("/owners/<owner>", OwnerAnswer, errors=UNKNOWN)
def owner(owner: str) -> OwnerAnswer:
    """An owner: its models, and what descends from them, counted in three ways."""
    return owner_answer(source().graph, of_level(source().graph, "owner", owner))


@group.get("/organisations/<path:name>", OwnerAnswer, errors=UNKNOWN)
def organisation(name: str) -> OwnerAnswer:
    """The owners that make one organisation together: their models, and what descends from them, in three ways."""
    return owner_answer(source().graph, of_level(source().graph, "organisation", name))
