"""Who asks: the client's address, which a proxy in front tells in a header that counts if the proxy is trusted."""

import re
from collections.abc import Sequence
from ipaddress import IPv6Address
from typing import Any

from flask import request

from web.options import PREFIX, Network, WebOptions, address_of_text, contains, is_loopback

HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PREFIX")
FOREIGN = (*HEADERS, "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
RELAYED = "lineage.relayed"


def client_address() -> str:
    """Whom a share belongs to: the client's IPv4 address, or the /64 network that an IPv6 client has for itself."""
    address = request.remote_addr or ""
    known = address_of_text(address)
    if known is None:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))


def is_local() -> bool:
    """Whether the client is on this machine: by the connection's own address, and no proxy passes on what it asks."""
    return is_loopback(request.remote_addr or "") and RELAYED not in request.environ


class ProxyHeaders:
    """WSGI middleware: REMOTE_ADDR, scheme, host and SCRIPT_NAME are the visitor's, where a trusted proxy tells them.

    Headers of anybody else are taken away. `prefix` is the path below which the app stands, whether the proxy leaves it
    in the path or not.
    """

    def __init__(self, app: Any, options: WebOptions) -> None:
        self._app, self._options = app, options

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        told = {name: environ.pop(name) for name in FOREIGN if name in environ}
        if told:
            environ[RELAYED] = True
        if contains(self._options.proxies, environ.get("REMOTE_ADDR", "")):
            _believe(environ, told, self._options.proxies)
        _mount(environ, self._options.prefix or environ.get("SCRIPT_NAME", ""))
        return self._app(environ, start_response)


def _believe(environ: dict[str, Any], told: dict[str, str], proxies: tuple[Network, ...]) -> None:
    given, proto, host, prefix = (_list(told.get(name, "")) for name in HEADERS)
    environ["REMOTE_ADDR"] = _asked_by(given, proxies) or environ["REMOTE_ADDR"]
    if proto and proto[-1] in ("http", "https"):
        environ["wsgi.url_scheme"] = proto[-1]
    if host:
        environ["HTTP_HOST"] = host[-1]
    if prefix and PREFIX.fullmatch(prefix[-1]):
        environ["SCRIPT_NAME"] = prefix[-1].rstrip("/")


def _asked_by(given: Sequence[str], proxies: tuple[Network, ...]) -> str | None:
    """Who asked the first of the trusted proxies: each adds whom it was asked by. None where one tells no address."""
    address = None
    for text in reversed(given):
        address = _without_port(text)
        if address is None or not contains(proxies, address):
            break
    return address


def _without_port(text: str) -> str | None:
    """The address of `1.2.3.4:5678`, `[2001:db8::1]:443` or of an address alone, as proxies write it; None where it is
    none."""
    bracketed = re.fullmatch(r"\[(.+)\](?::\d+)?", text)
    address = bracketed[1] if bracketed else text.partition(":")[0] if text.count(":") == 1 else text
    return None if address_of_text(address) is None else address


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _mount(environ: dict[str, Any], prefix: str) -> None:
    """Stand below the prefix, which is taken from the path where it is there."""
    environ["SCRIPT_NAME"] = prefix
    path = environ.get("PATH_INFO", "")
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        environ["PATH_INFO"] = path[len(prefix) :] or "/"
