"""The table of licences: rows as values, and a licence by any way of spelling its name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from lineage.errors import BadFile
from lineage.licences.terms import NOTHING_STATED, LicenseClass, TermAxis, Terms

DROPPED = {"license", "licence", "licenses", "licences", "agreement"}
"""Words that say nothing about which licence it is."""

_BETWEEN = re.compile(r"[\s_\-]+")
_AROUND = " \t\r\n\"'`*()[]{}<>"


@dataclass(frozen=True)
class Licence:
    """A licence: `name` as the Hub spells it, None where nothing is stated. `spdx` is an id of SPDX, else ScanCode's
    reference, or an expression of these; None where there is none. `source` says where the terms stand, and is empty
    for a licence that is in no row. `details` tell in words what an axis asks for, and `name_begins` what the name of a
    derivative must begin with. Licences of one `group` go together. Of several licences, `parts` are those that hold.
    """

    name: str | None = None
    terms: Terms = NOTHING_STATED
    spdx: str | None = None
    source: str = ""
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    name_begins: tuple[str, ...] = ()
    group: str | None = None
    parts: tuple["Licence", ...] = ()

    @property
    def license_class(self) -> LicenseClass:
        return self.terms.license_class

    @property
    def is_known(self) -> bool:
        """Whether it is in a row of the table, or made of such."""
        return bool(self.source)

    @property
    def terms_are_known(self) -> bool:
        """Whether it states any term: a row may know a licence by name alone."""
        return self.is_known and self.terms != NOTHING_STATED

    def asks(self, axis: TermAxis) -> str:
        """What it asks for on an axis, in words: the table's own, else those of the axis."""
        return self.details.get(axis.name, axis.sentence(getattr(self.terms, axis.name)))


def for_task(licence: Licence, task: str | None) -> Licence:
    """A licence with the terms that it comes to for a model of a task."""
    terms = licence.terms.for_task(task)
    parts = tuple(for_task(part, task) for part in licence.parts)
    return licence if terms is licence.terms else replace(licence, terms=terms, parts=parts)


def parts_of(licence: Licence) -> tuple[Licence, ...]:
    """The licences that one stated by a card comes to, each of one row: those that hold together, or the one chosen."""
    return tuple(one for part in licence.parts for one in parts_of(part)) if licence.parts else (licence,)


NOTHING = Licence()
"""Of a model that states no licence, and of one that is not in the snapshot."""


@dataclass(frozen=True)
class Licences:
    """A whole table: `spellings` has those of the licence of each name. Raises BadFile for one of two licences. The
    licences called `verbatim` have no other spelling than their name."""

    rows: tuple[Licence, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verbatim: frozenset[str] = frozenset()
    file: str = field(default="the table of licences", compare=False)

    def __post_init__(self) -> None:
        self._by_spelling  # noqa: B018 - refuses a spelling of two licences

    def find(self, text: str) -> Licence | None:
        """The licence of that name in any spelling; None for one that is in no row."""
        return self._verbatim.get(_bare(text)) or self._by_spelling.get(folded(text))

    @cached_property
    def _verbatim(self) -> Mapping[str, Licence]:
        return {_bare(str(row.name)): row for row in self.rows if row.name in self.verbatim}

    @cached_property
    def _by_spelling(self) -> Mapping[str, Licence]:
        found: dict[str, Licence] = {}
        for row in self.rows:
            if row.name in self.verbatim:
                continue
            for text in {folded(text) for text in (str(row.name), *self.spellings.get(str(row.name), ()))}:
                if found.setdefault(text, row) is not row:
                    raise BadFile(
                        f"{self.file}: {text!r} means {found[text].name} and {row.name}", "a spelling has one licence"
                    )
        return found


def folded(text: str) -> str:
    """A name without case, blanks, dashes, underscores, what stands around it, and the words that say nothing."""
    words = _BETWEEN.split(_bare(text))
    return "".join(word for word in words if word not in DROPPED)


def _bare(text: str) -> str:
    return text.casefold().strip(_AROUND)
