"""The rules for addresses: pages and files of the Hub, its prefixes, and what stands at other places."""

import re
from urllib.parse import unquote

from ingest.claims.steps import NOT_A_MODEL, NOT_ON_THE_HUB, Accept, Doubt, Reject, Step, doubtful, rewrite
from ingest.claims.vocabulary import MODELSCOPE_OWNERS, OLLAMA_OWNERS
from lineage.text.hub_addresses import (
    HOST,
    HUB_HOSTS,
    HUB_PREFIX,
    OF_A_VIEW,
    OTHER_KINDS,
    OWNERS_PAGES,
    SCHEME,
    host_and_path,
    repository,
)
from lineage.text.hub_ids import ID, NAME

URL = re.compile(
    rf"(?:{SCHEME.pattern})\S+|(?:{HOST}|(?:www\.)?(?:modelscope\.(?:cn|ai)|ollama\.com))(?:/\S*)?", re.IGNORECASE
)
_OTHER_SCHEME = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://\S*", re.IGNORECASE)
_TRAILING = re.compile(rf"({ID.pattern}){OF_A_VIEW}", re.ASCII | re.DOTALL)
_REVISION = re.compile(rf"({ID.pattern}|{NAME.pattern}(?=@))(?:[@#?]\S*|:(\S*))", re.ASCII)

_MODELSCOPE_HOST = re.compile(r"(?:www\.)?modelscope\.(?:cn|ai)", re.IGNORECASE)
_MODELSCOPE_PREFIX = re.compile(r"(?:modelscope|ms)(?::(?://)?|/(?=[^/\s]+/[^/\s]))(?:models/)?", re.IGNORECASE)
_OLLAMA_TAG = re.compile(r"latest|e?\d+(?:\.\d+)?[bm](?:-.*)?", re.IGNORECASE)
_OLLAMA_NAME = re.compile(rf"{NAME.pattern}:{NAME.pattern}", re.ASCII)


def url(text: str) -> Step | None:
    """A page of the Hub: the repository it is about. A page of another kind, or of another site, names no model."""
    if not URL.fullmatch(text):
        return Reject(NOT_ON_THE_HUB) if _OTHER_SCHEME.fullmatch(text) and not _names_a_hub(text) else None
    address = host_and_path(text)
    if address is None:
        return Reject(NOT_ON_THE_HUB)
    host, segments = address
    if host in HUB_HOSTS:
        return _page(text, segments)
    if _MODELSCOPE_HOST.fullmatch(host):
        return _elsewhere("/".join(segments[:2]))
    return Reject(NOT_ON_THE_HUB)


def _page(text: str, segments: list[str]) -> Step | None:
    """What a page of the Hub is about, from the parts of its path."""
    id = repository(segments)
    if id is None:
        return Reject(NOT_A_MODEL)
    if len(segments) == 2 and segments[1] in OWNERS_PAGES:
        return doubtful(id, NOT_A_MODEL)
    return rewrite(text, id)


def _names_a_hub(text: str) -> bool:
    return bool(HUB_PREFIX.match(text) or _MODELSCOPE_PREFIX.match(text))


def _elsewhere(id: str) -> Step:
    """A name of another place: the same model's on the Hub, where there is one."""
    return doubtful(id, NOT_ON_THE_HUB) if ID.fullmatch(id) else Reject(NOT_ON_THE_HUB)


def percent(text: str) -> Step | None:
    """`Qwen%2FQwen3-8B`, cut out of an address."""
    return rewrite(text, unquote(text)) if "%2f" in text.lower() and NAME.fullmatch(text.replace("%", "")) else None


def hub_prefix(text: str) -> Step | None:
    """`hf://models/a/b`, `huggingface/a/b`, `hf:a/b`; `huggingface/b` alone is a model of that owner."""
    match = HUB_PREFIX.match(text)
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
