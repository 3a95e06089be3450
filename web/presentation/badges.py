"""Badges: small pictures of a number for other pages, which need no font and no style, and the text that shows one."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask, request
from markupsafe import escape

from lineage.owners.progenitors import of_level
from lineage.values import Extent, SnapshotFacts
from web.http.origin import host_name, is_this_machine
from web.presentation.labels import count
from web.presentation.links import address_of, page_of
from web.source import source

LABEL = "derivatives"
_EM = 2048
_SIZE = 11
_WIDTHS = {
    **dict.fromkeys("0123456789", 1302),
    **{" ": 720, ",": 745, "≥": 1676, "a": 1230, "d": 1276, "e": 1220, "i": 562, "k": 1212, "n": 1296, "o": 1243},
    **{"r": 874, "s": 1067, "t": 807, "v": 1212, "w": 1676},
}
"""Of the letters that a badge has, in Verdana, in parts of _EM; a browser without that font keeps to these widths."""
_BESIDE = 6


@dataclass(frozen=True, slots=True)
class BadgePart:
    """A text of a badge: where it begins, how wide it is, and how wide the ground that it stands on, in pixels."""

    text: str
    begins: int
    width: int
    ground: int


@dataclass(frozen=True, slots=True)
class Badge:
    """What is counted, and the number."""

    label: BadgePart
    number: BadgePart

    @property
    def width(self) -> int:
        return self.label.ground + self.number.ground


def badge_of(models: int, facts: SnapshotFacts) -> Badge:
    """That of so many models. Of a part of the Hub every count is a lower bound."""
    whole = facts.extent is Extent.WHOLE
    text = f"{'' if whole else '≥ '}{count(models)}" if models else "none" if whole else "none known"
    label = _part(LABEL, 0)
    return Badge(label, _part(text, label.ground))


def _part(text: str, begins: int) -> BadgePart:
    width = round(sum(_WIDTHS[letter] for letter in text) * _SIZE / _EM)
    return BadgePart(text, begins + _BESIDE, width, width + 2 * _BESIDE)


@dataclass(frozen=True, slots=True)
class BadgeLinks:
    """Where a badge is on this server, what it is of in words, and how another page shows it and leads here; `is_local`
    where the name that the server was asked by is one of every machine."""

    picture: str
    words: str
    markdown: str
    html: str
    is_local: bool


def badge_links(level: str, name: str) -> BadgeLinks:
    """Those of a model, an owner or an organisation."""
    picture = address_of("badge.picture", name=of_level(source().graph, level, name).key)
    words = f"Derivatives of {name}"
    site = request.host_url.rstrip("/")
    image, page = (_in_markdown(f"{site}{path}") for path in (picture, page_of(level, name)))
    markdown = f"[![{_plain_in_markdown(words)}]({image})]({page})"
    html = f'<a href="{escape(page)}"><img src="{escape(image)}" alt="{escape(words)}" height="20"></a>'
    return BadgeLinks(picture, words, markdown, html, is_this_machine(host_name(request.host) or "localhost"))


def _in_markdown(address: str) -> str:
    """An address without what ends one in Markdown."""
    return quote(address, safe="%!$&'*+,/:;=@?[]~")


def _plain_in_markdown(text: str) -> str:
    """A text of which nothing is markup: any sign of ASCII may have a backslash before it."""
    return "".join(f"\\{c}" if c.isascii() and not c.isalnum() and c not in " /.:-_" else c for c in text)


def register(app: Flask) -> None:
    """Make the badges known to the templates."""
    app.jinja_env.globals["badge_links"] = badge_links
