"""The Hub over HTTP, a page at a time, through huggingface_hub's public helpers.

`HfApi.list_models` is not used: it has no time-out, one bad item kills its generator, and it cannot be resumed.
"""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec
from huggingface_hub import constants
from huggingface_hub.utils import httpx

from ingest.hub.gzip_body import packed
from ingest.hub.rate_limit import Clock, QuotaWindow
from ingest.hub.reasons import WEB_PAGE
from ingest.hub.tokens import Token
from ingest.hub.transport import LISTING, ONE_MODEL, RESUME, MalformedAnswer, RetryPolicy, Sleep, Transport
from ingest.rows.fields import EXPAND
from ingest.rows.json_page import PageItems, page_items
from ingest.rows.json_values import parse

PAGE_SIZE = 1000
MOST_PAGE_ITEMS = 10 * PAGE_SIZE
"""Items of one answer."""

PLAIN = 8 * 2**20
"""Bytes of an answer whose items need not be counted beforehand."""

SYNTHETIC_HEADER = "X-Practice-Hub"
MISSING = (401, 403, 404)

Query = Sequence[tuple[str, str | int]]

_pieces = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One answer of the listing: its items, the next page's path and query (None at the end), and what the Hub said
    of itself: `synthetic` is the practice Hub's mark, None on the real one."""

    items: PageItems
    next: str | None
    synthetic: str | None
    body: bytes
    """The items' JSON, or its gzip: what is kept of the page until it is rows."""


class Hub:
    """A Hub at `endpoint`, asked with `token`; None takes what huggingface_hub takes for both, False asks without.

    `hint` is what its errors advise.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: Token = None,
        sleep: Sleep = time.sleep,
        *,
        clock: Clock = time.monotonic,
        chance: Callable[[], float] = random.random,
        policy: RetryPolicy | None = None,
        hint: str = RESUME,
    ) -> None:
        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self._token = token
        self._transport = Transport(self.endpoint, token, policy, hint=hint, sleep=sleep, clock=clock, chance=chance)
        self.synthetic: str | None = None  # the practice Hub's mark, once an answer bore one

    @property
    def policy(self) -> RetryPolicy:
        """What it puts up with; another may take its place between two requests."""
        return self._transport.policy

    @policy.setter
    def policy(self, policy: RetryPolicy) -> None:
        self._transport.policy = policy

    @property
    def quota(self) -> QuotaWindow:
        """How the quota stands that our requests count for."""
        return self._transport.quota

    def check(self, seconds: float = 4.0) -> None:
        """Ask for one model, once. Raises HubError when none comes within `seconds`; its `reason` says why."""
        policy = RetryPolicy(tries=1, first_contact_tries=1, malformed_tries=1, deadline=seconds)
        Transport(self.endpoint, self._token, policy).get(ONE_MODEL, self._check_listing)

    def first(self, query: Query) -> ListingPage:
        """The first page of the listing that `query` asks for. Raises HubError."""
        return self._page(LISTING + str(httpx.QueryParams([*query, *(("expand", name) for name in EXPAND)])))

    def page(self, path: str) -> ListingPage:
        """The page at a path an earlier page named as `next`. Raises HubError."""
        return self._page(path)

    def model(self, id: str, expand: Sequence[str] = EXPAND) -> Any | None:
        """One model's item, or None when the Hub shows none of that id (missing, private, disabled)."""
        return self._transport.get(_detail(id, expand), self._read_model, also=MISSING)

    def alone(self, id: str) -> ListingPage:
        """One model's item as a page; a page without items when the Hub shows none of that id."""
        return self._transport.get(_detail(id, EXPAND), self._read_alone, also=MISSING)

    def _page(self, path: str) -> ListingPage:
        return self._transport.get(path, self._read_page)

    def _read_page(self, response: httpx.Response) -> ListingPage:
        self._note(response)
        try:
            _refuse_crowd(response.content)
            items = page_items(response.content)
        except ValueError as error:
            raise MalformedAnswer(f"the answer is {error} ({_kind(response)})") from error
        following = response.links.get("next", {}).get("url")
        path = following and self._transport.below(response, following)
        return ListingPage(items, path, self.synthetic, packed(response))

    def _check_listing(self, response: httpx.Response) -> None:
        """Raises MalformedAnswer unless an answer is a list of models."""
        self._note(response)
        if "html" in _kind(response):
            raise MalformedAnswer(WEB_PAGE)
        try:
            items = parse(response.content)
        except ValueError:
            raise MalformedAnswer(f"its answer is no JSON ({_kind(response)})") from None
        if not isinstance(items, list) or not items or not all(isinstance(i, dict) and "id" in i for i in items):
            raise MalformedAnswer("its answer is no list of models, as a Hub's is")

    def _read_model(self, response: httpx.Response) -> Any | None:
        self._note(response)
        if response.status_code in MISSING:
            return None
        try:
            item = parse(response.content)
        except ValueError as error:
            raise MalformedAnswer(f"the answer is no JSON ({_kind(response)})") from error
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise MalformedAnswer(f"the answer is no model ({_kind(response)})")
        return item

    def _read_alone(self, response: httpx.Response) -> ListingPage:
        item = self._read_model(response)
        text = b"[]" if item is None else b"[%b]" % response.content
        return ListingPage(page_items(text), None, self.synthetic, text)

    def _note(self, response: httpx.Response) -> None:
        self.synthetic = response.headers.get(SYNTHETIC_HEADER, self.synthetic)


def _refuse_crowd(text: bytes) -> None:
    """Raise ValueError for an answer of many times the items that were asked for, before any becomes an object."""
    with suppress(msgspec.MsgspecError):  # no list, or no JSON: that is said elsewhere
        if len(text) > PLAIN and len(_pieces.decode(text)) > MOST_PAGE_ITEMS:
            raise ValueError(f"a list of more than {MOST_PAGE_ITEMS:,} items")


def _detail(id: str, expand: Sequence[str]) -> str:
    return f"/api/models/{quote(id)}?" + str(httpx.QueryParams([("expand", name) for name in expand]))


def _kind(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "of no content type"))
