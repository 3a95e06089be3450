"""What an answer changes: the one place that writes the state of a family crawl."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl

from ingest.crawl.family.expected import first_page, unlisted_children
from ingest.crawl.family.listings import OpenListing
from ingest.crawl.family.prior import Prior
from ingest.crawl.family.profile import Affiliation, Family, magnitude, shared_profile
from ingest.crawl.family.ranking import Ranking
from ingest.crawl.family.requests import (
    AncestorRequest,
    AuthorRequest,
    ChildrenRequest,
    HubRequest,
    ListingRequest,
    ModelRequest,
    SearchRequest,
    SingleRequest,
    TagRequest,
)
from ingest.crawl.family.state import BY_NAME, BY_PARENT, BY_TAG, FamilyState, ListedModel
from ingest.crawl.family.yields import usual_children

_ROUTES: dict[type, int] = {SearchRequest: BY_NAME, TagRequest: BY_TAG, ChildrenRequest: BY_PARENT}
_COLUMNS = ("id", "hub_relation", "downloads", "likes", "created_at", "hub_parents")

WAITING_FIRST = 10**9
"""More than any model has children: whoever waits counts before whoever names."""


def start(family: Family, prior: Prior | None = None) -> FamilyState:
    """The state of a crawl that has asked nothing."""
    state = FamilyState(family, prior or Prior())
    if family.root:
        state.mandatory = [AncestorRequest(family.root)]
        _consider(state, family.root)
    else:
        bases = AuthorRequest(family.owner)
        state.mandatory = [bases]
        state.open_listings[bases] = OpenListing(None, state.prior.author_page)
    if family.word:
        state.open_listings[SearchRequest(family.word)] = OpenListing(None, state.prior.search_page)
    return state


def apply(state: FamilyState, request: HubRequest, rows: pl.DataFrame, next_page: str | None) -> int:
    """Take in an answer: its rows (columns of ROW), and the path of the next page; returns the members it added."""
    hoped = first_page(state, request)
    gained = _take_rows(state, request, rows)
    if isinstance(request, ModelRequest | AncestorRequest):
        _take_model(state, request, rows)
    else:
        _take_page(state, request, rows, next_page, gained)
    if request not in state.open_listings:
        state.mandatory = [other for other in state.mandatory if other != request]
    state.asked.add(request)
    if isinstance(request, ChildrenRequest):
        state.own_parents.discard(request.value)
        _calibrate(state, request.value, gained, hoped)
    if isinstance(request, AuthorRequest):
        _open_tags(state, rows)
    _settle(state)
    return gained


# Who is listed, and who belongs to the family.


@dataclass(frozen=True, slots=True)
class _Route:
    """By which listing models are shown; under a parent: which one, and whose it is."""

    bit: int
    parent: str | None = None
    affiliation: Affiliation | None = None


def _take_rows(state: FamilyState, request: HubRequest, rows: pl.DataFrame) -> int:
    before = len(state.members)
    route = _Route(_ROUTES.get(type(request), 0))
    if isinstance(request, ChildrenRequest):
        route = _Route(BY_PARENT, request.value, state.family.affiliation(request.value))
        _leave_out_proband(state, request)
    for row in rows.select(_COLUMNS).iter_rows():
        _take_row(state, route, *row)
    return len(state.members) - before


def _take_row(
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
        _consider(state, parent)
    elif parent not in state.listed:
        state.unlisted_parents.push(parent, _unlisted_rank(state, parent) or 0)


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
        _consider(state, joined)
        below += state.children.get(joined, ())


# What can be asked next.


def _consider(state: FamilyState, id: str) -> None:
    """Rank a member among those whose children are worth asking for."""
    if ChildrenRequest(id) in state.asked:
        return
    profile = state.profile(id)
    if profile.affiliation is Affiliation.OWN:
        state.own_parents.add(id)
    else:
        state.parents.setdefault(profile, Ranking()).push(id, state.seen(id))


def _parent_rank(state: FamilyState, id: str) -> int | None:
    """By the children that are listed already: what is expected of strangers only grows with them."""
    return None if ChildrenRequest(id) in state.asked else state.seen(id)


def _unlisted_rank(state: FamilyState, id: str) -> int | None:
    """First by who waits for it, then by who names it."""
    if id in state.listed or state.was_asked_for(id):
        return None
    return state.waiting(id) * WAITING_FIRST + state.seen(id)


def _settle(state: FamilyState) -> None:
    """Bring every ranking's first up to date."""
    for ranking in state.parents.values():
        ranking.settle(partial(_parent_rank, state))
    state.unlisted_parents.settle(partial(_unlisted_rank, state))


def _open_tags(state: FamilyState, rows: pl.DataFrame) -> None:
    """Open the architectures among the tags of the owner's own models: those that hold the searched word."""
    word = state.family.word
    tags = rows["tags"].explode().drop_nulls().unique().sort().to_list() if word else []
    for tag in tags:
        if word and word in tag.lower() and ":" not in tag and TagRequest(tag) not in state.asked:
            state.open_listings.setdefault(TagRequest(tag), OpenListing(None, state.prior.tag_page))


# What an answer teaches about those to come.


def _take_page(
    state: FamilyState, request: ListingRequest, rows: pl.DataFrame, next_page: str | None, gained: int
) -> None:
    listing = state.open_listings.pop(request, None) or OpenListing(None, 0.0, _born(state, request))
    listing.read(next_page, gained, rows)
    if next_page is None:
        state.arrival_rate.learn(listing)
    else:
        state.open_listings[request] = listing


def _born(state: FamilyState, request: ListingRequest) -> datetime | None:
    """When the first model can have been listed: a child not before its parent."""
    model = state.listed.get(request.value) if isinstance(request, ChildrenRequest) else None
    return model.created_at if model else None


def _take_model(state: FamilyState, request: SingleRequest, rows: pl.DataFrame) -> None:
    if isinstance(request, AncestorRequest):
        above = {AncestorRequest(parent) for id in rows["id"] for parent in state.listed[id].parents}
        wanted = {*state.mandatory, *(above - state.asked - {request})}
        state.mandatory = sorted(wanted, key=lambda other: other.key)
    elif state.seen(request.value) > 0:
        state.kinship.cases += 1
        state.kinship.hits += state.is_member(request.value)


def _calibrate(state: FamilyState, parent: str, gained: int, hoped: float | None) -> None:
    """Hold what was expected of a parent (None: this was not its first page) against its children."""
    affiliation = state.family.affiliation(parent)
    if hoped is not None:
        state.calibration[affiliation].learn(gained, hoped)
    if affiliation is Affiliation.OWN:
        _rescale(state)


def _rescale(state: FamilyState) -> None:
    """Correct the usual numbers of the owner's models, by a few steps of expectation and maximisation.

    A model whose children were read counts with what it has, any other with what is expected of it: so it makes no
    difference that the likeliest are asked first. What is known of few is drawn towards what holds for all.
    """
    weight = state.prior.scale_weight
    for _ in range(state.prior.scale_steps):
        had, usual = defaultdict[float, float](float), defaultdict[float, float](float)
        for id in state.own_members:
            mean = usual_children(state.prior, state.profile(id))
            had[mean] += state.seen(id) + unlisted_children(state, id)
            usual[mean] += mean
        scale = (weight + sum(had.values())) / (weight + sum(usual.values()))
        state.scales = {mean: (weight * scale + had[mean]) / (weight + usual[mean]) for mean in had}
