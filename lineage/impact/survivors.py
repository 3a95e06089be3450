"""Where those who use a model can go when it goes: copies of it under other owners, and siblings made as it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs
from lineage.text import ids
from lineage.values import Relation, Status

FULL_PRECISION = ("bf16", "fp16", "f16", "fp32", "f32", "hf", "safetensors")
"""Words behind a name for a format that holds the weights whole."""
WHOLE_ENDINGS = tuple(f"{sign}{word}" for word in FULL_PRECISION for sign in "-_.")
OF_RE_UPLOADS = (Relation.FINETUNE, Relation.QUANTIZED, Relation.UNKNOWN)
"""Relations that re-uploads state: the Hub has none for a copy, and its own rule calls most of them finetunes."""
AS_MADE = {
    Relation.FINETUNE: "a finetune",
    Relation.ADAPTER: "an adapter",
    Relation.MERGE: "a merge",
    Relation.QUANTIZED: "a quantisation",
    Relation.UNKNOWN: "a derivative",
}
"""What a model of each relation is, in words."""
FEW = 20
"""A name that more models bear is nobody's: those that bear it and declare nothing are no copies."""
SAME_SIZE = 0.05
"""Sizes differ where one is by more than this share above the other: counts leave out embeddings, or not."""
BEYOND_DOWNLOADS = 1 << 60
"""More than any model has."""


class SurvivorKind(StrEnum):
    """What a survivor is to the model, the nearest first."""

    ORIGINAL = "original"
    MIRROR = "mirror"
    FULL_PRECISION = "full_precision"
    SIBLING = "sibling"


DEFINITION = (
    "Listed models to go to, of a task and a size that do not differ from the model's own where both are stated. An "
    "original, mirror or full-precision copy has its name, or that name and a word for a whole format "
    f"({', '.join(FULL_PRECISION)}): a parent or child of it, or (inferred) one of which nobody says so, but whose "
    f"name gives it away, or which has no parent but those of the model, where at most {FEW} are called so. A sibling "
    "was made from the same base by the same relation, and is no descendant."
)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A model to go to; `inferred` where nobody declares that it is a copy; `reasons` speak for it, in words."""

    id: str
    kind: SurvivorKind
    inferred: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A model under another owner that may be the same; `inferred` where nobody declares it."""

    number: int
    kind: SurvivorKind
    inferred: bool


@dataclass(frozen=True, slots=True)
class Survivors:
    """All survivors of one model: `copies`, ranked, then `siblings` in any order, each with the base that both share.

    Copies come declared before inferred, nearest first; siblings by task and size, where the model's own are stated;
    of equals the most downloaded first.
    """

    of: "Likeness"
    copies: tuple[Copy, ...]
    siblings: Ints
    bases: Ints

    def __len__(self) -> int:
        return len(self.copies) + len(self.siblings)

    def without_mass_uploads(self) -> "Survivors":
        """Those that no rule marks as one of a mass upload."""
        models = self.of.graph.models
        copies = (copy for copy in self.copies if models.column("mass_upload").get(copy.number) is None)
        kept = ~models.are_mass_uploads(self.siblings)
        return Survivors(self.of, tuple(copies), self.siblings[kept], self.bases[kept])

    def page(self, offset: int, limit: int) -> dict[int, Survivor]:
        """Those from `offset` on, `limit` at most, by number."""
        copies = {copy.number: _copy(self.of, copy) for copy in self.copies[offset : offset + limit]}
        first, last = (max(place - len(self.copies), 0) for place in (offset, offset + limit))
        return copies | _described(self.of, *self._ranked(first, last))

    def _ranked(self, first: int, last: int) -> tuple[Ints, Ints]:
        """The siblings from `first` on and before `last`, and their bases; no more are sorted than may be these."""
        unlike = 2 * ~self.of.same_task(self.siblings) + ~self.of.same_size(self.siblings)
        rank = (
            unlike.astype(np.int64) * BEYOND_DOWNLOADS - self.of.graph.models.numbers("downloads").values[self.siblings]
        )
        last = min(last, len(rank))
        places = np.flatnonzero(rank <= np.partition(rank, last - 1)[last - 1]) if last else np.zeros(0, np.int64)
        order = places[np.lexsort((self.siblings[places], rank[places]))][first:last]
        return self.siblings[order], self.bases[order]


def survivors_of(graph: FrozenGraph, number: int) -> Survivors:
    """Everything that is left to go to when a model goes."""
    likeness = Likeness(graph, number)
    copies = tuple(sorted(_copies(likeness), key=lambda copy: _rank(graph, copy)))
    siblings, bases = _siblings(likeness, [number, *(copy.number for copy in copies)])
    return Survivors(likeness, copies, siblings, bases)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike other models are to one."""

    graph: FrozenGraph
    number: int

    def may_stand_in(self, numbers: AnyArray) -> Bools:
        """For each whether it is listed, and of the same task and size where both state them."""
        status = self.graph.models.words("status")
        found = np.asarray(status.codes[numbers] == status.code(Status.LISTED))
        if (own := self._tasks()[self.number]) >= 0:
            tasks = self._tasks()[numbers]
            found &= (tasks < 0) | (tasks == own)
        if self._sizes()[self.number] >= 0:
            found &= (self._sizes()[numbers] < 0) | self.same_size(numbers)
        return found

    def same_task(self, numbers: AnyArray) -> Bools:
        own = self._tasks()[self.number]
        return np.asarray(self._tasks()[numbers] == own) if own >= 0 else np.zeros(len(numbers), np.bool_)

    def same_size(self, numbers: AnyArray) -> Bools:
        own = self._sizes()[self.number]
        if own < 0:
            return np.zeros(len(numbers), np.bool_)
        others = self._sizes()[numbers]
        return np.asarray(np.abs(others - own) <= SAME_SIZE * np.maximum(others, own))

    def reasons(self, numbers: AnyArray) -> Iterator[tuple[str, ...]]:
        """What each of some models has in common with the one, in words."""
        task = f"the same task: {self.graph.models.column('pipeline_tag').get(self.number)}"
        sizes = [f"the same size: {size:,} parameters" for size in self._sizes()[numbers].tolist()]
        alike = zip(self.same_task(numbers).tolist(), self.same_size(numbers).tolist(), sizes, strict=True)
        return ((*[task] * of_task, *[size] * of_size) for of_task, of_size, size in alike)

    def relation(self, child: int, parent: int) -> Relation | None:
        """How one model is declared to be made from another; None where it is not."""
        declared = parent in self.graph.parents.of(child)
        return self.graph.edges.between(child, parent).relation if declared else None

    def _tasks(self) -> Ints:
        return self.graph.models.words("pipeline_tag").codes

    def _sizes(self) -> Longs:
        return self.graph.models.numbers("parameters").values


def _copies(of: Likeness) -> Iterator[Copy]:
    """Models under other owners that are called as the model is, or so and by a word for a whole format."""
    name = ids.name(of.graph.ids[of.number])
    namesakes, *whole = of.graph.search.beginnings.named(name, ("", *WHOLE_ENDINGS))
    kinds = ((SurvivorKind.MIRROR, namesakes), (SurvivorKind.FULL_PRECISION, chain.from_iterable(whole)))
    for kind, called in kinds:
        others = np.array([number for number in called if number != of.number], np.int64)
        for number in others[of.may_stand_in(others)].tolist():
            yield from _copy_of(of, number, kind, few=len(others) <= FEW)


def _copy_of(of: Likeness, number: int, kind: SurvivorKind, few: bool) -> Iterator[Copy]:
    """A model of the same name as a copy, where anything says it is one."""
    declared, above = of.relation(number, of.number), of.relation(of.number, number)
    if declared or above:
        if (declared or above) in OF_RE_UPLOADS:
            yield Copy(number, kind if declared else SurvivorKind.ORIGINAL, False)
    elif number in of.graph.suggested_parents(of.number):
        yield Copy(number, SurvivorKind.ORIGINAL, True)
    elif of.number in of.graph.suggested_parents(number) or (few and _adds_no_parent(of, number)):
        yield Copy(number, kind, True)


def _adds_no_parent(of: Likeness, number: int) -> bool:
    """Whether a model declares no parent but those of the one."""
    parents = of.graph.parents
    return bool(np.isin(parents.of(number), parents.of(of.number)).all())


def _siblings(of: Likeness, left_out: Sequence[int]) -> tuple[Ints, Ints]:
    """Models made from a base of the model by the same relation, and that base (of several the first)."""
    graph, row = of.graph, of.graph.parents.row(of.number)
    pairs = [np.zeros((2, 0), np.int32)]
    for base, relation in zip(graph.parents.indices[row], graph.parents.relation[row], strict=True):
        made = graph.children.row(int(base))
        alike = graph.children.indices[made][graph.children.relation[made] == relation]
        pairs.append(np.stack([alike, np.full_like(alike, base)]))
    siblings, bases = np.concatenate(pairs, axis=1)
    if not len(siblings):
        return siblings, bases
    if len(pairs) > 2:
        siblings, first = np.unique(siblings, return_index=True)
        bases = bases[first]
    kept = of.may_stand_in(siblings) & ~graph.lineage.descend(siblings, of.number)
    for number in left_out:
        kept &= siblings != number
    return siblings[kept], bases[kept]


def _rank(graph: FrozenGraph, copy: Copy) -> tuple[bool, int, int, int]:
    downloads = int(graph.models.numbers("downloads").values[copy.number])
    return copy.inferred, list(SurvivorKind).index(copy.kind), -downloads, copy.number


def _copy(of: Likeness, copy: Copy) -> Survivor:
    """A copy with what speaks for it."""
    name = "the same name" if copy.kind is not SurvivorKind.FULL_PRECISION else "the same name in a whole format"
    declared, above = of.relation(copy.number, of.number), of.relation(of.number, copy.number)
    said = "nobody declares it" if copy.inferred else _declaration(declared, above)
    reasons = (name, said, *next(of.reasons(np.array([copy.number]))))
    return Survivor(of.graph.ids[copy.number], copy.kind, copy.inferred, reasons)


def _declaration(declared: Relation | None, above: Relation | None) -> str:
    """What a copy declares of the model, or else the model of the copy."""
    if declared:
        return f"declares itself {AS_MADE[declared]} of this model"
    return f"this model declares itself {AS_MADE[above or Relation.UNKNOWN]} of it"


def _described(of: Likeness, siblings: Ints, bases: Ints) -> dict[int, Survivor]:
    """Siblings with what speaks for each, by number: it was made from its base as the model was."""
    made = {
        base: f"{AS_MADE[of.relation(of.number, base) or Relation.UNKNOWN]} of {of.graph.ids[base]} as well"
        for base in set(bases.tolist())
    }
    rows = zip(siblings.tolist(), of.graph.ids.take(siblings), bases.tolist(), of.reasons(siblings), strict=True)
    return {
        number: Survivor(id, SurvivorKind.SIBLING, False, (made[base], *reasons)) for number, id, base, reasons in rows
    }
