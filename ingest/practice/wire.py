"""The Hub's wire format: from a request to a response, without a socket."""

import base64
import binascii
import gzip
import itertools
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import numpy as np
import orjson

from ingest.practice.catalogue import SORTS, Catalogue, Selection
from ingest.practice.population import Population
from ingest.practice.quota import Meter, QuotaUse
from ingest.practice.wire_items import DEFAULT, DETAIL_DEFAULT, DETAIL_ONLY, EXPANDABLE, WireItems

PAGE = 1000
"""The list route's default page, and its biggest."""

MARK = "X-Practice-Hub"
"""The header of every response that says the Hub is synthetic, how big it is, and by which seed it was made."""


Writer = Callable[[BaseHTTPRequestHandler, Sequence[str], bytes], None]
"""Writes a response to a connection, given its status line and headers (but for Content-Length) and its body."""


@dataclass(frozen=True, slots=True)
class HubRequest:
    """A GET: `target` is path and query as sent, `headers` have lower-case names, `base` is scheme and host."""

    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    base: str = "http://127.0.0.1"

    @property
    def path(self) -> str:
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def token(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" and token else None


@dataclass(frozen=True, slots=True)
class HubResponse:
    """What goes back: the body as it is on the wire, and every header but Content-Length.

    `write` puts it on the connection in another way than whole.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    write: Writer | None = None

    def json(self) -> Any:
        """The body of a JSON response, unpacked if need be."""
        packed = ("Content-Encoding", "gzip") in self.headers
        return orjson.loads(gzip.decompress(self.body) if packed else self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Application = Callable[[HubRequest], HubResponse]


class _Refused(Exception):
    """A request the Hub answers with an error: status, JSON body, further headers."""

    def __init__(self, status: int, error: str, *headers: tuple[str, str]) -> None:
        super().__init__(error)
        self.response = HubResponse(status, orjson.dumps({"error": error}), (_JSON, *headers))


_JSON = ("Content-Type", "application/json; charset=utf-8")


class PracticeHub:
    """One population behind the Hub's routes; calling it answers a request. Safe to call from many threads."""

    def __init__(
        self, population: Population, quota: int = 500, window: float = 300, meter: Meter | None = None
    ) -> None:
        self.population = population
        self.catalogue = Catalogue(population)
        self.items = WireItems(population)
        self.meter = meter or Meter(quota, window)
        self._requests = itertools.count(1)

    def __call__(self, request: HubRequest) -> HubResponse:
        """The response to a request: never an exception, always with the mark."""
        if not request.path.startswith("/api/"):
            return self._finish(request, self._page(request), ())
        count = self.meter.count(request.token or "anonymous")
        try:
            response = self._answer(request, count)
        except _Refused as refused:
            response = refused.response
        return self._finish(request, response, self._limits(count))

    def _answer(self, request: HubRequest, count: QuotaUse) -> HubResponse:
        if not count.allowed:
            raise _Refused(429, "We had to rate limit you: too many requests in this window.")
        if request.path == "/api/models":
            return self._list(request)
        if request.path.startswith("/api/models/"):
            return self._detail(request, request.path.removeprefix("/api/models/"))
        raise _Refused(404, "Not Found")

    def _list(self, request: HubRequest) -> HubResponse:
        query = request.query
        keys = _expanded(query, EXPANDABLE) or DEFAULT
        selection = _selection(query)
        listing = self.catalogue.listing(selection)
        start = self._start(query, selection)
        limit = _limit(query)
        page = listing.numbers[start : start + limit]
        body = orjson.dumps(self.items.of(page, keys))
        more = len(page) and start + limit < len(listing.numbers)
        link = (("Link", self._next(request, selection, int(page[-1]))),) if more else ()
        return HubResponse(200, body, (_JSON, *link))

    def _start(self, query: Sequence[tuple[str, str]], selection: Selection) -> int:
        """Where the page begins: after the cursor's item, or at the top, and `skip` items further."""
        values = dict(query)
        start = 0
        if cursor := values.get("cursor"):
            value, hub_id = _read_cursor(cursor, selection.sort)
            key = self.catalogue.key(value, selection)
            start = self.catalogue.listing(selection).after(key, self.catalogue.number_at(hub_id))
        skip = values.get("skip", "0")
        return start + (int(skip) if skip.isdecimal() else 0)

    def _next(self, request: HubRequest, selection: Selection, last: int) -> str:
        """The Link header to the page after the model `last`: absolute, the cursor behind the original parameters."""
        value = self.catalogue.value(last, selection.sort)
        cursor = _cursor(selection, value, self.population.hub_id(last))
        kept = [(name, text) for name, text in request.query if name not in ("cursor", "skip")]
        query = urlencode([*kept, ("cursor", cursor)], quote_via=quote)
        return f'<{request.base}{quote(request.path)}?{query}>; rel="next"'

    def _detail(self, request: HubRequest, id: str) -> HubResponse:
        keys = _expanded(request.query, (*EXPANDABLE, *DETAIL_ONLY)) or DETAIL_DEFAULT
        if (new := self.population.cards.renamed.get(id)) is not None:
            query, prefix = request.target.partition("?")[1:], urlsplit(request.base).path
            return HubResponse(307, b"", (("Location", f"{prefix}/api/models/{quote(new)}{''.join(query)}"),))
        number = self.population.numbers.get(id)
        if number is None:
            known = ("X-Error-Code", "RepoNotFound")
            if request.token:
                raise _Refused(404, "Repository not found", known)
            raise _Refused(401, "Invalid username or password.", known)
        return HubResponse(200, orjson.dumps(self.items.of(np.array([number]), keys)[0]), (_JSON,))

    def _page(self, request: HubRequest) -> HubResponse:
        if request.path != "/":
            return HubResponse(404, b"Not Found", (("Content-Type", "text/plain; charset=utf-8"),))
        text = _FRONT_PAGE.format(
            models=f"{self.population.size:,}", seed=self.population.seed, base=escape(request.base), mark=self.mark
        )
        return HubResponse(200, text.encode(), (("Content-Type", "text/html; charset=utf-8"),))

    @property
    def mark(self) -> str:
        """The value of the header MARK."""
        return f"synthetic; models={self.population.size}; seed={self.population.seed}"

    def _limits(self, count: QuotaUse) -> tuple[tuple[str, str], ...]:
        return (
            ("RateLimit", f'"api";r={count.remaining};t={count.seconds}'),
            ("RateLimit-Policy", f'"fixed window";"api";q={self.meter.quota};w={self.meter.window:g}'),
        )

    def _finish(self, request: HubRequest, response: HubResponse, limits: tuple[tuple[str, str], ...]) -> HubResponse:
        headers = [*response.headers, *limits, ("ETag", f'W/"{zlib.crc32(response.body):08x}"')]
        headers += [("X-Request-Id", f"practice-{next(self._requests):012x}"), (MARK, self.mark)]
        return gzipped(request, HubResponse(response.status, response.body, tuple(headers)))


def gzipped(request: HubRequest, response: HubResponse) -> HubResponse:
    """The response gzipped, where the request takes that and there is something to pack."""
    if not response.body or "gzip" not in request.headers.get("accept-encoding", ""):
        return response
    headers = (*response.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return replace(response, body=gzip.compress(response.body, 1, mtime=0), headers=headers)


def _expanded(query: Sequence[tuple[str, str]], allowed: Sequence[str]) -> tuple[str, ...]:
    """The keys asked for by `expand` or `expand[]`. Refused as a whole when one of them does not exist here."""
    names = [text for name, text in query if name in ("expand", "expand[]")]
    for place, name in enumerate(names):
        if name not in allowed:
            options = "|".join(f'"{option}"' for option in allowed)
            raise _Refused(400, f"✖ Invalid option: expected one of {options}\n  → at expand[{place}]")
    return tuple(dict.fromkeys(names))


def _selection(query: Sequence[tuple[str, str]]) -> Selection:
    values = dict(query)
    sort = values.get("sort", "trendingScore")
    if sort not in SORTS:
        options = "|".join(f'"{option}"' for option in SORTS)
        raise _Refused(400, f"✖ Invalid option: expected one of {options}\n  → at sort")
    return Selection(
        filters=tuple(sorted({text for name, text in query if name == "filter"})),
        author=values.get("author"),
        search=values.get("search"),
        sort=sort,
        descending=values.get("direction", "-1") != "1",
    )


def _limit(query: Sequence[tuple[str, str]]) -> int:
    text = dict(query).get("limit", str(PAGE))
    if not text.isdecimal() or int(text) < 1:
        raise _Refused(400, "✖ Invalid input: expected a positive number\n  → at limit")
    return min(int(text), PAGE)


def _cursor(selection: Selection, value: int, hub_id: str) -> str:
    """A keyset over the sort's value, tie-broken by `_id`, as base64 of JSON."""
    sort = selection.sort
    text: object = value
    if sort in ("createdAt", "lastModified"):
        text = datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    beyond = {sort: {"$lt" if selection.descending else "$gt": text}}
    choices: list[object] = [{sort: text, "_id": {"$gt": hub_id}}, beyond]
    if selection.descending:
        choices.append({sort: None})
    return base64.b64encode(orjson.dumps({"$or": choices})).decode()


def _read_cursor(cursor: str, sort: str) -> tuple[int, str]:
    """The value and `_id` a cursor goes on from. Refused when it is no cursor of this sort."""
    try:
        first = orjson.loads(base64.b64decode(cursor, validate=True))["$or"][0]
        value, hub_id = first[sort], first["_id"]["$gt"]
        if isinstance(value, str):
            value = int(datetime.fromisoformat(value).timestamp())
        int(hub_id, 16)
        if len(hub_id) != 24:
            raise ValueError
        return int(value), hub_id
    except (binascii.Error, ValueError, KeyError, IndexError, TypeError) as error:
        raise _Refused(400, "Invalid cursor") from error


_FRONT_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Practice Hub (synthetic data)</title></head>
<body>
<h1>Practice Hub</h1>
<p><strong>Everything here is synthetic.</strong> The ids of well-known repositories are real; what hangs on them, every
other name, every number and every date is made up by a program. Nothing here says anything about the real Hub.</p>
<dl>
<dt>Models</dt><dd>{models}</dd>
<dt>Seed</dt><dd>{seed} (the same size and seed give the same Hub)</dd>
<dt>Mark on every response</dt><dd><code>X-Practice-Hub: {mark}</code></dd>
</dl>
<p>To read it in place of the real one: <code>HF_ENDPOINT={base} qwen-lineage crawl</code></p>
<p>A first page: <a href="/api/models?limit=3"><code>/api/models?limit=3</code></a></p>
</body>
</html>
"""
