"""What an answer teaches about those to come: a part of `apply`."""

from collections import defaultdict
from datetime import datetime

import polars as pl

from ingest.crawl.family.expected import unlisted_children
from ingest.crawl.family.listings import OpenListing
from ingest.crawl.family.profile import Affiliation
from ingest.crawl.family.requests import ChildrenRequest, ListingRequest
from ingest.crawl.family.state import FamilyState
from ingest.crawl.family.yields import usual_children


def read_page(
    state: FamilyState, request: ListingRequest, rows: pl.DataFrame, next_page: str | None, gained: int
) -> None:
    """Take in how a listing goes on; one that ended teaches at what rate models came."""
    listing = state.open_listings.pop(request, None) or OpenListing(None, 0.0, _born(state, request))
    listing.read(next_page, gained, rows)
    if next_page is None:
        state.arrival_rate.learn(listing)
    else:
        state.open_listings[request] = listing


def learn_kinship(state: FamilyState, id: str) -> None:
    """Count whether a parent that was not listed turned out to be a descendant."""
    if state.seen(id) > 0:
        state.kinship.cases += 1
        state.kinship.hits += state.is_member(id)


def calibrate(state: FamilyState, parent: str, gained: int, hoped: float | None) -> None:
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


def _born(state: FamilyState, request: ListingRequest) -> datetime | None:
    """When the first model can have been listed: a child not before its parent."""
    model = state.listed.get(request.value) if isinstance(request, ChildrenRequest) else None
    return model.created_at if model else None
