"""What a crawl expects still to find, and how far that is its own knowledge."""

import pytest

from ingest.crawl.family.apply import apply, start
from ingest.crawl.family.expected import doubt, frontier, missing, unlisted_children
from ingest.crawl.family.prior import Prior
from ingest.crawl.family.profile import Family
from ingest.crawl.family.requests import AuthorRequest, ChildrenRequest
from ingest.crawl.family.state import FamilyState
from tests.ingest.crawl.family.test_apply import rows

FEW = int(Prior().few)
BASES = [f"Qwen/{number}" for number in range(40)]


def bases() -> FamilyState:
    """An owner's models, none of whose children were asked for; nothing is known of how much any of them is used."""
    state = start(Family("Qwen", word="qwen"))
    apply(state, AuthorRequest("Qwen"), rows((id, []) for id in BASES), None)
    return state


def read(state: FamilyState, base: str, children: int) -> None:
    """Take in all of the children of a base."""
    name = base.replace("/", "-")
    apply(state, ChildrenRequest(base), rows((f"a/{name}-{child}", [base]) for child in range(children)), None)


@pytest.mark.parametrize("children", [2, 40, 300])
def test_the_unasked_are_expected_to_have_what_the_asked_have(children: int) -> None:
    state = bases()
    before = unlisted_children(state, BASES[-1])
    for base in BASES[:30]:
        read(state, base, children)
    after = unlisted_children(state, BASES[-1])
    assert abs(after - children) < abs(before - children)
    assert unlisted_children(state, BASES[0]) == 0


def test_in_whatever_order_they_are_asked() -> None:
    states = [bases(), bases()]
    sizes = dict(zip(BASES[:20], range(0, 200, 10), strict=True))
    for state, order in zip(states, (list(sizes), list(sizes)[::-1]), strict=True):
        for base in order:
            read(state, base, sizes[base])
    first, second = (unlisted_children(state, BASES[-1]) for state in states)
    assert first == pytest.approx(second, rel=0.1)


def test_doubt_goes_as_the_owners_models_are_asked() -> None:
    state = bases()
    assert doubt(state, frontier(state)) == pytest.approx(1)
    doubts = []
    for base in BASES:
        read(state, base, 30)
        doubts.append(doubt(state, frontier(state)))
    assert doubts[FEW] < 0.6
    assert doubts[-1] == 0


def test_below_the_missing_more_is_missing() -> None:
    state = bases()
    read(state, BASES[0], 10)
    unread = frontier(state)
    assert missing(state, unread) > sum(unread.values())


def test_an_open_listing_counts_with_what_is_to_come() -> None:
    state = bases()
    for page in range(2):
        answer = rows((f"a/{page}-{child}", [BASES[0]]) for child in range(900))
        apply(state, ChildrenRequest(BASES[0]), answer, f"/page/{page + 2}")
    assert unlisted_children(state, BASES[0]) == 1800
