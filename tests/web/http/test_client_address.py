"""Who asks: by the connection, or by the headers of a proxy that is trusted."""

from ipaddress import ip_network

import pytest
from flask import Flask, request

from web.http.client_address import ProxyHeaders, client_address, is_local
from web.options import WebOptions

PROXY = "10.0.0.7"
TRUSTED = WebOptions(proxies=(ip_network("10.0.0.0/8"),))
FORWARDED = {
    "X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.0.0.8",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "lineage.example",
    "X-Forwarded-Prefix": "/qwen/",
}


def seen(options: WebOptions, peer: str, path: str = "/models/a/b", **headers: str) -> tuple[object, ...]:
    """What the app sees of a request: client, whether it is local, host, scheme, where it stands, path."""
    app = Flask("t")
    app.wsgi_app = ProxyHeaders(app.wsgi_app, options)  # type: ignore[method-assign]
    told: list[tuple[object, ...]] = []

    @app.route("/<path:_>")
    def view(_: str) -> str:
        told.append((client_address(), is_local(), request.host, request.scheme, request.root_path, request.path))
        return ""

    app.test_client().get(path, headers=headers, environ_base={"REMOTE_ADDR": peer})
    return told[0]


def test_a_trusted_proxy_tells_who_asks_and_where() -> None:
    expected = ("203.0.113.9", False, "lineage.example", "https", "/qwen", "/models/a/b")
    assert seen(TRUSTED, PROXY, **FORWARDED) == expected


def test_what_anybody_else_tells_is_not_believed() -> None:
    assert seen(TRUSTED, "203.0.113.9", **FORWARDED) == ("203.0.113.9", False, "localhost", "http", "", "/models/a/b")
    assert seen(WebOptions(), "127.0.0.1", **FORWARDED)[:2] == ("127.0.0.1", False)
    assert seen(WebOptions(), "127.0.0.1")[:2] == ("127.0.0.1", True)


def test_nobody_behind_a_proxy_is_on_this_machine() -> None:
    assert seen(TRUSTED, PROXY, **{"X-Forwarded-For": "127.0.0.1, 10.0.0.9"})[1] is False


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ("203.0.113.9:5678", "203.0.113.9"),
        ("203.0.113.9:5678, 10.0.0.8:443", "203.0.113.9"),
        ("[2001:db8:1:2::3]:443", "2001:db8:1:2::"),
        ("[2001:db8:1:2::3]", "2001:db8:1:2::"),
        ("2001:db8:1:2::3", "2001:db8:1:2::"),
        ("6.6.6.6, unknown", PROXY),
        ("6.6.6.6, unknown, 10.0.0.8", PROXY),
        ("10.0.0.9, 10.0.0.8", "10.0.0.9"),
        ("6.6.6.6, :1, 203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_proxy_may_write_the_port_and_where_it_tells_no_address_it_is_itself_who_asks(told: str, client: str) -> None:
    assert seen(TRUSTED, PROXY, **{"X-Forwarded-For": told})[0] == client


@pytest.mark.parametrize("prefix", ["//evil.example", "/\\evil.example", "/a b", "/a?b", "evil", '/"x'])
def test_a_prefix_that_is_no_path_counts_for_nothing(prefix: str) -> None:
    assert seen(TRUSTED, PROXY, **{"X-Forwarded-Prefix": prefix})[4] == ""


@pytest.mark.parametrize("path", ["/qwen/models/a/b", "/models/a/b"])
def test_the_path_below_which_it_stands_may_be_left_in_or_taken_away(path: str) -> None:
    assert seen(WebOptions(prefix="/qwen"), "127.0.0.1", path)[4:] == ("/qwen", "/models/a/b")


@pytest.mark.parametrize(
    ("peer", "share"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
    ],
)
def test_a_share_is_an_address_or_the_network_that_one_client_has(peer: str, share: str) -> None:
    assert seen(WebOptions(), peer)[0] == share
