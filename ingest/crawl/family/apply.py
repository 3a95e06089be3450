"""What an answer changes: the one way into the state of a family crawl."""

import polars as pl

from ingest.crawl.family import agenda, learning
from ingest.crawl.family.expected import first_page
from ingest.crawl.family.listings import OpenListing
from ingest.crawl.family.membership import add_rows
from ingest.crawl.family.prior import Prior
from ingest.crawl.family.profile import Family
from ingest.crawl.family.requests import (
    AncestorRequest,
    AuthorRequest,
    ChildrenRequest,
    HubRequest,
    ModelRequest,
    SearchRequest,
)
from ingest.crawl.family.state import FamilyState


def start(family: Family, prior: Prior | None = None) -> FamilyState:
    """The state of a crawl that has asked nothing."""
    state = FamilyState(family, prior or Prior())
    if family.root:
        state.mandatory = [AncestorRequest(family.root)]
        agenda.consider(state, family.root)
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
    gained = add_rows(state, request, rows)
    if not isinstance(request, ModelRequest | AncestorRequest):
        learning.read_page(state, request, rows, next_page, gained)
    agenda.mark_asked(state, request)
    match request:
        case AncestorRequest():
            agenda.add_ancestors(state, rows)
        case AuthorRequest():
            agenda.add_tags(state, rows)
        case ModelRequest(id):
            learning.learn_kinship(state, id)
        case ChildrenRequest(id):
            learning.calibrate(state, id, gained, hoped)
    agenda.settle(state)
    return gained
