"""How the app is reached: names it answers to, proxies in front of it, the path it stands below, who reads figures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from lineage import settings
from lineage.errors import BadSetting
from lineage.settings import Setting

Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
ANY_HOST = "*"

PREFIX = re.compile(r"(/[\w.~-]+)+/?|/")


@dataclass(frozen=True, slots=True)
class WebOptions:
    """What the settings say of serving. Without any, the app answers to this machine, and nobody stands in front.

    `hosts` are names without a port, in small letters; `prefix` begins with a slash and does not end with one.
    """

    hosts: frozenset[str] = frozenset()
    proxies: tuple[Network, ...] = ()
    prefix: str = ""
    metrics: tuple[Network, ...] = ()
    access_log: str = "off"

    @classmethod
    def of_settings(cls, hosts: Iterable[str] = (), access_log: str | None = None) -> Self:
        """Those of the environment, where the command line names none. Raises BadSetting."""
        return cls(
            frozenset(name.lower() for name in hosts or _parts(settings.ALLOWED_HOSTS)),
            _networks(settings.TRUSTED_PROXIES),
            _prefix(settings.value(settings.URL_PREFIX)),
            _networks(settings.METRICS_READERS),
            _one_of(settings.ACCESS_LOG, access_log, settings.ACCESS_LOGS),
        )


DEFAULTS = WebOptions()


def contains(networks: Iterable[Network], address: str) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    known = address_of_text(address)
    mapped = getattr(known, "ipv4_mapped", None) or known
    return known is not None and any(mapped in network for network in networks)


def address_of_text(text: str) -> IPv4Address | IPv6Address | None:
    """An address without its zone; None of what is none."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def is_loopback(address: str) -> bool:
    return contains(LOOPBACK, address)


def _parts(setting: Setting) -> list[str]:
    return [part.strip() for part in settings.value(setting).split(",") if part.strip()]


def _networks(setting: Setting) -> tuple[Network, ...]:
    return tuple(network for part in _parts(setting) for network in _network(setting, part))


def _network(setting: Setting, text: str) -> tuple[Network, ...]:
    if text == "loopback":
        return LOOPBACK
    try:
        return (ip_network(text, strict=False),)
    except ValueError:
        raise BadSetting(
            f"{setting.variable}: {text!r} is no address", "give addresses or networks such as 10.0.0.0/8, or loopback"
        ) from None


def _prefix(text: str) -> str:
    if text and not PREFIX.fullmatch(text):
        raise BadSetting(f"{settings.URL_PREFIX.variable}: {text!r} is no path", "give one such as /qwen")
    return text.rstrip("/")


def _one_of(setting: Setting, given: str | None, valid: tuple[str, ...]) -> str:
    value = settings.value(setting, given)
    if value not in valid:
        raise BadSetting(f"{setting.variable}: {value!r} is none of its values", f"give {', '.join(valid)}")
    return value
