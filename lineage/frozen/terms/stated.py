"""What a frozen graph says of its models that licences along a lineage follow from."""

from dataclasses import dataclass

import numpy as np

from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.derivations.reachability import Reachability
from lineage.frozen.derivations.subtree import SubtreeIndex
from lineage.frozen.storage.arrays import Bools
from lineage.frozen.storage.columns import Words
from lineage.frozen.storage.strings import Strings
from lineage.licences import Licence, licence_of


@dataclass(frozen=True, slots=True)
class StatedLicences:
    """What the models of a graph state, why the base that one names was not found, whether each is
    listed, removed or missing, their derivations, their ids, what
    is below each, how many and how deep, and which are mass uploads by place in the preorder."""

    license: Words
    license_name: Words
    base_not_found: Words
    status: Words
    children: Adjacency
    parents: Adjacency
    ids: Strings
    subtree: SubtreeIndex
    reach: Reachability
    placed_mass_upload: Bools

    @property
    def unfound(self) -> Bools:
        """For each model whether it names a base that was not found."""
        return np.asarray(self.base_not_found.codes >= 0)

    def licence(self, number: int) -> Licence:
        """What a model states."""
        return licence_of(self.license.get(number), self.license_name.get(number))
