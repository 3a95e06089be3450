"""Fault plans: ways in which a practice Hub goes wrong below `/s/<plan>`, each with what its reader must make of it.

`PLANS` (for the listing, read by a crawl) and `DETAIL_PLANS` (for single models, read by `verify`) are the one table:
the server, the tests and the tables in tests/README.md follow from it. A plan goes wrong at the second page of a
listing, or the second model asked for, so that there is something read before and something to read after.
"""

import gzip
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from threading import Lock
from typing import Any

import orjson

from ingest.practice.sending import Manner
from ingest.practice.wire import PracticeHub, Request, Response, packed

PREFIX = "/s/"
FAULTY_PAGE = 2


@dataclass(frozen=True, slots=True)
class Visit:
    """One request under a plan: which page (or model) it asks for and how often that was asked before (both tell a
    plan when to strike), what an honest Hub answers, where other pages are, a host that is not this one, the request's
    own path and query, and the path that they are below."""

    page: int
    before: int
    honest: Response
    pages: tuple[str, ...]
    elsewhere: str
    target: str
    base: str


Fault = Callable[[Visit], Response]
Change = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a crawl must make of a plan.

    `error` is a part of the line it stops with; without one it ends with a snapshot that has `lost` models of the
    honest listing fewer and `gained` others, and whose manifest counts what was `rejected`, `odd` and `duplicates`.
    `requests` is the number of times it may ask for the faulty page, where that matters. Where single models are asked
    for, `lost` are those that the Hub does not show.
    """

    error: str = ""
    lost: int = 0
    gained: int = 0
    duplicates: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    odd: Mapping[str, int] = field(default_factory=dict)
    requests: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A name, what goes wrong (`fault` does it), what a crawl must do, and how a test can tell.

    `quota` is requests and seconds of a window, where the plan has its own. A plan without a fault is for a server
    that is not there. `details` says that it strikes at single models instead of the listing.
    """

    name: str
    injects: str
    must: str
    fault: Fault | None
    outcome: Outcome = Outcome()
    quota: tuple[int, float] | None = None
    details: bool = False

    def strikes(self, path: str) -> bool:
        """Whether a path is of the route that goes wrong."""
        return path.startswith("/api/models/") if self.details else path == "/api/models"


class Faulty:
    """A practice Hub that is well, but for its plans below `/s/<plan>`; calling it answers a request.

    `healed` ends all faults; `seen` holds every request, for a test to look at.
    """

    def __init__(self, hub: PracticeHub, elsewhere: str = "http://elsewhere.invalid") -> None:
        self.hub, self.elsewhere = hub, elsewhere
        self.healed = False
        self.seen: list[Request] = []
        self._lock = Lock()
        self._hubs: dict[str, PracticeHub] = {}
        self._pages: dict[str, dict[str, int]] = {}

    def __call__(self, request: Request) -> Response:
        """The response to a request, as the plan in its path has it."""
        if not request.path.startswith(PREFIX):
            return self.hub(request)
        name, _, rest = request.target.removeprefix(PREFIX).partition("/")
        plan = BY_NAME.get(name)
        if plan is None:
            return Response(404, f"no such plan; there are {', '.join(BY_NAME)}".encode())
        base = f"{request.base}{PREFIX}{name}"
        inner = Request(f"/{rest}", {k: v for k, v in request.headers.items() if k != "accept-encoding"}, base)
        honest = self._hub_of(plan)(inner)
        with self._lock:
            self.seen.append(request)
            if self.healed or plan.fault is None or not plan.strikes(inner.path):
                return packed(request, honest)
            visit = self._visit(name, inner.target, honest, f"{PREFIX}{name}")
        response = plan.fault(visit)
        return response if response.header("Content-Encoding") else packed(request, response)

    def visits(self, plan: str) -> list[int]:
        """How often each page of a plan's listing, or each model, was asked for."""
        return list(self._pages.get(plan, {}).values())

    def _hub_of(self, plan: Plan) -> PracticeHub:
        if plan.quota is None:
            return self.hub
        with self._lock:
            return self._hubs.setdefault(plan.name, PracticeHub(self.hub.population, *plan.quota))

    def _visit(self, plan: str, target: str, honest: Response, base: str) -> Visit:
        pages = self._pages.setdefault(plan, {})
        before = pages.get(target, 0)
        pages[target] = before + 1
        return Visit(list(pages).index(target) + 1, before, honest, tuple(pages), self.elsewhere, target, base)


def markdown_table(plans: Sequence[Plan], reader: str) -> str:
    """Plans as a table for people; `reader` is what meets them."""
    rows = [f"| `{plan.name}` | {plan.injects} | {plan.must} |" for plan in plans]
    return "\n".join([f"| plan | what is injected | what {reader} does |", "|---|---|---|", *rows])


def _faulty(change: Change, times: float = float("inf")) -> Fault:
    """The change, to the first so many answers for the faulty page."""
    return lambda visit: change(visit) if visit.page == FAULTY_PAGE and visit.before < times else visit.honest


def _status(status: int, *headers: tuple[str, str]) -> Change:
    """An error of the Hub, with other headers in place of its own of these names."""
    names = {name for name, _ in headers}
    body = orjson.dumps({"error": f"this is a {status}"})

    def change(visit: Visit) -> Response:
        kept = tuple(header for header in visit.honest.headers if header[0] not in {*names, "Link"})
        return Response(status, body, (*kept, *headers))

    return change


def _body(body: bytes, kind: str = "application/json; charset=utf-8", status: int = 200) -> Change:
    """An answer of whoever stands before the Hub: none of its headers."""
    return lambda visit: Response(status, body, (("Content-Type", kind),))


def _sent(manner: Manner) -> Change:
    return lambda visit: replace(visit.honest, manner=manner.value)


def _half_of_the_json(visit: Visit) -> Response:
    return replace(visit.honest, body=visit.honest.body[: len(visit.honest.body) // 2])


def _half_of_the_gzip(visit: Visit) -> Response:
    whole = gzip.compress(visit.honest.body)
    headers = (*visit.honest.headers, ("Content-Encoding", "gzip"))
    return replace(visit.honest, body=whole[: len(whole) // 2], headers=headers)


def _items(edit: Callable[[list[Any]], None]) -> Change:
    """The honest answer with its items edited."""

    def change(visit: Visit) -> Response:
        items = orjson.loads(visit.honest.body)
        edit(items)
        return replace(visit.honest, body=orjson.dumps(items))

    return change


def _poisoned(**fields: object) -> Change:
    """The third item with other fields; None takes one away."""

    def edit(items: list[Any]) -> None:
        item = items[2] | fields
        items[2] = {key: value for key, value in item.items() if value is not None}

    return _items(edit)


def _all_poison(visit: Visit) -> Response:
    def edit(items: list[Any]) -> None:
        for place, (_, _, _, fields, _) in enumerate(_POISON):
            item = items[place] | fields
            items[place] = {key: value for key, value in item.items() if value is not None}

    return _items(edit)(visit)


def _link(target: Callable[[Visit], str]) -> Change:
    def change(visit: Visit) -> Response:
        kept = tuple(header for header in visit.honest.headers if header[0] != "Link")
        return replace(visit.honest, headers=(*kept, ("Link", f'<{target(visit)}>; rel="next"')))

    return change


def _redirect(target: Callable[[Visit], str]) -> Change:
    return lambda visit: Response(307, b"", (("Location", target(visit)),))


def _next(visit: Visit) -> str:
    """The path and query of the next page, as a relative Link has them."""
    link = (visit.honest.header("Link") or "<").partition(">")[0].removeprefix("<")
    return "/" + link.partition("//")[2].partition("/")[2]


def _listed_again(**fields: object) -> Fault:
    """The first item of the faulty page comes again, changed, at the head of the page after it."""
    kept: list[Any] = []

    def fault(visit: Visit) -> Response:
        items = orjson.loads(visit.honest.body)
        if visit.page == FAULTY_PAGE:
            kept[:] = items[:1]
        if visit.page == FAULTY_PAGE + 1:
            items.insert(0, kept[0] | fields)
        return replace(visit.honest, body=orjson.dumps(items))

    return fault


def _asked_by_its_old_name(new: str) -> Fault:
    """The second model asked for has another name now, which the Hub redirects to."""
    kept: list[Any] = []

    def fault(visit: Visit) -> Response:
        path, _, query = visit.target.partition("?")
        if visit.page == FAULTY_PAGE:
            kept[:] = [orjson.loads(visit.honest.body)]
            return _redirect(lambda v: f"{v.base}/api/models/{new}?{query}")(visit)
        if path == f"/api/models/{new}":
            return replace(visit.honest, status=200, body=orjson.dumps(kept[0] | {"id": new}))
        return visit.honest

    return fault


def _storm(visit: Visit) -> Response:
    """The first try of every page breaks, each in another way."""
    ways = itertools.cycle([*_BREAKS.values()])
    change = next(itertools.islice(ways, visit.page - 1, None))[1]
    return change(visit) if visit.before == 0 else visit.honest


_HTML = b"<!doctype html><title>We are sorry</title>"
_SPENT = (("RateLimit", '"api";r=0;t=2'), ("RateLimit-Policy", '"fixed window";"api";q=500;w=300'))

_RESUMES = "stops with one line, keeps its pages, goes on once the Hub is well"
_WHOLE = "lists everything"

_BREAKS: dict[str, tuple[str, Change]] = {
    "429": ("429 with `r=0;t=2`", _status(429, *_SPENT)),
    "429-bare": ("429 of the network in front, without headers", _body(_HTML, "text/html", 429)),
    **{str(status): (f"{status} {HTTPStatus(status).phrase}", _status(status)) for status in (500, 502, 503, 504, 408)},
    "520": ("520 of the network in front", _body(_HTML, "text/html", 520)),
    "short-body": ("a body shorter than its Content-Length", _sent(Manner.SHORT)),
    "broken-chunk": ("a chunk that breaks off", _sent(Manner.BROKEN_CHUNK)),
    "reset": ("a reset in mid-body", _sent(Manner.RESET)),
    "until-close": ("half a body that ends with the connection, without Content-Length", _sent(Manner.UNTIL_CLOSE)),
    "truncated-gzip": ("half of a gzip body, of the right length", _half_of_the_gzip),
    "truncated-json": ("half of the JSON, of the right length", _half_of_the_json),
    "html": ("a page of HTML with status 200", _body(_HTML, "text/html")),
    "null": ("`null` with status 200", _body(b"null")),
    "error-object": ('`{"error": ...}` with status 200', _body(b'{"error": "try later"}')),
    "stall": ("half of the body, then nothing", _sent(Manner.STALL)),
    "silence": ("no answer at all", _sent(Manner.SILENCE)),
    "drip": ("the body, a byte every 20 ms", _sent(Manner.DRIP)),
    "drip-head": ("the headers, a byte every 20 ms", _sent(Manner.DRIP_HEAD)),
}
"""Ways an answer breaks: each is a plan that strikes twice, and one that strikes for ever."""

_SAYS = {"null": "no list", "error-object": "no list", "html": "no JSON", "truncated-json": "no JSON", "drip": "within"}
_SAYS |= {"stall": "within", "silence": "within", "drip-head": "within", "until-close": "Hub", "truncated-gzip": "Hub"}
_SAYS |= {"short-body": "Hub", "broken-chunk": "Hub", "reset": "Hub", "429-bare": "429"}

_POISON: tuple[tuple[str, str, str, dict[str, object], Outcome], ...] = (
    ("no-id", "an item without `id`", "loses that item, keeps its text and place", {"id": None},
     Outcome(lost=1, rejected={"no id": 1})),
    ("bad-date", "`createdAt: yesterday`", "takes the date as unknown, counts it", {"createdAt": "yesterday"},
     Outcome(odd={"createdAt": 1})),
    ("no-total", "`safetensors` without `total`", "adds its parts up",
     {"safetensors": {"parameters": {"BF16": 7}}}, Outcome()),
    ("strange-info", "`transformersInfo` with an unknown key", "does not mind",
     {"transformersInfo": {"auto_model": "AutoModel", "unheard": "of"}}, Outcome()),
    ("card-self", "`cardData` with a key `self`", "does not mind", {"cardData": {"self": 1}}, Outcome()),
    ("tags-5", "`tags: 5`", "takes the tags as unknown, counts it", {"tags": 5}, Outcome(odd={"tags": 1})),
)  # fmt: skip


def _breaks() -> list[Plan]:
    plans = []
    for name, (injects, change) in _BREAKS.items():
        plans += [
            Plan(
                name, f"{injects}, twice", "tries again and lists everything", _faulty(change, 2), Outcome(requests=3)
            ),
            Plan(
                f"{name}-for-ever",
                f"{injects}, for ever",
                _RESUMES,
                _faulty(change),
                Outcome(error=_SAYS.get(name, name)),
            ),
        ]
    return plans


PLANS: tuple[Plan, ...] = (
    *_breaks(),
    Plan("400", "400 Bad Request", "stops at once: asking again would not help", _faulty(_status(400)),
         Outcome(error="400", requests=1)),
    Plan("429-tomorrow", "429 with `Retry-After: 86400`", "stops and says how long the Hub wants to be left alone",
         _faulty(_status(429, ("Retry-After", "86400"))), Outcome(error="left alone", requests=1)),
    Plan("refused", "no server: the connection is refused", "gives up after three tries", None,
         Outcome(error="could not be read")),
    Plan("storm", "the first try of every page breaks, each in another way", _WHOLE, _storm),
    Plan("quota", "a quota of 5 requests in 2 seconds", "lists everything and is never refused",
         lambda visit: visit.honest, quota=(5, 2.0)),
    *(Plan(name, injects, must, _faulty(_poisoned(**fields)), outcome)
      for name, injects, must, fields, outcome in _POISON),
    Plan("all-poison", "all six of these on one page", "loses one item, counts two fields", _faulty(_all_poison),
         Outcome(lost=1, rejected={"no id": 1}, odd={"createdAt": 1, "tags": 1})),
    Plan("loop", "a Link that leads back to its own page", _RESUMES, _faulty(_link(lambda v: "/s/loop" + v.pages[-1])),
         Outcome(error="leads back")),
    Plan("foreign-link", "a Link to another host", f"{_RESUMES}; sends nothing there",
         _faulty(_link(lambda v: f"{v.elsewhere}{_next(v)}")), Outcome(error="another host")),
    Plan("outward-link", "a Link to another place on the host", _RESUMES,
         _faulty(_link(lambda v: "/elsewhere/api/models")), Outcome(error="another host or place")),
    Plan("relative-link", "a relative Link", _WHOLE, _faulty(_link(_next))),
    Plan("foreign-redirect", "a redirect to another host", f"{_RESUMES}; sends nothing there",
         _faulty(_redirect(lambda v: f"{v.elsewhere}/api/models")), Outcome(error="another host")),
    Plan("endless-redirect", "a redirect to itself", _RESUMES,
         _faulty(_redirect(lambda v: "/s/endless-redirect" + v.pages[FAULTY_PAGE - 1])), Outcome(error="without end")),
    Plan("repeated", "an item listed on two pages", "keeps it once, counts the repetition", _listed_again(),
         Outcome(duplicates=1)),
    Plan("missing", "an item that no page lists", "lists all others", _faulty(_items(lambda items: items.pop(0))),
         Outcome(lost=1)),
    Plan("edited", "an item edited in mid-crawl and listed again", "keeps what it was last",
         _listed_again(likes=987_654), Outcome(duplicates=1)),
    Plan("renamed", "an item renamed in mid-crawl and listed again", "keeps its new name only: the `_id` tells",
         _listed_again(id="renamed/in-mid-crawl"), Outcome(lost=1, gained=1, duplicates=1)),
    Plan("deleted", "two items deleted before their page is read", "lists all others",
         _faulty(_items(lambda items: items.__delitem__(slice(5, 7)))), Outcome(lost=2)),
    Plan("private", "the item a cursor points at made private", "lists all others",
         _faulty(_items(lambda items: items.pop())), Outcome(lost=1)),
)  # fmt: skip

_STOPS = "stops with one line"
_COMPARES = "tries again and compares everything"
_NOT_SHOWN = "compares all others, and counts this one's children as churn"
_NO_REPOSITORY = ("X-Error-Code", "RepoNotFound")


def _detail_breaks() -> list[Plan]:
    plans = []
    for name, (injects, change) in _BREAKS.items():
        stops = Outcome(error=_SAYS.get(name, name).replace("no list", "no model"))
        plans += [
            Plan(f"detail-{name}", f"{injects}, twice", _COMPARES, _faulty(change, 2), Outcome(requests=3)),
            Plan(f"detail-{name}-for-ever", f"{injects}, for ever", _STOPS, _faulty(change), stops),
        ]
    return plans


DETAIL_PLANS: tuple[Plan, ...] = tuple(replace(plan, details=True) for plan in (
    *_detail_breaks(),
    Plan("detail-400", "400 Bad Request", "stops at once: asking again would not help", _faulty(_status(400)),
         Outcome(error="400", requests=1)),
    Plan("detail-401", "401, as for a model that is gone, to a client without a token", _NOT_SHOWN,
         _faulty(_status(401, _NO_REPOSITORY)), Outcome(lost=1, requests=1)),
    Plan("detail-403", "403, as for a model that is disabled", _NOT_SHOWN, _faulty(_status(403)),
         Outcome(lost=1, requests=1)),
    Plan("detail-404", "404, as for a model that is gone, to a client with a token", _NOT_SHOWN,
         _faulty(_status(404, _NO_REPOSITORY)), Outcome(lost=1, requests=1)),
    Plan("detail-renamed", "a redirect to the model's new name", "follows it and compares everything",
         _asked_by_its_old_name("renamed/since-then"), Outcome(requests=1)),
    Plan("detail-foreign-redirect", "a redirect to another host", f"{_STOPS}; sends nothing there",
         _faulty(_redirect(lambda v: f"{v.elsewhere}/api/models/a/b")), Outcome(error="another host")),
    Plan("detail-endless-redirect", "a redirect to itself", _STOPS,
         _faulty(_redirect(lambda v: v.base + v.target)), Outcome(error="without end")),
))  # fmt: skip

BY_NAME = {plan.name: plan for plan in (*PLANS, *DETAIL_PLANS)}
