"""The rules for paths: folders of a cache, files in a repository, and what stands on somebody's disk."""

import re

from ingest.claims.steps import LOCAL_PATH, Accept, Doubt, Reject, Step, doubtful, rewrite
from ingest.claims.vocabulary import BESIDE_FOLDERS, FOLDERS
from lineage.text.hub_ids import ID, NAME, allowed
from lineage.values import BARE_NAME

_CACHED = re.compile(r"(?:^|[/\\])models--([A-Za-z0-9][\w.-]*?)(?:--([\w.-]+?))?(?=$|[/\\])", re.ASCII)
_PAIR = r"([A-Za-z0-9][\w.]*(?:-[\w.]+)*)--([\w.]+(?:-[\w.]+)*)"
_STORED = re.compile(
    rf"(?:.*[/\\])?(?:[\w.-]*cache[\w.-]*|hub|huggingface)[/\\]+(?:(?:hub|models)[/\\]+)?{_PAIR}"
    r"(?:[/\\]+(?:snapshots|blobs|refs)[/\\].*)?[/\\]*",
    re.ASCII,
)
"""`owner--name` in a folder where downloads are kept."""
_ENDING = re.compile(rf"(.*[/\\])?{_PAIR}[/\\]*", re.ASCII)
_MODELSCOPE = re.compile(
    rf"(?:.*[/\\])?modelscope[/\\](?:hub[/\\])?(?:models[/\\])?({ID.pattern})(?:[/\\].*)?", re.ASCII
)
_LOCAL = re.compile(r"/|\.{1,2}(?:[/\\]|$)|~[/\\]|[A-Za-z]:[/\\]|file:|\$[\w{]|%\w+%|[^/]*\\", re.DOTALL)
_ABOVE_ALL = re.compile(rf"/({ID.pattern})", re.ASCII)

_CHECKPOINT = re.compile(
    r"(?:(?:final|best|last|latest|merged)[-_])?(?:checkpoint|ckpt)(?:s?[-_]?\d+)?(?:[-_](?:final|best|last|latest|merged))?"
    r"|(?:global[-_]?)?(?:step|epoch|iter|iteration)s?[-_]?\d+",
    re.IGNORECASE,
)
_SUFFIX = r"(?:gguf|ggml|safetensors|bin|pth?|ckpt|onnx|h5|msgpack|tflite|task|litertlm|nemo|npz)"
_NO_REPOSITORY = re.compile(
    rf"(?:(?:adapter|pytorch)_)?model(?:-\d+-of-\d+)?\.{_SUFFIX}|(?:\w+_)?config\.json|tokenizer\.(?:json|model)|README\.md",
    re.IGNORECASE,
)
_FILE = re.compile(rf"[\w.-]+\.(?:{_SUFFIX}|index\.json)|{_NO_REPOSITORY.pattern}", re.IGNORECASE | re.ASCII)
"""A model's file. Repositories are called so too (`someone/qwen3.gguf`: 24 of 15,904), but never `config.json`."""


def cache_path(text: str) -> Step | None:
    """`models--owner--name`, or `owner--name` in a folder of downloads; anywhere else only what the snapshot knows."""
    if "--" not in text or (any(c.isspace() for c in text) and not _LOCAL.match(text)):
        return None
    match = _CACHED.search(text)
    if match:
        return rewrite(text, "/".join(filter(None, match.groups())))
    match = _STORED.fullmatch(text)
    if match:
        return rewrite(text, "/".join(match.groups()))
    return _pair_at_the_end(text)


def _pair_at_the_end(text: str) -> Step | None:
    """`Qwen--Qwen3-8B`, `/data/Qwen--Qwen3-8B`; `acme-lab/qwen3--merged` is an id."""
    match = _ENDING.fullmatch(text)
    if not match or (match[1] and not _LOCAL.match(text) and _may_be_owned(text)):
        return None
    return doubtful(f"{match[2]}/{match[3]}", LOCAL_PATH if match[1] else BARE_NAME)


def _may_be_owned(path: str) -> bool:
    """Whether a path that begins nowhere on a disk may be a repository's, or has marks that are to be cut off first."""
    owner = path.partition("/")[0]
    return not NAME.fullmatch(owner) or _may_own(owner)


def modelscope_cache(text: str) -> Step | None:
    """`~/.cache/modelscope/hub/Qwen/Qwen2___5-7B`: ModelScope's client writes `___` for a dot."""
    match = _MODELSCOPE.fullmatch(text)
    return doubtful(match[1].replace("___", "."), LOCAL_PATH) if match else None


def local_path(text: str) -> Step | None:
    """`/owner/name` may be a link within the Hub."""
    match = _ABOVE_ALL.fullmatch(text)
    if match and not _on_disk(*match[1].split("/")):
        return doubtful(match[1], LOCAL_PATH)
    return Reject(LOCAL_PATH) if _LOCAL.match(text) else None


def inner_path(text: str) -> Step | None:
    """`owner/name/some/file`: a file of a repository where it is called as one, or where the snapshot knows it."""
    segments = text.strip("/").split("/")
    id = "/".join(segments[:2])
    if len(segments) < 3 or not ID.fullmatch(id):
        return None
    stored = _on_disk(*segments[:2]) or segments[1].lower() in FOLDERS
    if _FILE.fullmatch(segments[-1]) and not stored:
        return rewrite(text, id)
    on_disk = not allowed(id) or cache_path(id)
    return Reject(LOCAL_PATH) if on_disk else Accept(id, Doubt(LOCAL_PATH))


def folder(text: str) -> Step | None:
    """`outputs/checkpoint-500`: nobody's model, unless the snapshot knows it or its owner."""
    if ID.fullmatch(text) and _on_disk(*text.split("/")):
        return Accept(text, Doubt(LOCAL_PATH, by_owner=True))
    return None


def _on_disk(owner: str, name: str) -> bool:
    """Whether one of the two is what folders and files are called, and accounts or repositories are not."""
    return not _may_own(owner) or bool(_CHECKPOINT.fullmatch(name) or _NO_REPOSITORY.fullmatch(name))


def _may_own(owner: str) -> bool:
    """Accounts have letters, digits and dashes, not digits alone (the Hub's form; so have all 8,455 of real rows)."""
    if not re.fullmatch(r"[A-Za-z0-9-]+", owner) or owner.replace("-", "").isdigit():
        return False
    parts = owner.lower().split("-")
    return not (set(parts) & FOLDERS and set(parts) <= FOLDERS | BESIDE_FOLDERS)
