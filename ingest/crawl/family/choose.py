"""The decision of a family crawl: of all requests the one that should add the most members. A function of the state."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ingest.crawl.family.expected import expected
from ingest.crawl.family.reasons import reason
from ingest.crawl.family.requests import ChildrenRequest, HubRequest, ModelRequest
from ingest.crawl.family.state import FamilyState


@dataclass(frozen=True, slots=True)
class Choice:
    """A request to send: which `page` of its listing (1 the first; its path where it is another), the members it should
    add, and on what ground, in words."""

    request: HubRequest
    page: int
    path: str | None
    expected: float
    reason: str


def choose(state: FamilyState) -> Choice | None:
    """The request to send next; None when nothing is left to ask."""
    request = _best(state)
    return None if request is None else describe(state, request)


def describe(state: FamilyState, request: HubRequest) -> Choice:
    """A request as a choice, whether it is the best or not."""
    listing = state.open_listings.get(request)
    page, path = (listing.pages + 1, listing.next_page) if listing else (1, None)
    return Choice(request, page, path, expected(state, request), reason(state, request))


def candidates(state: FamilyState) -> Iterator[HubRequest]:
    """Every request that may be the best: of strangers with one profile, and of unlisted parents, the first alone."""
    yield from state.open_listings
    yield from map(ChildrenRequest, state.unasked_own)
    for ranking in state.unasked_others.values():
        if ranking.first is not None:
            yield ChildrenRequest(ranking.first)
    if state.unlisted_parents.first is not None:
        yield ModelRequest(state.unlisted_parents.first)


def _best(state: FamilyState) -> HubRequest | None:
    if state.mandatory:
        return state.mandatory[0]
    return max(candidates(state), key=partial(_worth, state), default=None)


def _worth(state: FamilyState, request: HubRequest) -> tuple[float, int, str]:
    """What is expected of it; where that is equal, how many listed models name it, and its key."""
    return expected(state, request), state.seen(request.value), request.key
