"""The rules for what stands around an id: HTML, Markdown, quotes, a list's dash, a key, a note."""

import html
import re

from ingest.claims.prose import ids_in
from ingest.claims.relations import RELATIONS
from ingest.claims.steps import NOT_AN_ID, Doubt, Rewrite, Step, rewrite
from lineage.text.hub_ids import ID
from lineage.text.markup import ANCHOR, BRACKETS, MARKDOWN_LINK, MARKS, QUOTES

_HTML_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--[^<>]*-->")
_PAIRS = {
    '"': '"',
    "'": "'",
    "`": "`",
    "*": "*",
    "_": "_",
    "\u201c": "\u201d",
    "\u2018": "\u2019",
    "[": "]",
    "(": ")",
    "<": ">",
}
_APOSTROPHE = re.compile(r"\w[\"'`]\w")
"""A letter of somebody's text, or of a name that no repository has; no half of a pair of quotes."""
_BETWEEN = re.compile(f"[{re.escape(QUOTES + BRACKETS)}*|]+")
_DASH = re.compile(r"(?:[-*\u2022\u2013\u2014]\s*|\d{1,2}[.)]\s+)(?=[A-Za-z0-9\"'`\[<(])")
_KEY = re.compile(
    rf"(?:(?:base|parent|source)?[ _-]?models?(?:[ _-](?:id|name))?\s*[:=]|(?:{'|'.join(RELATIONS)}):)\s*(?=\S)",
    re.IGNORECASE,
)
_NOTE = re.compile(rf"({ID.pattern})\s*((?:[(\[{{<#\uff08]|--?\s|\u2013\s|\u2014\s).*)", re.ASCII | re.DOTALL)


def markup(text: str) -> Step | None:
    """HTML: the targets of its links, else its text."""
    if not _HTML_TAG.search(text) and html.unescape(text) == text:
        return None
    targets = ANCHOR.findall(text)
    return rewrite(text, *(html.unescape(t) for t in targets or [_HTML_TAG.sub(" ", text)]))


def markdown_link(text: str) -> Step | None:
    targets = MARKDOWN_LINK.findall(text)
    return rewrite(text, *targets) if targets else None


def quoted(text: str) -> Step | None:
    """One pair around all of it; `'a/b', 'c/d'` is not."""
    if len(text) < 2 or _PAIRS.get(text[0]) != text[-1]:
        return None
    inside = text[1:-1]
    several = text[0] == text[-1] != "_" and text[0] in inside.strip(text[0])
    return None if several else rewrite(text, inside)


def list_dash(text: str) -> Step | None:
    match = _DASH.match(text)
    return rewrite(text, text[match.end() :]) if match else None


def key(text: str) -> Step | None:
    match = _KEY.match(text)
    return rewrite(text, text[match.end() :]) if match else None


def note(text: str) -> Step | None:
    """An id, and what somebody thought of it behind a bracket, `#` or dash; the note may name more."""
    match = _NOTE.fullmatch(text)
    return Rewrite((match[1],), ids_in(match[2]), Doubt(NOT_AN_ID, by_owner=True)) if match else None


def left_over(text: str) -> Step | None:
    """Half a pair of quotes or brackets, or the middle of some markup: the ids beside it, else what is between."""
    stripped = text.strip(f"{MARKS} ")
    if any(c.isspace() for c in stripped) or _APOSTROPHE.search(text):
        return None
    if stripped != text:
        return rewrite(text, stripped)
    parts = [part.strip(MARKS) for part in _BETWEEN.split(text)]
    return rewrite(text, *(part for part in parts if "/" in part)) if len(parts) > 1 else None
