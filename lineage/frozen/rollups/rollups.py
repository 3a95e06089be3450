"""Roll-ups: how many models descend from a model, an owner or an organisation, counted in three ways.

A root's organisation is that of its owner; DEFINITIONS has the ways. Each is given once more without mass uploads,
without quantisations (models that a derivation says were quantized), and without both; what hangs below a model that is
left out still counts. `own` are the models of the same owner (of an owner) or of the same organisation (of a model, of
an organisation), `others` the rest.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.storage.arrays import AGAIN, AnyArray, ArrayFile, Bools, Ints, Longs, integers
from lineage.frozen.storage.beside import read
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import are_among, distinct_numbers
from lineage.frozen.storage.strings import Strings
from lineage.home.home import FolderKind

LEVELS = ("model", "owner", "organisation")
WAYS = ("union", "exclusive", "fractional", "inferred")
DEFINITIONS = {
    "union": "Distinct models that descend, at any distance, from any of its models; none descends from itself.",
    "exclusive": "Those of the union that are no root and descend from no other organisation's root.",
    "fractional": "Each model of the union that is no root counts 1, split evenly over the organisations of its roots: "
    "what of it is this organisation's. All organisations add up to `related`, the models that are no root.",
    "inferred": "What the union would have more if the parents that names alone give away were parents; in no count.",
}
"""What each of WAYS counts."""

VARIANTS = ("value", "without_mass_uploads", "without_quantisations", "without_both")
LAST_ADDED = "placed.no_mass_uploads_before"
"""Roll-ups without it are of an earlier version, and lack what is asked of them."""
ALL, OWN = 0, 1
"""Places in the first axis of a way's array; the second is of VARIANTS, the third of rows."""


@dataclass(frozen=True, slots=True)
class CountVariants:
    """One count with everything, and with some models left out."""

    value: float
    without_mass_uploads: float
    without_quantisations: float
    without_both: float


@dataclass(frozen=True, slots=True)
class RolledCount(CountVariants):
    """One way of counting: of all, of its own models and of others', which add up to all."""

    own: CountVariants = field(kw_only=True)
    others: CountVariants = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class RollUp:
    """The three ways of counting, and beside them what names alone would add; None where that was not frozen."""

    union: RolledCount
    exclusive: RolledCount
    fractional: RolledCount
    inferred: RolledCount | None


class RollUps:
    """The roll-ups of one graph by one table of organisations, whose `table` is the digest of.

    An owner is a place in the vocabulary of the column `author`, an organisation a place in `organisations`, which are
    in byte order; `organisation_of_owner` leads from one to the other, its last entry from models without an owner.
    """

    def __init__(self, table: str, arrays: ArrayFile | dict[str, AnyArray]) -> None:
        self.table = table
        self.organisations = Strings(arrays, "organisation")
        self.organisation_of_owner: Ints = arrays["owner.organisation"]
        self.related = _variants(arrays["related"])
        self.arrays = arrays
        self._sole = arrays["model.sole"]
        self._rows = {level: arrays[f"{level}.rows"] for level in LEVELS}
        self._models_by_owner = Csr(arrays["owned.starts"], arrays["owned.models"])
        self._outermost = {name: (arrays[f"{name}.outermost"], arrays[f"{name}.outermost.row"]) for name in LEVELS[1:]}

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Those that `freeze_rollups` wrote. Raises BadFile, NewerFormat."""
        table, arrays = read(folder, FolderKind.ROLL_UPS)
        try:
            arrays[LAST_ADDED]
            return cls(table, arrays)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadFile(f"{folder}: no roll-ups ({error!r})", AGAIN) from error

    def of(self, level: str, code: int) -> RollUp:
        """That of a model by its number, of an owner or of an organisation by its code; `level` is one of LEVELS."""
        row = self._row(level, code)
        return RollUp(*(self._count(f"{level}.{way}", row) for way in WAYS))  # type: ignore[arg-type]

    def without_mass_uploads_before(self, places: AnyArray) -> AnyArray:
        """How many models before each of some places of the preorder no rule marks as mass uploads."""
        return self.arrays["placed.no_mass_uploads_before"].take(places)

    def soles(self, models: Ints) -> AnyArray:
        """(VARIANTS, models): how many models hang on each of some that have a derivative: no root reaches them but
        through it, or through its cycle."""
        return np.asarray(self._sole[:, self._rows["model"].searchsorted(models)])

    def own_models(self, level: str, code: int) -> CountVariants:
        """How many models an owner or an organisation has, whatever their status."""
        return _variants(self.arrays[f"{level}.models"][:, code])

    def column(self, level: str, way: str, variant: str = "value", of: int = ALL) -> AnyArray:
        """One count of every model, owner or organisation, by number or code; zeros included."""
        values = self.arrays[f"{level}.{way}"][of, VARIANTS.index(variant)]
        column = np.zeros(int(self.arrays["sizes"][LEVELS.index(level)]), values.dtype)
        column[self._rows[level]] = values
        return column

    @cached_property
    def owner_codes_of(self) -> tuple[Ints, AnyArray]:
        """The owners' codes sorted by organisation, and where those of each organisation begin."""
        order = np.argsort(self.organisation_of_owner, kind="stable").astype(np.int32)
        starts = np.searchsorted(self.organisation_of_owner[order], np.arange(len(self.organisations) + 1))
        return order, starts

    def owners_of(self, organisation: int) -> Ints:
        """The codes of an organisation's owners, ascending; that of models without an owner may be the last."""
        order, starts = self.owner_codes_of
        return order[starts[organisation] : starts[organisation + 1]]

    def by_organisation(self, models: Longs) -> Longs:
        """How many each organisation has, of so many models of each owner."""
        added, joined = np.zeros(len(self.organisations), np.int64), self._joined_owners
        joined = joined[: joined.searchsorted(len(models))]
        organisations = self.organisation_of_owner[joined]
        added[self.organisation_of_owner[: len(models)]] = models
        added[organisations] = 0
        np.add.at(added, organisations, models[joined])
        return added

    @cached_property
    def joined_organisations(self) -> list[str]:
        """The names of those that more than one owner makes."""
        return self.organisations.take(distinct_numbers(self.organisation_of_owner[self._joined_owners]))

    @cached_property
    def _joined_owners(self) -> Longs:
        """The owners that are not the only one of their organisation, ascending."""
        organisation = self.organisation_of_owner
        return np.flatnonzero(np.bincount(organisation)[organisation] > 1)

    def owners(self, codes: Ints) -> Ints:
        """Codes of the column `author` as those of owners: the last for models without an owner."""
        return np.asarray(np.where(codes < 0, len(self.organisation_of_owner) - 1, codes))

    def organisation_of(self, owner: int) -> str:
        """The organisation that an owner, by its code, counts for."""
        return self.organisations[int(self.organisation_of_owner[owner])]

    def organisations_of(self, codes: Ints) -> Ints:
        """The organisation of each owner by codes of the column `author`, that of models without an owner included."""
        return np.asarray(self.organisation_of_owner[self.owners(codes)])

    def count_of_owners(self, owners: Ints) -> int:
        """How many models some owners have, by their codes."""
        return int(self._models_by_owner.counts(owners).sum())

    def models_of_owners(self, owners: Ints) -> Ints:
        """The numbers of all models of some owners, by their codes."""
        return self._models_by_owner.gather(owners)

    def built_on(self, owners: Ints) -> Ints:
        """The models of some owners, by their codes, that others descend from, or would by what names give away."""
        rows = self._rows["model"]
        return np.concatenate([_of_models(rows, self._models_by_owner.of(owner)) for owner in owners.tolist()])

    def outermost(self, level: str, code: int) -> Ints:
        """The models of an owner or an organisation that stand above others of the graph and below none of its own."""
        row = self._row(level, code)
        if row is None:
            return np.zeros(0, np.int32)
        models, rows = self._outermost[level]
        first, last = rows.searchsorted(np.array([row, row + 1], rows.dtype))
        return models[first:last]

    def _row(self, level: str, code: int) -> int | None:
        """Where its counts stand; None where nothing descends from it."""
        rows = integers(self._rows[level])
        row = bisect_left(rows, code)
        return row if row < len(rows) and rows[row] == code else None

    def _count(self, name: str, row: int | None) -> RolledCount | None:
        if name not in self.arrays:
            return None
        values = self.arrays[name]
        counts = np.zeros((2, len(VARIANTS)), values.dtype) if row is None else values[:, :, row]
        own, others = _variants(counts[OWN]), _variants(counts[ALL] - counts[OWN])
        return RolledCount(*counts[ALL].tolist(), own=own, others=others)


def variants(is_mass_upload: Bools, is_quantized: Bools) -> list[Bools]:
    """For each of VARIANTS which models count."""
    listed, plain = ~is_mass_upload, ~is_quantized
    return [np.ones(len(listed), np.bool_), listed, plain, listed & plain]


def _of_models(rows: Ints, models: Ints) -> Ints:
    """Those of some rows that are an owner's models, which are one range of the ids; both ascending."""
    if not len(models):
        return models
    first, last = rows.searchsorted(models[:1])[0], rows.searchsorted(models[-1:], "right")[0]
    between = rows[first:last]
    return between if models[-1] - models[0] < len(models) else between[are_among(between, models)]


def _variants(values: AnyArray) -> CountVariants:
    return CountVariants(*values.tolist())
