"""The owners of models and the organisations of owners, as codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.storage.arrays import Ints
from lineage.organisations import NO_OWNER, Organisations


@dataclass(frozen=True, slots=True)
class OwnerCodes:
    """The owner of each model and the organisation of each owner; models without an owner have the last owner."""

    of_model: Ints
    organisation: Ints
    organisations: int

    @property
    def organisation_of_model(self) -> Ints:
        return self.organisation[self.of_model]


def owners_by_code(
    vocabulary: Sequence[str], codes: Ints, organisations: Organisations
) -> tuple[list[str], OwnerCodes]:
    """The names of all organisations in byte order, and the owners, of models with these codes of their owners (below 0
    for none)."""
    known = organisations.of_owner
    of_owner = [known.get(owner, owner) for owner in vocabulary]
    without = [NO_OWNER] if (codes < 0).any() else []
    names = sorted({*of_owner, *without})
    code = {name: at for at, name in enumerate(names)}
    organisation = np.array([code[name] for name in (*of_owner, *without)], np.int32)
    of_model = np.where(codes < 0, len(of_owner), codes).astype(np.int32)
    return names, OwnerCodes(of_model, organisation, len(names))
