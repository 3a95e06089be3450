"""What the licences of a frozen graph come to (`lineage.licences`), in a folder beside its arrays.

A graph that was frozen before, or by another table of licences, has it made when it is first asked for.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from lineage.errors import BadFile, NewerFormat
from lineage.files.access import make_folder
from lineage.frozen.earlier import Carried
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Arrays, Bools, Codes, Ints, Longs
from lineage.frozen.storage.beside import read, write
from lineage.frozen.storage.block_counts import BlockCounts
from lineage.frozen.storage.columns import Column, words_of_codes
from lineage.frozen.terms.along import class_codes
from lineage.frozen.terms.build import PLACED, EarlierTerms, terms_arrays
from lineage.frozen.terms.families import Families
from lineage.frozen.terms.stated import StatedLicences
from lineage.home.home import FolderKind
from lineage.licence_digest import table_digest
from lineage.licences import known_licences
from lineage.licences.rules import RULES, VERDICTS, LicenceRule, rules_in
from lineage.licences.sets import Bits, LicenceSets
from lineage.licences.table import Licence
from lineage.licences.terms import CLASSES, Terms
from lineage.licences.unknown_reasons import UNKNOWN_REASONS, UnknownReason

FOLDER = "licences"
WORDS = {"license_class": CLASSES, "effective_class": CLASSES, "license_verdict": VERDICTS}
"""The properties that follow, and the words of each by its codes in the arrays."""


class FrozenTerms:
    """What licences come to, a model an entry, by number. `effective` is the code of the licences that hold for it,
    `rules` has a bit for each rule that it meets, `inherits` tells whether it takes over what holds above it; `verdict`
    and `effective_class` are as in LineageTerms. `families` tell how theirs would stand if a model stated otherwise."""

    def __init__(self, arrays: ArrayFile | Arrays, stated: StatedLicences) -> None:
        self.effective: Ints = arrays["effective"]
        self.inherits: Bools = arrays["inherits"]
        self.rules: AnyArray = arrays["rules"]
        self.verdict: Codes = arrays["license_verdict"]
        self.effective_class: Codes = arrays["effective_class"]
        self.placed: dict[str, AnyArray] = {name: arrays[f"placed.{name}"] for name in PLACED}
        self._arrays = arrays
        self._sets: Bits = arrays["sets"]
        self._rule_sets: AnyArray = arrays["rule_sets"]
        self._members = LicenceSets(known_licences())
        self.families = Families(stated, self._members, arrays)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The properties that follow, as columns."""
        return {name: words_of_codes(self._arrays[name], words) for name, words in WORDS.items()}

    @cached_property
    def terms(self) -> list[Terms]:
        """What each set of licences comes to, by its code."""
        return [self._members.terms(bits) for bits in self._sets]

    @cached_property
    def licence_names(self) -> list[list[str]]:
        """The names of the known licences of each set, in the order of the table, by the set's code."""
        return [[str(licence.name) for licence in self._members.licences(bits)] for bits in self._sets]

    @cached_property
    def rule_names(self) -> list[list[str]]:
        """The names of the rules that models meet together, each such set once."""
        return [[rule.name for rule in rules_in(bits)] for bits in self._rule_sets.tolist()]

    def rules_met(self, numbers: AnyArray) -> Longs:
        """Which of `rule_names` each of some models meets; below 0 where it meets none."""
        rules = self.rules[numbers]
        return np.where(rules == 0, -1, self._rule_sets.searchsorted(rules))

    @cached_property
    def placed_classes(self) -> BlockCounts:
        """The effective class of each model by place in the preorder, as its place in CLASSES."""
        of_set = class_codes(terms.license_class for terms in self.terms)
        return BlockCounts.of(of_set[self.placed["effective"]], len(CLASSES))

    def terms_of(self, number: int) -> Terms:
        """What holds for a model."""
        return self.terms[int(self.effective[number])]

    def licences_of(self, number: int) -> list[Licence]:
        """The known licences that hold for a model, in the order of the table."""
        return self._members.licences(self._sets[int(self.effective[number])])

    def has_unknown(self, number: int) -> bool:
        """Whether some of the licences that hold for a model are not known."""
        return self._members.holds_unknown(self._sets[int(self.effective[number])])

    @cached_property
    def unknown_counts(self) -> Mapping[UnknownReason, int]:
        """How many models have an unknown effective class, missing ones left out, by the first reason for it."""
        counts = np.bincount(self.placed["unknown_because"], minlength=len(UNKNOWN_REASONS)).tolist()
        return dict(zip(UNKNOWN_REASONS, counts, strict=False))

    @cached_property
    def rule_counts(self) -> Mapping[LicenceRule, int]:
        """How many models each rule finds, removed ones too."""
        return _counted(self.rules)

    def rule_counts_of(self, chosen: Bools) -> Mapping[LicenceRule, int]:
        """How many of some models each rule finds."""
        return _counted(self.rules[chosen])


def _counted(rules: AnyArray) -> dict[LicenceRule, int]:
    return {rule: int(np.count_nonzero(rules >> place & 1)) for place, rule in enumerate(RULES)}


class LazyTerms:
    """Those of a graph, opened or made when they are first asked for."""

    def __init__(self, folder: Path, stated: StatedLicences) -> None:
        self._folder = folder / FOLDER
        self.stated = stated

    @cached_property
    def value(self) -> FrozenTerms:
        return self._frozen() or FrozenTerms(terms_arrays(self.stated), self.stated)

    def freeze(self, carried: Carried | None = None) -> None:
        """Write them beside the graph's arrays, while nobody else knows of its folder; what an earlier one says is
        `carried` over where that follows the same tables."""
        make_folder(self._folder)
        arrays = terms_arrays(self.stated, None if carried is None else _carried_from(carried))
        write(self._folder, FolderKind.LICENCES, table_digest(), arrays)

    def _frozen(self) -> FrozenTerms | None:
        arrays = _read(self._folder)
        try:
            return None if arrays is None else FrozenTerms(arrays, self.stated)
        except (BadFile, KeyError):
            return None


def _read(folder: Path) -> ArrayFile | None:
    """The arrays of `terms_arrays` in a folder; None where there are none by these tables."""
    try:
        table, arrays = read(folder, FolderKind.LICENCES)
    except (BadFile, NewerFormat):
        return None
    return arrays if table == table_digest() else None


def _carried_from(carried: Carried) -> EarlierTerms | None:
    """What the earlier graph has beside its arrays. Raises BadFile where that is damaged."""
    terms = _read(carried.arrays.folder / FOLDER)
    if terms is None:
        return None
    terms.check()
    return EarlierTerms.of(terms, carried) if len(terms["effective"]) else None
