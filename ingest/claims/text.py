"""The rules that read one text of a claim: each recognises one way of writing a parent, and says what it means.

A rule is a function from a text without outer blanks to a Step, or to None when the text is nothing of its kind.
`ingest.resolve.rules` puts them in order and says where each comes from.
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ingest.claims.legacy import LEGACY


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The text stands for these texts, which are read in turn."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accept:
    """The text names this model. With `unless`, only if the snapshot knows such a model: else it is rejected so."""

    id: str
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """The text names no model, for this reason."""

    reason: str


Step = Rewrite | Accept | Reject

ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)
_NAME = re.compile(r"[\w.-]+", re.ASCII)

NO_OWNER = "no owner"
NOT_AN_ID = "not an id"
LOCAL_PATH = "local path"
PLACEHOLDER = "placeholder"
NOT_A_MODEL = "not a model"
FOREIGN_URL = "not on the Hub"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PLACEHOLDERS = _set(
    """none null nil nan true false yes no n/a na tbd todo unknown undefined unspecified default custom scratch ~ - .
    base_model base-model original_repo_name original_model model_name model_id your_base_model your-base-model
    username/model_name your_username/your_model owner/name org/model author/model user/model"""
) | {"", "from scratch", "not specified", "not applicable", "base model", "more information needed"}
_TEMPLATE = re.compile(
    r"todo\b.*|your[-_ ].*|<[^<>/]*>|\{\{.*\}\}|\$\{.*\}|\[(?:more|add|insert|your|base|model)\b[^\]]*\]"
    r"|(?:add|insert|replace)[-_ ].*(?:model|base|here).*|\.\.\.",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = re.compile(r"[\s\[\]{}()\"'`,]*")
_ANCHOR = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARKDOWN = re.compile(r"!?\[[^\[\]]*\]\(\s*<?([^()\s<>]+)>?[^()]*\)")
_PAIRS = {'"': '"', "'": "'", "`": "`", "*": "*", "\u201c": "\u201d", "\u2018": "\u2019", "[": "]", "(": ")", "<": ">"}
_DASH = re.compile(r"[-*\u2022\u2013\u2014]\s*(?=[A-Za-z0-9\"'`\[<(])")
_HUB_HOSTS = frozenset(
    {"huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co", "hf-mirror.com", "huggingface.com"}
)
_URL = re.compile(r"(?:https?:)?//\S+|(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)(?:/\S*)?", re.IGNORECASE)
_HF_SCHEME = re.compile(r"hf:(?://)?(?=[A-Za-z0-9])", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://\S*", re.IGNORECASE)
_OTHER_KINDS = _set(
    "datasets spaces collections papers blog docs posts learn tasks pricing settings organizations search"
)
_VIEWS = r"tree|blob|resolve|raw|commit|commits|discussions|edit|settings"
_TRAILING = re.compile(rf"({ID.pattern})/+(?:(?:{_VIEWS})(?:/.*)?)?", re.ASCII | re.DOTALL)
_REVISION = re.compile(rf"({ID.pattern})[@:#?][\w.=&/-]*", re.ASCII)
_CACHED = re.compile(r"(?:^|[/\\])models--([A-Za-z0-9][\w.-]*?)(?:--([\w.-]+?))?(?=$|[/\\])", re.ASCII)
_DOUBLE_DASH = re.compile(r"(?:^|[/\\])([A-Za-z0-9][\w.]*(?:-[\w.]+)*)--([\w.]+(?:-[\w.]+)*)(?=$|[/\\])", re.ASCII)
_SEPARATOR = re.compile(r"[,;|\n\r\t]+|(?<!\s)\s+(?:\+|&|and|with|x)\s+|(?<=[\w.-])\+(?=[A-Za-z0-9][\w.-]*/)", re.ASCII)
_LOCAL = re.compile(r"/|\.{1,2}(?:[/\\]|$)|~[/\\]|[A-Za-z]:[/\\]|file:|[^/]*\\", re.DOTALL)
_FOLDERS = _set(
    """output outputs out results result checkpoint checkpoints ckpt ckpts runs run save saved saves model models data
    tmp temp cache workspace work content kaggle root home mnt opt usr var users lora adapters weights pretrained
    training train logs artifacts drive"""
)


def placeholder(text: str) -> Step | None:
    if text.lower() in _PLACEHOLDERS or _EMPTY.fullmatch(text) or _TEMPLATE.fullmatch(text):
        return Reject(PLACEHOLDER)
    return None


def markup(text: str) -> Step | None:
    """HTML: the targets of its links, else its text."""
    if not _TAG.search(text) and html.unescape(text) == text:
        return None
    targets = _ANCHOR.findall(text)
    return _rewrite(text, *(html.unescape(t) for t in targets or [_TAG.sub(" ", text)]))


def markdown_link(text: str) -> Step | None:
    targets = _MARKDOWN.findall(text)
    return _rewrite(text, *targets) if targets else None


def quoted(text: str) -> Step | None:
    """One pair around all of it; `'a/b', 'c/d'` is not."""
    if len(text) < 2 or _PAIRS.get(text[0]) != text[-1]:
        return None
    inside = text[1:-1]
    return None if text[0] == text[-1] and text[0] in inside.strip(text[0]) else _rewrite(text, inside)


def list_dash(text: str) -> Step | None:
    match = _DASH.match(text)
    return _rewrite(text, text[match.end() :]) if match else None


def url(text: str) -> Step | None:
    """A page of the Hub: the repository it is about. A page of another kind, or of another site, names no model."""
    scheme = _HF_SCHEME.match(text)
    if scheme:
        return _rewrite(text, text[scheme.end() :])
    if not _URL.fullmatch(text):
        return Reject(FOREIGN_URL) if _OTHER_SCHEME.fullmatch(text) else None
    try:
        parts = urlsplit(text if "//" in text.split("/", 2)[0] + "//" and "//" in text else f"//{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return Reject(FOREIGN_URL)
    if host not in _HUB_HOSTS:
        return Reject(FOREIGN_URL)
    path = unquote(parts.path).strip("/").removeprefix("api/").removeprefix("models/")
    if not path or path.partition("/")[0] in _OTHER_KINDS:
        return Reject(NOT_A_MODEL)
    segments = path.split("/")
    return _rewrite(text, "/".join(segments[:2]) if len(segments) > 1 and segments[1] else segments[0])


def other_kind(text: str) -> Step | None:
    kind, _, rest = text.partition("/")
    return Reject(NOT_A_MODEL) if kind in _OTHER_KINDS and "/" in rest.strip("/") else None


def cache_path(text: str) -> Step | None:
    """A folder of the Hub client's cache, or one named like it: `models--owner--name`, `/cache/models/owner--name`."""
    if any(c.isspace() for c in text) and not _LOCAL.match(text):
        return None
    match = _CACHED.search(text)
    if match:
        return _rewrite(text, "/".join(filter(None, match.groups())))
    match = _DOUBLE_DASH.search(text)
    return _rewrite(text, "/".join(match.groups())) if match else None


def several_ids(text: str) -> Step | None:
    """Several parents in one text. It counts as such when at least one part is an id, or all are bare names."""
    parts = [part for part in map(str.strip, _SEPARATOR.split(text)) if part]
    if len(parts) < 2:
        return _rewrite(text, parts[0]) if parts and parts[0] != text else None
    meant = any("/" in part for part in parts) or all(_NAME.fullmatch(part) for part in parts)
    return _rewrite(text, *parts) if meant else None


def trailing_path(text: str) -> Step | None:
    match = _TRAILING.fullmatch(text)
    return _rewrite(text, match[1]) if match else None


def revision(text: str) -> Step | None:
    match = _REVISION.fullmatch(text)
    return _rewrite(text, match[1]) if match else None


def local_path(text: str) -> Step | None:
    return Reject(LOCAL_PATH) if _LOCAL.match(text) else None


def words(text: str) -> Step | None:
    """A sentence: the ids in it, if there are any."""
    parts = text.split()
    if len(parts) < 2:
        return None
    ids = [
        part for part in (p.strip("()[]{}<>\"'`,.;:!?") for p in parts) if ID.fullmatch(part) or _URL.fullmatch(part)
    ]
    return _rewrite(text, *ids) if ids else Reject(NOT_AN_ID)


def inner_path(text: str) -> Step | None:
    """`owner/name/some/file`: a file in a repository when the snapshot knows `owner/name`, else a local path."""
    segments = text.strip("/").split("/")
    if len(segments) < 3 or not ID.fullmatch("/".join(segments[:2])):
        return None
    return Accept("/".join(segments[:2]), unless=LOCAL_PATH)


def folder(text: str) -> Step | None:
    """`outputs/checkpoint-500`: no owner of that name would be meant, unless the snapshot knows the model."""
    if ID.fullmatch(text) and text.partition("/")[0].lower() in _FOLDERS:
        return Accept(text, unless=LOCAL_PATH)
    return None


def plain(text: str) -> Step | None:
    return Accept(text) if ID.fullmatch(text) else None


def legacy_name(text: str) -> Step | None:
    return Accept(LEGACY[text]) if text in LEGACY else None


def bare_name(text: str) -> Step | None:
    return Accept(text, unless=NO_OWNER) if _NAME.fullmatch(text) else None


def not_an_id(_text: str) -> Step:
    return Reject(NOT_AN_ID)


def _rewrite(before: str, *texts: str) -> Step | None:
    """Never the same text again: every step makes progress."""
    return Rewrite(texts) if texts and all(len(text) < len(before) for text in texts) else None
