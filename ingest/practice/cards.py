"""What authors write about their models' parents: the truth in most cases, and every known way to miss it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from ingest.practice import inventions, shape
from ingest.practice.descent import Codes, Descent, Flags, Ints, Mass
from ingest.practice.known_bases import removed, renamed
from ingest.practice.random_streams import RandomStreams


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


@dataclass
class Writing:
    """What the cards say, in the numbers of the descent. A model in `said` says exactly that; the others say the truth:
    one parent's id as a string or (`listed`) a list of one, or a list of several."""

    said: dict[int, object] = field(default_factory=dict)
    tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    quirk: Codes = field(default_factory=lambda: np.empty(0, np.uint8))
    listed: Flags = field(default_factory=lambda: np.empty(0, np.bool_))
    explicit: Codes = field(default_factory=lambda: np.empty(0, np.uint8))
    """The relation the card states (a code), shape.NONE for most."""
    absent: list[str] = field(default_factory=list)
    """Parents that are not on the Hub; the n-th has the number `models + n`."""
    gone: list[bool] = field(default_factory=list)
    """For each absent parent, whether it was there once (and was removed)."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Old ids and the present ones."""


def write(descent: Descent, ids: list[str], streams: RandomStreams) -> Writing:
    """Write every card; changes the descent's first parent where the true one is not on the Hub."""
    return _Author(descent, ids, streams).write()


class _Author:
    """Hands out the quirks: each one to its share of the children that nobody hangs on, no child twice."""

    def __init__(self, descent: Descent, ids: list[str], streams: RandomStreams) -> None:
        self.descent, self.ids = descent, ids
        self.random = streams("cards")
        self.writing = Writing(
            quirk=np.zeros(descent.size, np.uint8),
            listed=streams("lists").random(descent.size) < 0.45,
            explicit=np.full(descent.size, shape.NONE, np.uint8),
        )

    def write(self) -> Writing:
        self._explicit_relations()
        self._renames()
        numbers = np.arange(self.descent.related.start, self.descent.related.stop, dtype=np.int32)
        plain = (self.descent.mass[numbers] == Mass.NO) & ~self.descent.has_children[numbers]
        plain &= (self.descent.relation[numbers] < shape.UNKNOWN) & (self.descent.relation[numbers] != shape.MERGE)
        queue = self.random.permutation(numbers[plain])
        self._tag_only(numbers[self.descent.relation[numbers] == shape.UNKNOWN])
        queue = self._cycles(queue)
        for name, share in shape.IRREGULAR.items():
            count = round(share * len(numbers)) or int(len(numbers) >= 500)
            part, queue = queue[:count], queue[count:]
            self._irregular(Quirk(name), part)
        self._old_ids()
        return self.writing

    def _parent(self, i: int) -> str:
        return self.ids[int(self.descent.parent[i])]

    def _irregular(self, quirk: Quirk, part: Ints) -> None:
        if quirk is Quirk.MISSING:
            self._hang_on(
                part, quirk, [f"{inventions.owner(int(k) % 997)}/{self._lost_name(int(k))}" for k in part], gone=False
            )
            return
        if quirk is Quirk.REMOVED:
            self._removed(part)
            return
        for i in part.tolist():
            self._mark(i, quirk)
            if quirk is Quirk.LEAKED_TAG:
                self.writing.said[i] = None
                self.writing.tags[i] = (f"base_model:adapter:outputs/run-{i}/checkpoint-{i % 9}00",)
            elif quirk is Quirk.LONELY_MERGE:
                self.writing.tags[i] = ("merge",)
                self.writing.said[i] = [self._parent(i), f"{inventions.owner(i % 997)}/{self._lost_name(i)}"]
            elif quirk is Quirk.ONE_PARENT:
                self.writing.said[i] = [self._parent(i), self.ids[i % len(self.descent.bases)]]
            elif quirk is Quirk.SELF_REFERENCE:
                self.writing.said[i] = self.ids[i]
            else:
                self.writing.said[i] = _MISSAID[quirk](self._parent(i), i)

    def _lost_name(self, i: int) -> str:
        return self.ids[i].rpartition("/")[2] + "-stage1"

    def _mark(self, i: int, quirk: Quirk) -> None:
        self.writing.quirk[i] = QUIRKS.index(quirk)

    def _removed(self, part: Ints) -> None:
        """Parents that are gone: one famous one with its share, the rest invented ones with six children on average."""
        (famous, children), *_ = removed().items()
        share = children / (shape.IRREGULAR["removed"] * shape.DERIVATIONS)
        names = []
        for i, luck in zip(part.tolist(), self.random.random(len(part)).tolist(), strict=True):
            number = int(luck * luck * max(1, len(part) // 6))
            names.append(famous if i % 1000 < share * 1000 else f"{inventions.owner(number)}/withdrawn-{number}")
        self._hang_on(part, Quirk.REMOVED, names, gone=True)

    def _hang_on(self, part: Ints, quirk: Quirk, names: list[str], gone: bool) -> None:
        """Make parents that are not on the Hub the true ones of these models, and have their cards say so."""
        known = {name: k for k, name in enumerate(self.writing.absent)}
        listed = set(self.ids) if names else set()
        for i, wanted in zip(part.tolist(), names, strict=True):
            name = wanted + "-old" * (wanted in listed)
            if name not in known:
                known[name] = len(self.writing.absent)
                self.writing.absent.append(name)
                self.writing.gone.append(gone)
            self.descent.parent[i] = self.descent.size + known[name]
            self.writing.said[i] = name
            self._mark(i, quirk)

    def _tag_only(self, part: Ints) -> None:
        """A derivation of unknown relation: the author wrote the tag, and nothing else."""
        for i in part.tolist():
            self.writing.said[i] = None
            self.writing.tags[i] = (f"base_model:{self._parent(i)}",)
            self._mark(i, Quirk.TAG_ONLY)

    def _cycles(self, queue: Ints) -> Ints:
        """Rings of two and three models that name each other; returns who is left."""
        rings = round(shape.CYCLES * self.descent.size)
        rings = max(shape.FEWEST_CYCLES, rings) if self.descent.size >= 2000 else 0
        for ring in range(rings):
            size = 2 + ring % 2
            members, queue = queue[:size].tolist(), queue[size:]
            for i, other in zip(members, members[1:] + members[:1], strict=True):
                self.writing.said[i] = self.ids[other]
                self._mark(i, Quirk.CYCLE)
        return queue

    def _renames(self) -> None:
        """The known renames, and one model in a thousand of those with children that moved to another owner."""
        present = set(self.ids[: len(self.descent.bases)])
        self.writing.renamed = {old: new for old, new in renamed().items() if new in present}
        parents = np.flatnonzero(self.descent.has_children)
        parents = parents[parents >= len(self.descent.bases)]
        taken = {name.lower() for name in self.ids} if len(parents) else set()
        for i in parents[:: max(1, len(parents) // max(1, self.descent.size // 8000))].tolist():
            old = f"{inventions.owner(i % 883)}/{self.ids[i].rpartition('/')[2]}-preview"
            if old.lower() not in taken:
                self.writing.renamed[old] = self.ids[i]

    def _old_ids(self) -> None:
        """Some children of a renamed model still say its old id."""
        old = {new: old for old, new in self.writing.renamed.items()}
        named = np.zeros(self.descent.size, np.bool_)
        named[[i for i, name in enumerate(self.ids) if name in old]] = True
        related = np.arange(self.descent.related.start, self.descent.related.stop)
        parent = self.descent.parent[related]
        chosen = (parent < self.descent.size) & (self.writing.quirk[related] == 0)
        chosen &= (self.descent.relation[related] != shape.MERGE) & (
            self.random.random(len(related)) < shape.RENAMED_CLAIMS
        )
        chosen &= named[np.where(parent < self.descent.size, parent, 0)]
        for i in related[chosen].tolist():
            self.writing.said[i] = old[self._parent(i)]
            self._mark(i, Quirk.RENAMED)

    def _explicit_relations(self) -> None:
        declared = (self.descent.parent >= 0) & (self.descent.undeclared == 0) & (self.descent.relation < shape.UNKNOWN)
        states = declared & (self.random.random(self.descent.size) < shape.EXPLICIT)
        self.writing.explicit[states] = self.descent.relation[states]


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
    owner = parent.partition("/")[0]
    return f"https://huggingface.co/collections/{owner}/{parent.rpartition('/')[2].lower()}-{i * 2654435761:024x}"


def _dataset(parent: str, i: int) -> str:
    return ("datasets/openai/gsm8k", "tatsu-lab/alpaca", "https://huggingface.co/datasets/Open-Orca/OpenOrca")[i % 3]


def _placeholder(parent: str, i: int) -> str:
    return ("ORIGINAL_REPO_NAME", "base_model_name_or_path", "[More Information Needed]", "None", "N/A")[i % 5]


def _not_text(parent: str, i: int) -> object:
    return ({"name": parent}, 7, [{"model": parent, "layer_range": [0, 32]}], True, [[parent]])[i % 5]


_MISSAID: dict[Quirk, Callable[[str, int], object]] = {
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
