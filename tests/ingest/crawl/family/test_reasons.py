"""The reason of a request, in words, is what its expectation rests on."""

from ingest.crawl.family.apply import apply, start
from ingest.crawl.family.choose import describe
from ingest.crawl.family.profile import Affiliation, Family
from ingest.crawl.family.reasons import amount, subject
from ingest.crawl.family.requests import (
    AncestorRequest,
    AuthorRequest,
    ChildrenRequest,
    HubRequest,
    ModelRequest,
    SearchRequest,
    TagRequest,
)
from ingest.crawl.family.state import FamilyState
from tests.ingest.crawl.family.test_apply import QWEN, learn, rows


def reason(state: FamilyState, request: HubRequest) -> str:
    return describe(state, request).reason


def test_what_is_asked_first_says_so() -> None:
    assert reason(start(QWEN), AuthorRequest("Qwen")).startswith("First of all")
    family = start(Family("Qwen", root="Qwen/One"))
    assert reason(family, AncestorRequest("Qwen/One")).startswith("First of all")
    apply(family, AncestorRequest("Qwen/One"), rows([("Qwen/One", ["a/above"])]), None)
    assert reason(family, AncestorRequest("a/above")).startswith("Qwen/One names it")


def test_a_parent_is_asked_for_its_listed_children_its_use_and_what_such_answers_brought() -> None:
    state = start(QWEN)
    learn(state, AuthorRequest("Qwen"), rows([("Qwen/One", []), ("Qwen/Two", [])]))
    assert reason(state, ChildrenRequest("Qwen/Two")).startswith(
        "None of its children is listed already; how many other listings show of those of the owner's models is"
    )
    listed = [
        (f"a/{name}", [base]) for base in ("Qwen/One", "Qwen/Two") for name in (f"{base[-3:]}-{i}" for i in range(9))
    ]
    learn(state, SearchRequest("qwen"), rows(listed))
    learn(state, ChildrenRequest("Qwen/One"), rows(listed[:9]))
    text = reason(state, ChildrenRequest("Qwen/Two"))
    share = f"{state.shown_share(Affiliation.OWN):.0%}"
    assert text.startswith(f"9 of its children are listed already; other listings show {share} of the children of the")
    assert "Models like it (the owner's, use 0 of 8) usually have" in text
    assert (
        f"lately such requests brought {state.calibration[Affiliation.OWN].value:.2f} times what was expected" in text
    )


def test_a_listing_goes_on_for_what_its_last_page_added_and_for_the_dates_on_it() -> None:
    state = start(QWEN)
    first = reason(state, SearchRequest("qwen"))
    apply(state, SearchRequest("qwen"), rows([("a/qwen", ["Qwen/One"]), ("a/other", [])]), "/2")
    assert first != reason(state, SearchRequest("qwen")) == "One page was read, the last added 1."
    apply(state, SearchRequest("qwen"), rows([("b/qwen", [])]), "/3")
    assert reason(state, SearchRequest("qwen")) == "2 pages were read, the last added 0."


def test_a_parent_that_is_not_listed_is_asked_for_who_waits_for_it() -> None:
    state = start(QWEN)
    learn(
        state,
        SearchRequest("qwen"),
        rows([("a/x", ["b/gone"]), ("a/y", ["b/gone", "Qwen/One"]), ("a/z", ["b/else", "Qwen/One"])]),
    )
    assert reason(state, ModelRequest("b/gone")) == (
        "1 listed model joins if it descends from the family's bases; as likely as not."
    )
    assert "only its own facts are new" in reason(state, ModelRequest("b/else"))
    learn(state, ModelRequest("b/gone"), rows([("b/gone", ["c/other"])]))
    assert "of 1 such parents, 0% did" in reason(state, ModelRequest("c/other"))


def test_every_request_has_a_subject() -> None:
    texts = [
        subject(request)
        for request in (
            ModelRequest("a/b"),
            AncestorRequest("a/b"),
            AuthorRequest("a"),
            SearchRequest("q"),
            TagRequest("t"),
            ChildrenRequest("a/b"),
        )
    ]
    assert texts == [
        "model a/b",
        "model a/b",
        "models of a",
        'models with "q" in the id',
        "models tagged t",
        "children of a/b",
    ]


def test_amounts_are_as_exact_as_they_are_worth() -> None:
    assert [amount(value) for value in (0, 1, 0.234, 3.66, 9.7, 1234.5)] == ["0", "1", "0.23", "3.7", "10", "1,234"]
