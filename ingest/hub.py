"""The Hub over HTTP, a page at a time, through huggingface_hub's public helpers.

`HfApi.list_models` is not used: it has no time-out, one bad item kills its generator, and it cannot be resumed.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import orjson
from huggingface_hub import constants
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import (
    build_hf_headers,
    hf_raise_for_status,
    http_backoff,
    httpx,
    parse_ratelimit_headers,
)

from lineage.errors import HubError

PAGE_SIZE = 1000
TIMEOUT = 30.0
EXPAND = (
    "author",
    "baseModels",
    "cardData",
    "createdAt",
    "downloads",
    "downloadsAllTime",
    "gated",
    "lastModified",
    "library_name",
    "likes",
    "pipeline_tag",
    "safetensors",
    "tags",
)
SYNTHETIC_HEADER = "X-Practice-Hub"
RESUME = "what was read is kept; the same command goes on from there"

Query = Sequence[tuple[str, str | int]]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of the listing: raw items, the next page's path and query (None at the end), and what the Hub said
    of itself: `synthetic` is the practice Hub's mark, None on the real one."""

    items: list[Any]
    next: str | None
    synthetic: str | None


class Hub:
    """A Hub at `endpoint`, asked with `token` if there is one; None takes what huggingface_hub takes for both."""

    def __init__(
        self, endpoint: str | None = None, token: str | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self._token = token
        self._sleep = sleep
        self.synthetic: str | None = None  # the practice Hub's mark, once an answer bore one

    def answers(self, seconds: float = 4.0) -> bool:
        """Whether the Hub answers one small request within `seconds`."""
        try:
            response = httpx.get(f"{self.endpoint}/api/models?limit=1", timeout=seconds, follow_redirects=True)
        except httpx.HTTPError:
            return False
        return bool(response.is_success)

    def first(self, query: Query) -> Page:
        """The first page of the listing that `query` asks for. Raises HubError."""
        return self._page("/api/models?" + str(httpx.QueryParams([*query, *(("expand", name) for name in EXPAND)])))

    def page(self, path: str) -> Page:
        """The page at a path an earlier page named as `next`. Raises HubError."""
        return self._page(path)

    def model(self, id: str, expand: Sequence[str] = EXPAND) -> Any | None:
        """One model's item, or None when the Hub shows none of that id (missing, private, disabled)."""
        query = str(httpx.QueryParams([("expand", name) for name in expand]))
        response = self._get(f"/api/models/{quote(id)}?{query}", missing=(401, 403, 404))
        return None if response is None else _decode(response)

    def _page(self, path: str) -> Page:
        response = self._get(path)
        assert response is not None  # noqa: S101 - only `missing` statuses give None
        items = _decode(response)
        if not isinstance(items, list):
            raise HubError(f"{self.endpoint}{path}: the answer is no list of models", RESUME)
        return Page(items, self._next(response), self.synthetic)

    def _next(self, response: httpx.Response) -> str | None:
        """The next page's path. A Link to another host is refused: the client would send it our token."""
        link = response.links.get("next", {}).get("url")
        if link is None:
            return None
        target = urlsplit(urljoin(str(response.url), link))
        if target.netloc != urlsplit(self.endpoint).netloc:
            raise HubError(f"the Hub's next page is at another host: {target.netloc}", RESUME)
        return f"{target.path}?{target.query}".removeprefix(urlsplit(self.endpoint).path)

    def _get(self, path: str, missing: Sequence[int] = ()) -> httpx.Response | None:
        url = self.endpoint + path
        headers = build_hf_headers(token=self._token, library_name="qwen-lineage", library_version="0.1.0")
        try:
            response = http_backoff("GET", url, headers=headers, timeout=TIMEOUT, max_retries=8, max_wait_time=60)
            self.synthetic = response.headers.get(SYNTHETIC_HEADER, self.synthetic)
            self._pace(response.headers)
            if response.status_code in missing:
                return None
            hf_raise_for_status(response)
        except HfHubHTTPError as error:
            raise HubError(f"the Hub refused {url}: {_line(error)}", RESUME) from error
        except (httpx.HTTPError, OSError) as error:
            raise HubError(f"the Hub could not be read at {url}: {_line(error)}", RESUME) from error
        return response

    def _pace(self, headers: Mapping[str, str]) -> None:
        """Wait out the window once it is spent, rather than be refused."""
        limit = parse_ratelimit_headers(headers)
        if limit is not None and limit.remaining == 0:
            self._sleep(limit.reset_in_seconds + 1)


def _decode(response: httpx.Response) -> Any:
    try:
        return orjson.loads(response.content)
    except ValueError as error:
        kind = response.headers.get("content-type", "no content type")
        raise HubError(f"{response.url}: the answer is no JSON ({kind})", RESUME) from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
