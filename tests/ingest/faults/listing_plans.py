"""The fault plans of a listing, as a crawl reads it."""

import itertools

from ingest.practice import HubResponse
from tests.ingest.faults.breaks import BREAKS, break_plans
from tests.ingest.faults.changes import (
    Item,
    at_faulty_page,
    items,
    link,
    listed_again,
    next_page,
    poisoned,
    redirect,
    status,
)
from tests.ingest.faults.plan import FAULTY_PAGE, ExpectedResult, Fault, FaultPlan, Visit

_RESUMES = "stops with one line, keeps its pages, goes on once the Hub is well"
_WHOLE = "lists everything"

_POISON: tuple[tuple[str, str, str, Item, ExpectedResult], ...] = (
    ("no-id", "an item without `id`", "loses that item, keeps its text and place", {"id": None},
     ExpectedResult(lost=1, rejected={"no id": 1})),
    ("bad-date", "`createdAt: yesterday`", "takes the date as unknown, counts it", {"createdAt": "yesterday"},
     ExpectedResult(odd={"createdAt": 1})),
    ("no-total", "`safetensors` without `total`", "adds its parts up",
     {"safetensors": {"parameters": {"BF16": 7}}}, ExpectedResult()),
    ("strange-info", "`transformersInfo` with an unknown key", "does not mind",
     {"transformersInfo": {"auto_model": "AutoModel", "unheard": "of"}}, ExpectedResult()),
    ("card-self", "`cardData` with a key `self`", "does not mind", {"cardData": {"self": 1}}, ExpectedResult()),
    ("tags-5", "`tags: 5`", "takes the tags as unknown, counts it", {"tags": 5}, ExpectedResult(odd={"tags": 1})),
)  # fmt: skip
"""Single items that are not as documented: name, what is injected, what the crawl does, the fields, what it counts."""


def _all_poison(edited: list[Item]) -> None:
    for place, (_, _, _, fields, _) in enumerate(_POISON):
        poisoned(place, fields)(edited)


def _storm(visit: Visit) -> HubResponse:
    """The first try of every page breaks, each in another way."""
    faults = itertools.cycle(fault for _, fault in BREAKS.values())
    fault: Fault = next(itertools.islice(faults, visit.page - 1, None))
    return fault(visit) if visit.before == 0 else visit.honest


PLANS: tuple[FaultPlan, ...] = (
    *break_plans("", "tries again and lists everything", _RESUMES, "no list"),
    FaultPlan("400", "400 Bad Request", "stops at once: asking again would not help", at_faulty_page(status(400)),
              ExpectedResult(error="400", requests=1)),
    FaultPlan("429-tomorrow", "429 with `Retry-After: 86400`",
              "stops and says how long the Hub wants to be left alone",
              at_faulty_page(status(429, ("Retry-After", "86400"))),
              ExpectedResult(error="left alone", requests=1)),
    FaultPlan("refused", "no server: the connection is refused", "gives up after three tries", None,
              ExpectedResult(error="could not be read")),
    FaultPlan("storm", "the first try of every page breaks, each in another way", _WHOLE, _storm),
    FaultPlan("quota", "a quota of 5 requests in 2 seconds", "lists everything and is never refused",
              lambda visit: visit.honest, quota=(5, 2.0)),
    *(FaultPlan(name, injects, must, at_faulty_page(items(poisoned(2, fields))), expected)
      for name, injects, must, fields, expected in _POISON),
    FaultPlan("all-poison", "all six of these on one page", "loses one item, counts two fields",
              at_faulty_page(items(_all_poison)),
              ExpectedResult(lost=1, rejected={"no id": 1}, odd={"createdAt": 1, "tags": 1})),
    FaultPlan("loop", "a Link that leads back to its own page", _RESUMES,
              at_faulty_page(link(lambda v: v.base + v.pages[-1])), ExpectedResult(error="leads back")),
    FaultPlan("foreign-link", "a Link to another host", f"{_RESUMES}; sends nothing there",
              at_faulty_page(link(lambda v: f"{v.elsewhere}{next_page(v)}")), ExpectedResult(error="another host")),
    FaultPlan("outward-link", "a Link to another place on the host", _RESUMES,
              at_faulty_page(link(lambda v: "/elsewhere/api/models")), ExpectedResult(error="another host or place")),
    FaultPlan("relative-link", "a relative Link", _WHOLE, at_faulty_page(link(next_page))),
    FaultPlan("foreign-redirect", "a redirect to another host", f"{_RESUMES}; sends nothing there",
              at_faulty_page(redirect(lambda v: f"{v.elsewhere}/api/models")), ExpectedResult(error="another host")),
    FaultPlan("endless-redirect", "a redirect to itself", _RESUMES,
              at_faulty_page(redirect(lambda v: v.base + v.pages[FAULTY_PAGE - 1])),
              ExpectedResult(error="without end")),
    FaultPlan("repeated", "an item listed on two pages", "keeps it once, counts the repetition", listed_again(),
              ExpectedResult(duplicates=1)),
    FaultPlan("missing", "an item that no page lists", "lists all others",
              at_faulty_page(items(lambda edited: edited.__delitem__(0))), ExpectedResult(lost=1)),
    FaultPlan("edited", "an item edited in mid-crawl and listed again", "keeps what it was last",
              listed_again(likes=987_654), ExpectedResult(duplicates=1)),
    FaultPlan("renamed", "an item renamed in mid-crawl and listed again", "keeps its new name only: the `_id` tells",
              listed_again(id="renamed/in-mid-crawl"), ExpectedResult(lost=1, gained=1, duplicates=1)),
    FaultPlan("deleted", "two items deleted before their page is read", "lists all others",
              at_faulty_page(items(lambda edited: edited.__delitem__(slice(5, 7)))), ExpectedResult(lost=2)),
    FaultPlan("private", "the item a cursor points at made private", "lists all others",
              at_faulty_page(items(lambda edited: edited.__delitem__(-1))), ExpectedResult(lost=1)),
)  # fmt: skip
