"""The table of organisations: rows as values, what is wrong with a table, and the organisation of each owner."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

from lineage.errors import BadFile

NO_OWNER = ""
"""The owner, and the organisation, of models whose id has none: a few of the Hub's oldest."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One row: the owners that count as one, and `source`, where that is said. With `part_of` they count as those of
    that organisation."""

    name: str
    owners: tuple[str, ...]
    source: str
    part_of: str | None = None


@dataclass(frozen=True)
class Organisations:
    """A whole table. Raises BadFile for a name or an owner that stands twice, for an organisation that is part of
    itself by any way round, and for one that is part of none that there is."""

    rows: tuple[Organisation, ...] = ()
    file: str = field(default="the table of organisations", compare=False)

    def __post_init__(self) -> None:
        _refuse_twice(self.file, "organisation", (row.name for row in self.rows))
        _refuse_twice(self.file, "owner", (owner for row in self.rows for owner in row.owners))
        for row in self.rows:
            self._outermost(row)

    def of(self, owner: str) -> str:
        """The organisation of an owner: that of its row, else itself, told apart from a row of the same name."""
        return self.of_owner.get(owner, owner)

    def owners(self, name: str) -> tuple[str, ...]:
        """The owners of the rows that count as this organisation; none for one that is in no row."""
        return tuple(owner for owner, outermost in self._by_owner.items() if outermost == name)

    @property
    def names(self) -> set[str]:
        """The organisations of the table that count as no other one."""
        return {self._outermost(row) for row in self.rows}

    def with_own(self, own: tuple[Organisation, ...], file: str) -> "Organisations":
        """This table with the rows of a user's file in it: they take the place of rows of the same name, their owners
        stand in no other row, and they may be part of any row there is. Raises BadFile."""
        names = {row.name for row in own}
        taken = {owner for row in own for owner in row.owners}
        kept = (row for row in self.rows if row.name not in names)
        return Organisations((*(_without(row, taken) for row in kept), *own), file)

    @property
    def digest(self) -> str:
        """Changes with whatever changes the organisation of an owner."""
        return hashlib.blake2b(json.dumps([asdict(row) for row in self.rows]).encode(), digest_size=8).hexdigest()

    @cached_property
    def of_owner(self) -> Mapping[str, str]:
        """The organisations of the owners that are not their own."""
        return {**{name: f"{name} (account)" for name in self._by_name}, **self._by_owner}

    @cached_property
    def _by_name(self) -> Mapping[str, Organisation]:
        return {row.name: row for row in self.rows}

    @cached_property
    def _by_owner(self) -> Mapping[str, str]:
        return {owner: self._outermost(row) for row in self.rows for owner in row.owners}

    def _outermost(self, row: Organisation) -> str:
        way = [row.name]
        while row.part_of is not None:
            if row.part_of not in self._by_name:
                raise BadFile(
                    f"{self.file}: {row.name} is part of {row.part_of}, which is in no row", "name one that is"
                )
            if row.part_of in way:
                circle = " -> ".join([*way, row.part_of])
                raise BadFile(f"{self.file}: an organisation is part of itself: {circle}", "take one `part_of` out")
            way.append(row.part_of)
            row = self._by_name[row.part_of]
        return row.name


def _without(row: Organisation, owners: set[str]) -> Organisation:
    return Organisation(row.name, tuple(o for o in row.owners if o not in owners), row.source, row.part_of)


def _refuse_twice(file: str, what: str, names: Iterable[str]) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise BadFile(f"{file}: the {what} {', '.join(twice)} stands twice", "an owner belongs to one organisation")
