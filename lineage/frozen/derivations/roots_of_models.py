"""The roots of all models at once: those of a tree are its top's, which is a root itself or stands below several."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.derivations.root_organisations import RootOrganisations, root_organisations
from lineage.frozen.derivations.trees import trees_of
from lineage.frozen.storage.arrays import AnyArray, Ints, Longs
from lineage.frozen.storage.csr import Csr, ranges


@dataclass(frozen=True, slots=True)
class RootsOfModels:
    """`top` is that of each model's tree; `sets` has the roots of each, every model being its own organisation."""

    top: Ints
    sets: RootOrganisations

    @classmethod
    def of_graph(cls, children: Csr, parents: Csr) -> Self:
        """Those of a graph given in both directions, without self-references."""
        trees = trees_of(children, parents)
        return cls(
            trees.cut.top[trees.node], root_organisations(trees, np.arange(trees.size, dtype=np.int32), trees.size)
        )

    def of(self, models: AnyArray) -> tuple[Longs, Longs]:
        """The roots of these models, ascending, one model's after the other's, and how many each has."""
        codes = self.sets.of_top[self.top[models]]
        lengths = self.sets.sizes(codes)
        starts, alone = np.cumsum(lengths) - lengths, codes < self.sets.organisations
        several = codes[~alone] - self.sets.organisations
        roots = np.empty(int(lengths.sum()), np.int64)
        roots[starts[alone]] = codes[alone]
        members = ranges(self.sets.starts[several], lengths[~alone])
        roots[ranges(starts[~alone], lengths[~alone])] = self.sets.members[members]
        return roots, lengths
