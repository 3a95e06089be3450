"""What is worth asking next, kept ready as answers come in: a part of `apply`."""

from functools import partial

import polars as pl

from ingest.crawl.family.listings import OpenListing
from ingest.crawl.family.profile import Affiliation
from ingest.crawl.family.ranking import Ranking
from ingest.crawl.family.requests import AncestorRequest, ChildrenRequest, HubRequest, TagRequest
from ingest.crawl.family.state import FamilyState

WAITING_FIRST = 10**9
"""More than any model has children: whoever waits counts before whoever names."""


def consider(state: FamilyState, id: str) -> None:
    """Put a member among those whose children are worth asking for, unless they were."""
    if ChildrenRequest(id) in state.asked:
        return
    profile = state.profile(id)
    if profile.affiliation is Affiliation.OWN:
        state.unasked_own.add(id)
    else:
        state.unasked_others.setdefault(profile, Ranking()).push(id, state.seen(id))


def consider_unlisted(state: FamilyState, id: str) -> None:
    """Put a parent outside the family among those to ask for by name, unless it was or is listed."""
    rank = _unlisted_rank(state, id)
    if rank is not None:
        state.unlisted_parents.push(id, rank)


def mark_asked(state: FamilyState, request: HubRequest) -> None:
    """Take a request off the agenda; a listing that has further pages stays."""
    state.asked.add(request)
    if request not in state.open_listings:
        state.mandatory = [other for other in state.mandatory if other != request]
    if isinstance(request, ChildrenRequest):
        state.unasked_own.discard(request.value)


def add_ancestors(state: FamilyState, rows: pl.DataFrame) -> None:
    """Make the parents of an ancestor that was listed mandatory."""
    above = {AncestorRequest(parent) for id in rows["id"] for parent in state.listed[id].parents}
    state.mandatory = sorted({*state.mandatory, *(above - state.asked)}, key=lambda request: request.key)


def add_tags(state: FamilyState, rows: pl.DataFrame) -> None:
    """Open the architectures among the tags of the owner's own models: those that hold the searched word."""
    word = state.family.word
    tags = rows["tags"].explode().drop_nulls().unique().sort().to_list() if word else []
    for tag in tags:
        if word and word in tag.lower() and ":" not in tag and TagRequest(tag) not in state.asked:
            state.open_listings.setdefault(TagRequest(tag), OpenListing(None, state.prior.tag_page))


def settle(state: FamilyState) -> None:
    """Bring every ranking's first up to date."""
    for ranking in state.unasked_others.values():
        ranking.settle(partial(_parent_rank, state))
    state.unlisted_parents.settle(partial(_unlisted_rank, state))


def _parent_rank(state: FamilyState, id: str) -> int | None:
    """By the children that are listed already: what is expected of strangers only grows with them."""
    return None if ChildrenRequest(id) in state.asked else state.seen(id)


def _unlisted_rank(state: FamilyState, id: str) -> int | None:
    """First by who waits for it, then by who names it."""
    if id in state.listed or state.was_asked_for(id):
        return None
    return state.waiting(id) * WAITING_FIRST + state.seen(id)
