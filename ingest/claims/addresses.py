"""The rules for addresses: pages and files of the Hub, its prefixes, and what stands at other places."""

import re
from urllib.parse import unquote, urlsplit

from ingest.claims.ids import ID, NAME
from ingest.claims.steps import NOT_A_MODEL, NOT_ON_THE_HUB, Accept, Doubt, Reject, Step, doubtful, rewrite
from ingest.claims.vocabulary import HUB_HOSTS, MODELSCOPE_OWNERS, OLLAMA_OWNERS, OTHER_KINDS, OWNERS_PAGES

_HOSTS_IN_TEXT = (
    r"(?:www\.)?(?:huggingface\.co|huggingface\.com|hf\.co|hf-mirror\.com|modelscope\.(?:cn|ai)|ollama\.com)"
)
URL = re.compile(rf"(?:https?:?/{{1,3}}|//)\S+|{_HOSTS_IN_TEXT}(?:/\S*)?", re.IGNORECASE)
_SCHEME = re.compile(r"https?:?/{1,3}|//", re.IGNORECASE)
"""Also as it is left when text was cleaned: `https//`, `https:/`."""
_OTHER_SCHEME = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://\S*", re.IGNORECASE)
_API = re.compile(r"(?:api/)?(?:models/+(?=[^/]))?")

_HUB_PREFIX = re.compile(
    r"(?:hf|hugging[-_ ]?face)(?:[-_]hub)?(?::(?://)?\s*|/(?=[^/\s]+/[^/\s]))(?:models/)?(?=[A-Za-z0-9_])",
    re.IGNORECASE,
)
_VIEWS = r"tree|blob|resolve|raw|commit|commits|discussions|edit|settings"
_TRAILING = re.compile(rf"({ID.pattern})/+(?:(?:{_VIEWS})(?:/.*)?)?", re.ASCII | re.DOTALL)
_REVISION = re.compile(rf"({ID.pattern}|{NAME.pattern}(?=@))(?:[@#?]\S*|:(\S*))", re.ASCII)

_MODELSCOPE_HOST = re.compile(r"(?:www\.)?modelscope\.(?:cn|ai)", re.IGNORECASE)
_MODELSCOPE_PREFIX = re.compile(r"(?:modelscope|ms)(?::(?://)?|/(?=[^/\s]+/[^/\s]))(?:models/)?", re.IGNORECASE)
_OLLAMA_TAG = re.compile(r"latest|e?\d+(?:\.\d+)?[bm](?:-.*)?", re.IGNORECASE)
_OLLAMA_NAME = re.compile(rf"{NAME.pattern}:{NAME.pattern}", re.ASCII)


def url(text: str) -> Step | None:
    """A page of the Hub: the repository it is about. A page of another kind, or of another site, names no model."""
    if not URL.fullmatch(text):
        return Reject(NOT_ON_THE_HUB) if _OTHER_SCHEME.fullmatch(text) and not _names_a_hub(text) else None
    try:
        parts = urlsplit(f"//{_SCHEME.sub('', text, count=1)}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return Reject(NOT_ON_THE_HUB)
    path = re.sub("/{2,}", "/", unquote(parts.path)).strip("/")
    path = path[_API.match(path).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    if host in HUB_HOSTS:
        return _page(text, path.split("/"))
    if _MODELSCOPE_HOST.fullmatch(host):
        return _elsewhere("/".join(path.split("/")[:2]))
    return Reject(NOT_ON_THE_HUB)


def _page(text: str, segments: list[str]) -> Step | None:
    """What a page of the Hub is about, from the parts of its path."""
    if segments[0] in OTHER_KINDS or segments[0] in ("", "models"):
        return Reject(NOT_A_MODEL)
    if len(segments) == 2 and segments[1] in OWNERS_PAGES:
        return doubtful("/".join(segments), NOT_A_MODEL)
    return rewrite(text, "/".join(segments[:2]))


def _names_a_hub(text: str) -> bool:
    return bool(_HUB_PREFIX.match(text) or _MODELSCOPE_PREFIX.match(text))


def _elsewhere(id: str) -> Step:
    """A name of another place: the same model's on the Hub, where there is one."""
    return doubtful(id, NOT_ON_THE_HUB) if ID.fullmatch(id) else Reject(NOT_ON_THE_HUB)


def percent(text: str) -> Step | None:
    """`Qwen%2FQwen3-8B`, cut out of an address."""
    return rewrite(text, unquote(text)) if "%2f" in text.lower() and NAME.fullmatch(text.replace("%", "")) else None


def hub_prefix(text: str) -> Step | None:
    """`hf://models/a/b`, `huggingface/a/b`, `hf:a/b`; `huggingface/b` alone is a model of that owner."""
    match = _HUB_PREFIX.match(text)
    return rewrite(text, text[match.end() :]) if match else None


def other_kind(text: str) -> Step | None:
    kind, _, rest = text.partition("/")
    return Reject(NOT_A_MODEL) if kind in OTHER_KINDS and "/" in rest.strip("/") else None


def modelscope(text: str) -> Step | None:
    """`modelscope:Qwen/Qwen3-8B`, or an owner that only ModelScope has."""
    match = _MODELSCOPE_PREFIX.match(text)
    if match:
        return doubtful(text[match.end() :], NOT_ON_THE_HUB)
    owned = ID.fullmatch(text) and text.partition("/")[0] in MODELSCOPE_OWNERS
    return Accept(text, Doubt(NOT_ON_THE_HUB)) if owned else None


def ollama(text: str) -> Step | None:
    """`qwen3:8b`, `library/qwen3`: names of Ollama's library, where a model has a tag and often no owner."""
    if _OLLAMA_NAME.fullmatch(text):
        return Reject(NOT_ON_THE_HUB)
    owned = ID.fullmatch(text) and text.partition("/")[0].lower() in OLLAMA_OWNERS
    return Accept(text, Doubt(NOT_ON_THE_HUB)) if owned else None


def trailing_path(text: str) -> Step | None:
    match = _TRAILING.fullmatch(text)
    return rewrite(text, match[1]) if match else None


def revision(text: str) -> Step | None:
    """An id with a revision or a file's quantisation; with one of Ollama's tags it may be Ollama's."""
    match = _REVISION.fullmatch(text)
    if not match:
        return None
    if match[2] and _OLLAMA_TAG.fullmatch(match[2]):
        return doubtful(match[1], NOT_ON_THE_HUB)
    return rewrite(text, match[1])
