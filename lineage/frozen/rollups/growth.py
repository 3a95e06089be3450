"""Growth: how many models were made in each month, by what a chart groups them by, counted once while freezing.

An axis groups models by a key: a licence, a task, a relation, an organisation. A model counts once under each key it
has. Of a model only the month of its creation is used; where nobody says it, or the Hub's floor of 2022-03-02 stands
for it, it is counted as undated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import accumulate
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.search.folded_names import FoldedNames, folded_names
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Arrays, Bools, Codes, Ints, Longs, Starts
from lineage.frozen.storage.columns import month_name
from lineage.frozen.storage.csr import starts_of
from lineage.frozen.storage.distinct import counted, highest, pair_keys
from lineage.frozen.storage.strings import Strings
from lineage.text.did_you_mean import did_you_mean
from lineage.values import Denominator

MOST_KEYS = 200  # the largest of an axis are known by denominator; any other key can be asked for by its name

AXES = ("organisation", "base", "relation", "license", "effective_class", "task")
"""What new models are grouped by: the organisation that made them, those of the roots they descend from (base), the
relation to any parent, the licence, the class of all licences that hold for them, the task."""
OF_ORGANISATIONS = ("organisation", "base")
ONE_KEY_EACH = ("organisation", "license", "effective_class", "task")
"""Axes on which a model counts under one key at most."""
MAY_BE_UNSTATED = ("license", "task")
"""Those of them that a card may leave out."""
MEASURES = ("new", "cumulative", "share")
FEW = 30
"""New models of a month of which a share says something, at least."""
PART = 100
"""Months of less than one in so many of what a chart draws come before its growth."""


DECLARED, LANGUAGE, TRACKED, MASS_UPLOAD = 1, 2, 4, 8
"""Bits of a model's kind."""
WANTED = {
    Denominator.ALL: 0,
    Denominator.DECLARED: DECLARED,
    Denominator.LANGUAGE: LANGUAGE,
    Denominator.TRACKED: TRACKED,
}
KINDS = 16


@dataclass(frozen=True, slots=True)
class Axis:
    """Pairs of a model and a key it counts under, each once, in any order; keys are below `keys`."""

    models: Ints
    key: Ints
    keys: int

    @classmethod
    def of_codes(cls, codes: AnyArray, keys: int) -> "Axis":
        """One key a model, below 0 for none."""
        models = np.flatnonzero(codes >= 0).astype(np.int32)
        return cls(models, codes[models].astype(np.int32), keys)

    @classmethod
    def of_bits(cls, masks: Codes, keys: int) -> "Axis":
        """A bit for each key that a model has."""
        having = [np.flatnonzero(masks & (1 << key)).astype(np.int32) for key in range(keys)]
        key = np.repeat(np.arange(keys, dtype=np.int32), [len(models) for models in having])
        return cls(np.concatenate(having), key, keys)


def drawn_from(months: Sequence[str], counts: Sequence[Sequence[int]]) -> str | None:
    """The month in which a chart of some series begins: the first that has a hundredth of all that it draws; None
    without months, and where nothing is drawn."""
    together = [sum(each) for each in zip(*counts, strict=True)]
    whole = sum(together)
    enough = (month for month, new in zip(months, together, strict=False) if PART * new >= whole)
    return next(enough, None) if whole else None


def kinds_of(is_declared: Bools, is_language: Bools, is_tracked: Bools, is_mass_upload: Bools) -> Codes:
    """The kind of each model."""
    bits = ((is_declared, DECLARED), (is_language, LANGUAGE), (is_tracked, TRACKED), (is_mass_upload, MASS_UPLOAD))
    return sum((which.astype(np.uint8) * np.uint8(bit) for which, bit in bits), np.zeros(len(is_declared), np.uint8))


def count_growth(month: Longs, kinds: Codes, listed: Bools, axes: dict[str, Axis]) -> Arrays:
    """The arrays of `MonthlyGrowth`, of the models that are `listed`. `month` is since 1970, below 0 where unknown."""
    known = month[(month >= 0) & listed]
    first, months = (int(known.min()), int(np.ptp(known)) + 1) if len(known) else (0, 0)
    undated = np.where(month < 0, months, month - first)
    of_model = np.where(listed, undated * KINDS + kinds, -1).astype(np.int32)  # month and kind, -1 for one not listed
    everything = Axis(np.arange(len(month), dtype=np.int32), np.zeros(len(month), np.int32), 1)
    arrays: Arrays = {"growth.months": np.array([first, months])}
    for name, axis in {"everything": everything, **axes}.items():
        month_and_kind = of_model.take(axis.models)
        kept = month_and_kind >= 0
        arrays |= _cells(name, axis.key[kept], month_and_kind[kept], axis.keys, (months + 1) * KINDS)
    return arrays


def _cells(name: str, key: Ints, month_and_kind: Ints, keys: int, size: int) -> Arrays:
    """How many models each key, month and kind have together, where any; the largest keys of each denominator. Months
    with kinds are below `size`."""
    cells, counts = counted(pair_keys(key, month_and_kind, keys, size), keys * size)
    of_key = cells // size
    rest = cells - of_key * size
    cell_kind = (rest % KINDS).astype(np.uint8)
    indptr = starts_of(np.bincount(of_key, minlength=keys))
    return {
        f"growth.{name}.indptr": indptr,
        f"growth.{name}.month": (rest // KINDS).astype(np.int16),
        f"growth.{name}.kind": cell_kind,
        f"growth.{name}.count": counts.astype(np.int32),
        f"growth.{name}.largest": np.stack([_largest(indptr, counts * kept) for kept in _each_kept(cell_kind)]),
    }


def _each_kept(kind: Codes) -> Iterator[Bools]:
    """Which cells count, for each denominator with mass uploads, then for each without."""
    for mass_uploads in (True, False):
        for denominator in Denominator:
            yield _kept(kind, denominator, mass_uploads)


def _kept(kind: Codes, denominator: Denominator, mass_uploads: bool) -> Bools:
    wanted = WANTED[denominator]
    kept = (kind & wanted) == wanted
    return np.asarray(kept if mass_uploads else kept & (kind & MASS_UPLOAD == 0))


def _largest(indptr: Starts, counts: Longs) -> Ints:
    """The keys that have most, largest first, equals in their own order; -1 where there are no more."""
    totals = np.diff(starts_of(counts)[indptr])
    some = np.flatnonzero(totals)
    found = some[highest(totals[some], MOST_KEYS)]
    largest = np.full(MOST_KEYS, -1, np.int32)
    largest[: len(found)] = found
    return largest


@dataclass(frozen=True, slots=True)
class Series:
    """New models by month, in the order of `MonthlyGrowth.months`, and how many nobody dates."""

    counts: list[int]
    undated: int

    @property
    def total(self) -> int:
        """All of them, dated or not."""
        return sum(self.counts) + self.undated

    def without(self, others: Sequence["Series"]) -> "Series":
        """What is in none of some others that share no model."""
        counts = [of - sum(rest) for of, *rest in zip(self.counts, *(one.counts for one in others), strict=True)]
        return Series(counts, self.undated - sum(one.undated for one in others))

    def measured(self, measure: str, whole: "Series") -> list[float | None]:
        """By month, one of MEASURES: new models, the same added up, or their share of the whole (None: of nothing)."""
        if measure == "share":
            return [new / of if of else None for new, of in zip(self.counts, whole.counts, strict=True)]
        return list(accumulate(self.counts)) if measure == "cumulative" else list(self.counts)

    def rows(self, months: Sequence[str], whole: "Series") -> Iterator[tuple[Any, ...]]:
        """Month, new, cumulative, share, whole; what is not dated comes last, without a month."""
        columns = (self.measured(measure, whole) for measure in MEASURES)
        yield from zip(months, *columns, whole.counts, strict=True)
        yield None, self.undated, None, None, whole.undated


class MonthlyGrowth:
    """New models by month. Any answer costs in proportion to the keys and months it has, not to the models."""

    def __init__(
        self,
        arrays: ArrayFile | Arrays,
        names: Mapping[str, Sequence[str]],
        makers: Callable[[str], Mapping[str, str]] = lambda _: {},
    ) -> None:
        """`names` are those of each axis's keys, in order; `makers` the organisations whose models are called so, with
        what they are called."""
        self._arrays = arrays
        self._names = names
        self._makers = makers
        first, months = arrays["growth.months"].tolist()
        self.months = [*map(month_name, range(first, first + months))]
        """Every month from the first to the last in which a model was made, as `YYYY-MM`."""

    def everything(self, denominator: Denominator, mass_uploads: bool = True) -> Series:
        """All new models of a denominator: what shares are shares of."""
        return self.series("everything", 0, denominator, mass_uploads)

    def largest(self, axis: str, denominator: Denominator, most: int, mass_uploads: bool = True) -> list[int]:
        """The keys of an axis with most models, largest first; at most MOST_KEYS."""
        row = list(Denominator).index(denominator) + (0 if mass_uploads else len(Denominator))
        keys = self._arrays[f"growth.{axis}.largest"][row][:most]
        return [int(key) for key in keys if key >= 0]

    def key(self, axis: str, name: str) -> int:
        """The key of that name, else the one whose name differs by its capitals and separators alone. Raises BadInput,
        naming similar ones."""
        names = self._names[axis]
        place = names.find(name) if isinstance(names, Strings) else _place(names, name)
        if place is not None:
            return place
        alike = folded_names(names).being(name) if isinstance(names, Strings) else FoldedNames(names).being(name)
        if len(alike) == 1:
            return alike[0]
        if not alike and axis in OF_ORGANISATIONS and (makers := self._makers(name)):
            hint = did_you_mean(makers, notes=makers)
            raise BadInput(f"no {axis} {name!r} in this snapshot", hint, [*makers], name, notes=makers)
        largest = [names[key] for key in self.largest(axis, Denominator.ALL, MOST_KEYS)]
        similar = [names[key] for key in alike] or get_close_matches(name, largest) or largest[:3]
        raise BadInput(f"no {axis} {name!r} in this snapshot", f"there are {', '.join(similar)}", similar, name)

    def name(self, axis: str, key: int) -> str:
        """What a key is called."""
        return str(self._names[axis][key])

    def not_stated(self, axis: str, denominator: Denominator, mass_uploads: bool = True) -> Series:
        """The new models that state nothing, on one of MAY_BE_UNSTATED."""
        stated = self._counted(axis, slice(None), denominator, mass_uploads)
        return self.everything(denominator, mass_uploads).without([stated])

    def series(self, axis: str, key: int, denominator: Denominator, mass_uploads: bool = True) -> Series:
        """The new models of a key."""
        indptr = self._arrays[f"growth.{axis}.indptr"]
        return self._counted(axis, slice(int(indptr[key]), int(indptr[key + 1])), denominator, mass_uploads)

    def _counted(self, axis: str, cells: slice, denominator: Denominator, mass_uploads: bool) -> Series:
        kind = self._arrays[f"growth.{axis}.kind"][cells]
        counts = np.where(_kept(kind, denominator, mass_uploads), self._arrays[f"growth.{axis}.count"][cells], 0)
        month = self._arrays[f"growth.{axis}.month"][cells]
        summed = np.bincount(month, weights=counts, minlength=len(self.months) + 1).astype(np.int64).tolist()
        return Series(summed[:-1], summed[-1])


def _place(names: Sequence[str], name: str) -> int | None:
    return names.index(name) if name in names else None
