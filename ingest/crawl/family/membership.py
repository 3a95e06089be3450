"""Who is listed, whose child each is, and who therefore belongs to the family: a part of `apply`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from ingest.crawl.family.agenda import consider, consider_unlisted
from ingest.crawl.family.profile import Affiliation, magnitude, shared_profile
from ingest.crawl.family.requests import ChildrenRequest, HubRequest, SearchRequest, TagRequest
from ingest.crawl.family.state import BY_NAME, BY_PARENT, BY_TAG, FamilyState, ListedModel

_ROUTES: dict[type, int] = {SearchRequest: BY_NAME, TagRequest: BY_TAG, ChildrenRequest: BY_PARENT}
_COLUMNS = ("id", "hub_relation", "downloads", "likes", "created_at", "hub_parents")


@dataclass(frozen=True, slots=True)
class _Route:
    """By which listing models are shown; under a parent: which one, and whose it is."""

    bit: int
    parent: str | None = None
    affiliation: Affiliation | None = None


def add_rows(state: FamilyState, request: HubRequest, rows: pl.DataFrame) -> int:
    """List the models of an answer, and make members of those that descend from bases; returns how many."""
    before = len(state.members)
    route = _Route(_ROUTES.get(type(request), 0))
    if isinstance(request, ChildrenRequest):
        route = _Route(BY_PARENT, request.value, state.family.affiliation(request.value))
        _leave_out_proband(state, request)
    for row in rows.select(_COLUMNS).iter_rows():
        _add_row(state, route, *row)
    return len(state.members) - before


def _add_row(
    state: FamilyState,
    route: _Route,
    id: str,
    relation: str | None,
    downloads: int | None,
    likes: int | None,
    created_at: datetime | None,
    hub_parents: list[dict[str, Any]] | None,
) -> None:
    model = state.listed.get(id)
    if model is None:
        known = shared_profile(state.family.affiliation(id), relation, magnitude(downloads, likes))
        model = state.listed[id] = ListedModel(known, created_at)
        for parent in hub_parents or ():
            _add_parent(state, id, model, parent["id"])
    if route.parent is not None:
        _add_parent(state, id, model, route.parent)
    _mark_shown(state, model, route)
    if not model.is_member and (state.family.is_base(id) or any(map(state.is_member, model.parents))):
        _join(state, id)


def _add_parent(state: FamilyState, id: str, model: ListedModel, parent: str) -> None:
    if parent in model.parents or parent == id:
        return
    model.parents = (*model.parents, parent)
    state.children.setdefault(parent, []).append(id)
    if state.is_member(parent):
        consider(state, parent)
    elif parent not in state.listed:
        consider_unlisted(state, parent)


def _leave_out_proband(state: FamilyState, request: ChildrenRequest) -> None:
    """Leave out the one child for whose sake a parent was asked: counting it would flatter the others' share
    (Weinberg's proband correction)."""
    if state.seen(request.value) and request not in state.asked:
        ratio = state.shown[state.family.affiliation(request.value)]
        ratio.hits -= 1
        ratio.cases -= 1


def _mark_shown(state: FamilyState, model: ListedModel, route: _Route) -> None:
    """Mark a model as shown by one more listing; a child that two listings show is a hit for its parents' kinds."""
    before = model.shown_elsewhere
    model.shown_by |= route.bit
    if route.affiliation is not None:
        model.shown_under = (*model.shown_under, route.affiliation)
        state.shown[route.affiliation].cases += 1
    if model.shown_elsewhere:
        new = model.shown_under if not before else model.shown_under[-1:] if route.affiliation else ()
        for affiliation in new:
            state.shown[affiliation].hits += 1


def _join(state: FamilyState, id: str) -> None:
    """Make a listed model a member, and all that is listed below it."""
    below = [id]
    while below:
        joined = below.pop()
        model = state.listed.get(joined)
        if model is None or model.is_member:
            continue
        model.is_member = True
        state.members.add(joined)
        if model.profile.affiliation is Affiliation.OWN:
            state.own_members.append(joined)
        consider(state, joined)
        below += state.children.get(joined, ())
