"""What is still to be found: by a request, below each model, and in all. Functions of the state alone."""

import math
from collections.abc import Mapping

from ingest.crawl.family.profile import Affiliation
from ingest.crawl.family.requests import AncestorRequest, ChildrenRequest, HubRequest, ModelRequest
from ingest.crawl.family.state import FamilyState
from ingest.crawl.family.yields import expected_children, per_request, usual_children


def expected(state: FamilyState, request: HubRequest) -> float:
    """Members that sending a request (of a listing: its next page) should add; 0 once it was answered to its end."""
    if isinstance(request, ModelRequest | AncestorRequest):
        return 0.0 if state.was_asked_for(request.value) else _expected_of_model(state, request)
    listing = state.open_listings.get(request)
    if listing is not None:
        return listing.page_yield
    hoped = first_page(state, request)
    if hoped is None or request in state.asked:
        return 0.0
    return state.calibration[state.profile(request.value).affiliation].value * hoped


def first_page(state: FamilyState, request: HubRequest) -> float | None:
    """What the first page of a model's children should add by the yield model alone; None for any other request."""
    if not isinstance(request, ChildrenRequest) or request in state.open_listings:
        return None
    return per_request(unasked_children(state, request.value))


def unlisted_children(state: FamilyState, id: str) -> float:
    """Children of a model that are not listed yet."""
    request = ChildrenRequest(id)
    listing = state.open_listings.get(request)
    if listing is not None:
        return listing.members_to_come(state.arrival_rate.value)
    return 0.0 if request in state.asked else unasked_children(state, id)


def unasked_children(state: FamilyState, id: str) -> float:
    """The same of a model whose children nobody asked for."""
    profile = state.profile(id)
    return expected_children(
        state.prior, profile, state.seen(id), state.shown_share(profile.affiliation), scale(state, id)
    )


def scale(state: FamilyState, id: str) -> float:
    """What such a model has to the usual number of children, on this Hub; 1 where nothing is known."""
    profile = state.profile(id)
    own = profile.affiliation is Affiliation.OWN
    return state.scales.get(usual_children(state.prior, profile), 1.0) if own else 1.0


def frontier(state: FamilyState) -> dict[str, float]:
    """Members whose children were not (all) asked for, each with the children that are not listed yet."""
    return {id: unlisted_children(state, id) for id in state.unasked_members()}


def missing(state: FamilyState, frontier: Mapping[str, float]) -> float:
    """Descendants that are not listed: the children of `frontier`, and what hangs below these in turn."""
    strangers = [id for id in state.members if not state.family.is_base(id)]
    theirs = math.fsum(children for id, children in frontier.items() if not state.family.is_base(id))
    children_each = (sum(map(state.seen, strangers)) + theirs) / max(len(strangers), 1)
    return math.fsum(frontier.values()) / (1 - min(children_each, state.prior.deepest))


def doubt(state: FamilyState, frontier: Mapping[str, float]) -> float:
    """How much of `missing` rests on figures from elsewhere, 0 to 1.

    It is the part that is expected of the owner's unasked models, the more of it the fewer were asked.
    """
    unasked = [id for id in state.own_members if ChildrenRequest(id) not in state.asked]
    asked = len(state.own_members) - len(unasked)
    theirs = math.fsum(frontier.get(id, 0.0) for id in unasked)
    return theirs / max(math.fsum(frontier.values()), 1.0) * state.prior.few / (state.prior.few + asked)


def _expected_of_model(state: FamilyState, request: ModelRequest | AncestorRequest) -> float:
    id = request.value
    if isinstance(request, AncestorRequest):
        return float(state.family.is_base(id) and id not in state.members)
    waiting = state.waiting(id)
    return state.kinship.value * (1 + waiting) if waiting else state.prior.other_parent * state.seen(id)
