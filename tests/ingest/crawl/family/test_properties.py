"""What holds of every family crawl by the meaning of its words, on small Hubs that hypothesis makes up.

No figure of the crawl's stands here: what `Prior` assumes is drawn too, so nothing can be tuned to pass.
"""

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.crawl.family.apply import apply, start
from ingest.crawl.family.choose import choose, describe
from ingest.crawl.family.coverage import coverage
from ingest.crawl.family.expected import expected, frontier
from ingest.crawl.family.prior import Prior
from ingest.crawl.family.profile import Family
from ingest.crawl.family.requests import ChildrenRequest, HubRequest, ModelRequest
from ingest.crawl.family.state import FamilyState
from tests.ingest.crawl.family.small_hubs import SmallHub, crawl, reachable, small_hubs

FAMILIES = (Family("Qwen", word="qwen"), Family("Qwen"), Family("Qwen", root="Qwen/x"), Family("a", root="a/qwen-1"))
PRIORS = st.builds(
    Prior,
    children_of_base=st.floats(0.1, 1e4),
    children_of_parent=st.floats(0.1, 1e4),
    owner_shape=st.floats(0.01, 5),
    stranger_shape=st.floats(0.01, 5),
    unevenness=st.floats(0, 2),
    share_weight=st.floats(1, 100),
    search_page=st.floats(0, 1000),
    tag_page=st.floats(0, 1000),
    kinship=st.floats(0.01, 1),
    memory=st.floats(0, 1),
)


def every_crawl(test):  # type: ignore[no-untyped-def]
    """The test, of any family on any small Hub, whatever the prior."""
    given_all = given(hub=small_hubs(), family=st.sampled_from(FAMILIES), prior=PRIORS)
    return settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])(given_all(test))


@every_crawl
def test_without_a_limit_all_that_the_listings_lead_to_is_found(hub: SmallHub, family: Family, prior: Prior) -> None:
    state = start(family, prior)
    for _ in crawl(hub, state):
        pass
    listed, members = reachable(hub, family)
    assert set(state.listed) == listed
    assert state.members == members
    assert frontier(state) == {}
    assert coverage(state).estimate == 1


@every_crawl
def test_no_page_is_asked_for_twice(hub: SmallHub, family: Family, prior: Prior) -> None:
    pages = [(choice.request, choice.path) for choice in crawl(hub, start(family, prior))]
    assert len(pages) == len(set(pages))


@every_crawl
def test_the_journal_of_any_prefix_gives_the_same_state_and_the_same_next_choice(
    hub: SmallHub, family: Family, prior: Prior
) -> None:
    state, journal = start(family, prior), []
    replayed = start(family, prior)
    for choice in crawl(hub, state):
        assert choose(replayed) == choice
        journal.append((choice.request, *hub.answer(choice.request, choice.path)))
        replayed = start(family, prior)
        for request, rows, next_page in journal:
            apply(replayed, request, rows, next_page)
    assert replayed == state


@every_crawl
def test_no_request_is_expected_to_add_more_than_the_one_that_is_chosen(
    hub: SmallHub, family: Family, prior: Prior
) -> None:
    state = start(family, prior)
    for choice in crawl(hub, state):
        if not state.mandatory:
            assert choice.expected == pytest.approx(max(expected(state, other) for other in possible(state)))


@every_crawl
def test_deciding_and_explaining_change_nothing(hub: SmallHub, family: Family, prior: Prior) -> None:
    state = start(family, prior)
    for _ in crawl(hub, state):
        before = deepcopy(state)
        for request in possible(state):
            describe(state, request)
        choose(state), coverage(state), frontier(state)
        assert state == before


@every_crawl
def test_what_was_read_to_its_end_is_expected_to_add_nothing_and_adds_nothing(
    hub: SmallHub, family: Family, prior: Prior
) -> None:
    state, ended = start(family, prior), set[HubRequest]()
    for choice in crawl(hub, state):
        ended |= {request for request in state.asked if request not in state.open_listings}
        assert all(expected(state, request) == 0 for request in ended)
        assert choice.expected >= 0
    for request in ended:
        listed, members = set(state.listed), set(state.members)
        assert send_all(hub, state, request) == 0
        assert (set(state.listed), state.members) == (listed, members)


@given(hub=small_hubs(), family=st.sampled_from(FAMILIES), order=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_who_belongs_to_the_family_does_not_depend_on_the_order_of_the_answers(
    hub: SmallHub, family: Family, order: object
) -> None:
    asked = start(family)
    pages = [(choice.request, choice.path) for choice in crawl(hub, asked)]
    order.shuffle(pages)  # type: ignore[attr-defined]
    shuffled = start(family)
    for request, path in pages:
        apply(shuffled, request, *hub.answer(request, path))
    assert shuffled.members == asked.members


def possible(state: FamilyState) -> list[HubRequest]:
    """Every request that could be sent, found without the state's rankings."""
    named = {parent for model in state.listed.values() for parent in model.parents}
    bases = {id for id in named | {state.family.root} if id and state.family.is_base(id)}
    children = [ChildrenRequest(id) for id in state.members | bases]
    models = [ModelRequest(id) for id in named - set(state.listed) - bases]
    return [*state.open_listings, *children, *(request for request in models if not state.is_member(request.value))]


def send_all(hub: SmallHub, state: FamilyState, request: HubRequest) -> int:
    """Send a request again, page by page; returns the members it added."""
    added, path = 0, None
    while True:
        rows, path = hub.answer(request, path)
        added += apply(state, request, rows, path)
        if path is None:
            return added
