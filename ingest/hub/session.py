"""The HTTP client that requests go through: huggingface_hub's, or one without proxies for a Hub on this machine."""

from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from huggingface_hub.utils import get_session, httpx


def session(endpoint: str) -> httpx.Client:
    """The client for an endpoint. Raises ImportError for a SOCKS proxy without its package, ValueError for a proxy of a
    kind nobody knows, httpx.InvalidURL for one that is no address."""
    return _direct() if on_this_machine(endpoint) else get_session()


def on_this_machine(endpoint: str) -> bool:
    """Whether an endpoint is this machine's own: no proxy could lead there, and being offline does not matter."""
    host = _host(endpoint)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(endpoint: str) -> str | None:
    """`host:port` of the proxy that the environment names for an endpoint, never with its password; None without."""
    host = _host(endpoint)
    proxies = getproxies()
    named = proxies.get(urlsplit(endpoint).scheme) or proxies.get("all")
    if not named or on_this_machine(endpoint) or proxy_bypass(host):
        return None
    return named.rpartition("@")[2].rpartition("//")[2].rstrip("/")


@cache
def _direct() -> httpx.Client:
    """Given a transport of its own a client asks no proxy, whatever the environment says; certificates are as ever."""
    return httpx.Client(transport=httpx.HTTPTransport(), timeout=None)


def _host(endpoint: str) -> str:
    try:
        return urlsplit(endpoint).hostname or ""
    except ValueError:
        return ""
