"""Why a Hub cannot be used, as one clause for a person: `it answers 503 Service Unavailable`."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
from huggingface_hub.utils import httpx

from ingest.hub.session import proxy_for
from lineage.errors import one_line

SOCKS = "a SOCKS proxy is set, and the package socksio is not installed"
NO_ADDRESS = "its address, or the proxy's, is no address"
WEB_PAGE = "a web page came instead of its models, as a network's log-in page does"


def reason(error: BaseException, endpoint: str) -> str:
    """The clause for what an exchange with `endpoint` raised, without addresses of ours and without secrets."""
    clause = _clause(error)
    proxy = proxy_for(endpoint) if isinstance(error, httpx.HTTPError | OSError) else None
    return f"{clause}, by way of the proxy {proxy}" if proxy else clause


def of_status(status: int) -> str:
    """What an answer of that status says; those of the network in front of the Hub have no standard words."""
    words = {known.value: f" {known.phrase}" for known in HTTPStatus}
    return f"it answers {status}{words.get(status, '')}"


def said(error: HfHubHTTPError) -> str:
    """What an answer says by its status and, where there are some, in the Hub's own words."""
    words = error.server_message
    return f"{of_status(error.response.status_code)}{f' ({one_line(ValueError(words))})' if words else ''}"


def _clause(error: BaseException) -> str:
    return next(clause(error) for kind, clause in _CLAUSES if isinstance(error, kind))


def _of_connection(error: BaseException) -> str:
    if certificate := re.search(r"certificate verify failed: ([^(]+)", str(error)):
        return f"its certificate is not trusted here: {certificate[1].strip()}"
    return f"no connection: {_plain(error)}"


def _of_import(error: BaseException) -> str:
    return SOCKS if "socks" in str(error).lower() else one_line(error)


def _plain(error: BaseException) -> str:
    """The words of an error, without the operating system's number."""
    return re.sub(r"^\[Errno -?\d+\] ", "", one_line(error))


_CLAUSES: tuple[tuple[type[BaseException], Callable[[Any], str]], ...] = (
    (HfHubHTTPError, lambda error: of_status(error.response.status_code)),
    (OfflineModeIsEnabled, lambda _: "the Hub's client is told to be offline (HF_HUB_OFFLINE)"),
    (httpx.ProxyError, lambda error: f"the proxy refuses: {_plain(error)}"),
    (httpx.TimeoutException, lambda _: "it does not answer in time"),
    (httpx.UnsupportedProtocol, lambda _: NO_ADDRESS),
    (httpx.InvalidURL, lambda _: NO_ADDRESS),
    (httpx.LocalProtocolError, lambda _: "the request cannot be sent as HTTP"),  # its text may hold the token
    (ImportError, _of_import),
    (httpx.TransportError, _of_connection),
    (OSError, _of_connection),
    (BaseException, one_line),
)
"""By kind of error, the first that fits: a clause. Subclasses stand before what they are derived from."""
