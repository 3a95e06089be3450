"""What the counts leave out: models below copies that are not listed, and whose names give their original away.

Children hang on `unsloth/Qwen3-8B`, which a snapshot may not list, so that nobody can ask what it was made from.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.derivations.kin import among
from lineage.frozen.derivations.reachability import distinct_below
from lineage.frozen.derivations.subtree import SubtreeIndex
from lineage.frozen.results import Undercount
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Counts, Ints, Longs, narrow
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import distinct_numbers


@dataclass(frozen=True, slots=True)
class Undercounts:
    """One entry a model in each array: the distinct models below it by way of copies only, and the copies.

    A copy is a missing model with an inferred parent. The counts are those on the graph of declared derivations and of
    the copies' inferred parents, copies themselves left out, minus those on declared derivations alone.
    """

    models: Counts
    copies: Counts

    @classmethod
    def of(cls, arrays: ArrayFile) -> Self:
        """From a frozen graph's file; without entries where an earlier version wrote it."""
        names = ("undercount.models", "undercount.copies")
        return cls(*(arrays[name] if name in arrays else np.zeros(0, np.int64) for name in names))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays by their names in a frozen graph's file."""
        return {"undercount.models": narrow(self.models), "undercount.copies": narrow(self.copies)}

    def models_of(self, numbers: AnyArray) -> Counts:
        """How many models the count of each leaves out; 0 where nobody counted it."""
        return self.models[numbers] if len(self.models) else np.zeros(len(numbers), np.int32)

    def take(self, numbers: AnyArray) -> list[Undercount | None]:
        """As `get`, of many models."""
        left_out = zip(numbers.tolist(), self.models_of(numbers).tolist(), strict=True)
        return [self.get(number) if models else None for number, models in left_out]

    def get(self, number: int) -> Undercount | None:
        """What the count of one model's descendants leaves out; None for nothing, and where nobody counted it."""
        models = int(self.models[number]) if len(self.models) else 0
        return Undercount(models, int(self.copies[number])) if models else None


def undercount_of_union(subtree: SubtreeIndex, own: Ints, copies: tuple[Ints, Ints]) -> Undercount | None:
    """What the union of some models leaves out, each model once, however many of them are above it: the distinct models
    below any of them by way of copies only, none of their own, and the copies, those of their own left out.

    `copies` are the copies and the models that they are copies of. None for nothing.
    """
    child, original = copies
    counted = reached = subtree.family(own)
    at, seen = subtree.preorder[original], np.zeros(len(child), np.bool_)
    while (new := reached.hold(at) & ~seen).any():
        seen |= new
        reached = subtree.family(distinct_numbers(np.concatenate([own, child[seen]])))
    below = distinct_numbers(child[seen])
    others = int(np.count_nonzero(~counted.hold(subtree.preorder[below])))
    models = len(reached) - len(counted) - others
    return Undercount(models, others) if models else None


def undercounts(declared: tuple[AnyArray, AnyArray], copies: tuple[AnyArray, AnyArray], plain: Longs) -> Undercounts:
    """`declared` and `copies` are children and parents, without self-references, the declared ones distinct; no copy is
    a declared child. `plain` are the declared counts."""
    models, below = np.zeros(len(plain), np.int64), np.zeros(len(plain), np.int64)
    if not len(copies[0]):
        return Undercounts(models, below)
    related = np.zeros(len(plain), np.bool_)
    for ends in (*declared, *copies):
        related[ends] = True
    numbers, place = among(related)
    child, parent, copy, original = (place[ends] for ends in (*declared, *copies))
    more, below[numbers] = _distinct_below((child, parent), (copy, original), len(numbers))
    models[numbers] = more - plain[numbers]
    return Undercounts(models, below)


def _distinct_below(declared: tuple[Ints, Ints], copies: tuple[Ints, Ints], size: int) -> list[Longs]:
    """For each of `size` models how many are below it, copies left out, and how many copies."""
    distinct = np.divmod(distinct_numbers(copies[0].astype(np.int64) * size + copies[1]), size)
    child, parent = (np.concatenate(ends) for ends in zip(declared, distinct, strict=True))
    is_copy = np.zeros(size, np.bool_)
    is_copy[copies[0]] = True
    children, parents = Csr.of_edges(parent, child, size), Csr.of_edges(child, parent, size)
    return distinct_below(children, parents, (~is_copy, is_copy))
