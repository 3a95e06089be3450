"""The Hub's wire format: from a request to a response, without a socket."""

import itertools
import zlib
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import quote, urlencode, urlsplit

import numpy as np
import orjson

from ingest.practice.catalogue import Catalogue, Selection
from ingest.practice.messages import JSON, HubRefusal, HubRequest, HubResponse, gzipped
from ingest.practice.population import Population
from ingest.practice.query import Query, expanded_keys, page_size, read_cursor, selection, write_cursor
from ingest.practice.quota import Meter, QuotaUse
from ingest.practice.wire_items import DEFAULT, DETAIL_DEFAULT, DETAIL_ONLY, EXPANDABLE, WireItems

MARK = "X-Practice-Hub"
"""The header of every response that says the Hub is synthetic, how big it is, and by which seed it was made."""


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
        except HubRefusal as refused:
            response = refused.response
        return self._finish(request, response, self._limits(count))

    def _answer(self, request: HubRequest, count: QuotaUse) -> HubResponse:
        if not count.allowed:
            raise HubRefusal(429, "We had to rate limit you: too many requests in this window.")
        if request.path == "/api/models":
            return self._list(request)
        if request.path.startswith("/api/models/"):
            return self._detail(request, request.path.removeprefix("/api/models/"))
        raise HubRefusal(404, "Not Found")

    def _list(self, request: HubRequest) -> HubResponse:
        query = request.query
        keys = expanded_keys(query, EXPANDABLE) or DEFAULT
        wanted = selection(query)
        listing = self.catalogue.listing(wanted)
        start = self._start(query, wanted)
        limit = page_size(query)
        page = listing.numbers[start : start + limit]
        body = orjson.dumps(self.items.of(page, keys))
        more = len(page) and start + limit < len(listing.numbers)
        link = (("Link", self._next(request, wanted, int(page[-1]))),) if more else ()
        return HubResponse(200, body, (JSON, *link))

    def _start(self, query: Query, wanted: Selection) -> int:
        """Where the page begins: after the cursor's item, or at the top, and `skip` items further."""
        values = dict(query)
        start = 0
        if cursor := values.get("cursor"):
            value, hub_id = read_cursor(cursor, wanted.sort)
            key = self.catalogue.key(value, wanted)
            start = self.catalogue.listing(wanted).after(key, self.catalogue.number_at(hub_id))
        skip = values.get("skip", "0")
        return start + (int(skip) if skip.isdecimal() else 0)

    def _next(self, request: HubRequest, wanted: Selection, last: int) -> str:
        """The Link header to the page after the model `last`: absolute, the cursor behind the original parameters."""
        value = self.catalogue.value(last, wanted.sort)
        cursor = write_cursor(wanted, value, self.population.hub_id(last))
        kept = [(name, text) for name, text in request.query if name not in ("cursor", "skip")]
        query = urlencode([*kept, ("cursor", cursor)], quote_via=quote)
        return f'<{request.base}{quote(request.path)}?{query}>; rel="next"'

    def _detail(self, request: HubRequest, id: str) -> HubResponse:
        keys = expanded_keys(request.query, (*EXPANDABLE, *DETAIL_ONLY)) or DETAIL_DEFAULT
        if (new := self.population.cards.renamed.get(id)) is not None:
            query, prefix = request.target.partition("?")[1:], urlsplit(request.base).path
            return HubResponse(307, b"", (("Location", f"{prefix}/api/models/{quote(new)}{''.join(query)}"),))
        number = self.population.numbers.get(id)
        if number is None:
            known = ("X-Error-Code", "RepoNotFound")
            if request.token:
                raise HubRefusal(404, "Repository not found", known)
            raise HubRefusal(401, "Invalid username or password.", known)
        return HubResponse(200, orjson.dumps(self.items.of(np.array([number]), keys)[0]), (JSON,))

    def _page(self, request: HubRequest) -> HubResponse:
        if request.path != "/":
            return HubResponse(404, b"Not Found", (("Content-Type", "text/plain; charset=utf-8"),))
        text = _front_page().format(
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


@cache
def _front_page() -> str:
    return (files("ingest.practice") / "data" / "front_page.html").read_text("utf-8")
