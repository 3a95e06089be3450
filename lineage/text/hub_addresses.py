"""Addresses on the Hub: a model's page, the text of a licence that a card links to, the model in one that is pasted."""

import re
from urllib.parse import quote, unquote, urlsplit

from lineage.text.hub_ids import ID, allowed, cut
from lineage.text.markup import ANCHOR, BLANKS, MARKDOWN_LINK, MARKS

HUB = "https://huggingface.co/"
ADDRESS = re.compile(r"https?://[^\s\\\"'<>]+", re.IGNORECASE)
FILE = re.compile(r"(?!\.\.?(/|$))[\w .-]+(/(?!\.\.?(/|$))[\w .-]+)*")
HUB_HOSTS = frozenset(
    {
        *("huggingface.co", "www.huggingface.co", "huggingface.com", "www.huggingface.com", "hf.co", "www.hf.co"),
        *("hf-mirror.com", "www.hf-mirror.com", "api-inference.huggingface.co"),
    }
)
HOST = "|".join(map(re.escape, sorted(HUB_HOSTS)))
SCHEME = re.compile(r"https?:?/{1,3}|//", re.IGNORECASE)
"""Also as it is left when text was cleaned: `https//`, `https:/`."""
HUB_PREFIX = re.compile(
    r"(?:hf|hugging[-_ ]?face)(?:[-_]hub)?(?::(?://)?\s*|/(?=[^/\s]+/[^/\s]))(?:models/)?(?=[A-Za-z0-9_])",
    re.IGNORECASE,
)
"""The Hub's name in front of an id: `hf://`, `huggingface/`."""
OTHER_KINDS = frozenset(
    {
        *("datasets", "spaces", "buckets", "collections", "papers", "blog", "docs", "posts", "learn", "tasks"),
        *("pricing", "settings", "organizations", "search"),
    }
)
"""What a path on the Hub begins with when it leads to no model."""
OWNERS_PAGES = frozenset({"models", "datasets", "spaces", "collections", "activity", "papers", "posts"})
"""`huggingface.co/Qwen/models` lists models and is none, unless there is one of that name."""
VIEWS = ("tree", "blob", "resolve", "raw", "commit", "commits", "discussions", "edit", "settings")
"""What follows an id in an address of the Hub's pages."""
OF_A_VIEW = rf"/+(?:(?:{'|'.join(VIEWS)})(?:/.*)?)?"

_API = re.compile(r"(?:api/)?(?:models/+(?=[^/]))?")
_ON_THE_HUB = re.compile(rf"(?:{SCHEME.pattern})?(?:{HOST})(?=[/?#])\S*", re.IGNORECASE)
_IN_CACHE = re.compile(r"(?:\A|[/\\])models--([^/\\\s]+)(?=[/\\]|\Z)", re.IGNORECASE)
_WITH_MORE = re.compile(rf"({ID.pattern})(?:{OF_A_VIEW}|[@:][\w./-]*)?(?:[?#]\S*)?", re.ASCII)
_SPACED = re.compile(rf"(?!(?:{HOST})\b)([\w.-]+)(?:\s+/\s*|/\s+)([\w.-]+)", re.IGNORECASE)
_LONGEST = 2_000
"""Letters of a text in which an id is looked for; addresses are no longer."""


def hub_url(model_id: str, synthetic: bool) -> str | None:
    """The model's page on the Hub; None for made-up models, whose names could be somebody's."""
    return None if synthetic else HUB + quote(model_id, safe="/")


def license_url(model_id: str, link: str, synthetic: bool) -> str | None:
    """Where the text of a licence is, by the card's link: an address on the web, or a file of the repository.

    None for any other text, whatever it may be, and for made-up models.
    """
    if synthetic:
        return None
    if ADDRESS.fullmatch(link):
        return link
    return f"{HUB}{quote(model_id, safe='/')}/blob/main/{quote(link)}" if FILE.fullmatch(link) else None


def host_and_path(address: str) -> tuple[str, list[str]] | None:
    """The host of an address in small letters, and the parts of its path, decoded, after `api/` and `models/`; None for
    one that nobody could follow."""
    scheme = SCHEME.match(address)
    try:
        parts = urlsplit(f"//{address[scheme.end() if scheme else 0 :]}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = re.sub("/{2,}", "/", unquote(parts.path)).strip("/")
    return host, _API.sub("", path, count=1).split("/")


def repository(segments: list[str]) -> str | None:
    """The model that a page of the Hub is about, by the parts of its path; None for a page about none. As it is written
    there: maybe with a revision or with marks that no id has."""
    if segments[0] in OTHER_KINDS or segments[0] in ("", "models"):
        return None
    return segments[0] if len(segments) > 1 and segments[1] in VIEWS else "/".join(segments[:2])


def id_in(text: str) -> str:
    """The id in a pasted address of the Hub or of a mirror, of a page or a file of a model; in a link of Markdown or
    HTML; in a path of the Hub's cache; before a revision or a tag (`Qwen/Qwen3-8B@main`,
    `unsloth/Qwen3-8B-GGUF:Q4_K_M`); between quotes, brackets or signs that nobody sees; without marks at its end that
    the Hub allows no id. Any other text as it is, as the address of a list of models or of a dataset.

    Of one that names a model, `ingest.claims.rules.readings` has the same id.
    """
    return (_id_in(_unwrapped(text)) or text) if len(text) <= _LONGEST else text


def _unwrapped(text: str) -> str:
    """The target of the one link, or all of it, without marks around it and with its slashes."""
    targets = MARKDOWN_LINK.findall(text) or ANCHOR.findall(text)
    pasted = (targets[0] if len(targets) == 1 else text).strip(BLANKS + MARKS)
    return unquote(pasted) if "%2f" in pasted.lower() and len(pasted.split()) == 1 else pasted


def _id_in(pasted: str) -> str | None:
    if spaced := _SPACED.fullmatch(pasted):
        return f"{spaced[1]}/{spaced[2]}"
    if cached := _IN_CACHE.search(pasted):
        return cached[1].replace("--", "/", 1)
    if address := _ON_THE_HUB.match(pasted):
        found = host_and_path(address[0])
        return _tidied(re.split("[:@]", repository(found[1]) or "")[0].strip(MARKS)) if found else None
    with_more = _WITH_MORE.fullmatch(HUB_PREFIX.sub("", pasted, count=1) if HUB_PREFIX.match(pasted) else pasted)
    return _tidied(with_more[1]) if with_more else None


def _tidied(id: str) -> str:
    """The id without marks at its ends if the Hub allows it so alone."""
    return id if allowed(id) or not allowed(shorter := cut(id)) else shorter
