"""The ways in which cards fail to say plainly what a model was made from."""

from collections.abc import Callable
from enum import StrEnum

from lineage.text import ids


class Quirk(StrEnum):
    """How a card fails to say plainly what the model was made from; NONE for the plain ones."""

    NONE = "none"
    WRONG_CASE = "wrong_case"
    MISSING = "missing"
    REMOVED = "removed"
    SELF_REFERENCE = "self_reference"
    CACHE_PATH = "cache_path"
    LOCAL_PATH = "local_path"
    URL = "url"
    HTML = "html"
    DASH = "dash"
    COMMAS = "commas"
    DATASET = "dataset"
    COLLECTION = "collection"
    EMPTY_LIST = "empty_list"
    EMPTY_TEXT = "empty_text"
    PLACEHOLDER = "placeholder"
    NOT_TEXT = "not_text"
    REPEATED = "repeated"
    ONE_PARENT = "one_parent"
    LONELY_MERGE = "lonely_merge"
    LEAKED_TAG = "leaked_tag"
    CYCLE = "cycle"
    RENAMED = "renamed"
    TAG_ONLY = "tag_only"


QUIRKS = tuple(Quirk)
"""A quirk's code in the columns is its place here."""


def _wrong_case(parent: str, i: int) -> str:
    owner, _, name = parent.rpartition("/")
    changed = f"{owner.swapcase()}/{name}" if i % 2 else f"{owner}/{name.swapcase()}"
    return parent.lower() if parent.lower() != parent and i % 3 else changed


def _cache_path(parent: str, i: int) -> str:
    flat = parent.replace("/", "--")
    return (
        f"/cache/models/{flat}",
        f"/root/.cache/huggingface/hub/models--{flat}/snapshots/{i * 2654435761:040x}",
        f"models--{flat}",
    )[i % 3]


def _local_path(parent: str, i: int) -> str:
    name = parent.rpartition("/")[2]
    return (f"C:\\Models\\{name}", f"./output/checkpoint-{i % 40}00", f"/workspace/models/{name}/", f"../{name}")[i % 4]


def _url(parent: str, i: int) -> str:
    return (
        f"https://huggingface.co/{parent}/",
        f"https://huggingface.co/{parent}/tree/main",
        f"huggingface.co/{parent}",
        f"https://huggingface.co/{parent}",
    )[i % 4]


def _html(parent: str, i: int) -> str:
    return f'<a href="https://huggingface.co/{parent}">{parent}</a><script>alert({i})</script>'


def _commas(parent: str, i: int) -> str:
    return f"{parent}, Qwen/Qwen2.5-7B" if i % 2 else f"{parent},Qwen/Qwen3-8B,google/gemma-2-9b"


def _collection(parent: str, i: int) -> str:
    return f"https://huggingface.co/collections/{ids.owner(parent)}/{ids.name(parent).lower()}-{i * 2654435761:024x}"


def _dataset(parent: str, i: int) -> str:
    return ("datasets/openai/gsm8k", "tatsu-lab/alpaca", "https://huggingface.co/datasets/Open-Orca/OpenOrca")[i % 3]


def _placeholder(parent: str, i: int) -> str:
    return ("ORIGINAL_REPO_NAME", "base_model_name_or_path", "[More Information Needed]", "None", "N/A")[i % 5]


def _not_text(parent: str, i: int) -> object:
    return ({"name": parent}, 7, [{"model": parent, "layer_range": [0, 32]}], True, [[parent]])[i % 5]


MISSTATEMENTS: dict[Quirk, Callable[[str, int], object]] = {
    Quirk.WRONG_CASE: _wrong_case,
    Quirk.CACHE_PATH: _cache_path,
    Quirk.LOCAL_PATH: _local_path,
    Quirk.URL: _url,
    Quirk.HTML: _html,
    Quirk.DASH: lambda parent, i: f"- {parent}",
    Quirk.COMMAS: _commas,
    Quirk.DATASET: _dataset,
    Quirk.COLLECTION: _collection,
    Quirk.EMPTY_LIST: lambda parent, i: [],
    Quirk.EMPTY_TEXT: lambda parent, i: "[]" if i % 2 else "",
    Quirk.PLACEHOLDER: _placeholder,
    Quirk.NOT_TEXT: _not_text,
    Quirk.REPEATED: lambda parent, i: [parent, parent],
}
"""What the card's `base_model` says instead of the parent's id, by the parent and the model's number."""
