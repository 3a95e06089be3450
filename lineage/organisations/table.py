"""The table of organisations: rows as values, what is wrong with a table, and the organisation of each owner."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

from lineage.errors import BadFile

NO_OWNER = ""
"""The owner, and the organisation, of models whose id has none: a few of the Hub's oldest."""

VERSIONED = r"{}(?:[\W_]*\d.*)?"
"""A name, and a version behind it or none."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One row: the owners that count as one, and `source`, where that is said. With `part_of` they count as those of
    that organisation. `models` are names that people say for its models, each with where that is said."""

    name: str
    owners: tuple[str, ...]
    source: str
    part_of: str | None = None
    models: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Organisations:
    """A whole table. Raises BadFile for a name, an owner or a name of models that stands twice, for an organisation
    that is part of itself by any way round, and for one that is part of none that there is."""

    rows: tuple[Organisation, ...] = ()
    file: str = field(default="the table of organisations", compare=False)

    def __post_init__(self) -> None:
        _refuse_twice(self.file, "organisation", (row.name for row in self.rows))
        _refuse_twice(self.file, "owner", (owner for row in self.rows for owner in row.owners))
        _refuse_twice(self.file, "name of models", (name.lower() for row in self.rows for name, _ in row.models))
        for row in self.rows:
            self._outermost(row)

    def of(self, owner: str) -> str:
        """The organisation of an owner: that of its row, else itself, told apart from a row of the same name."""
        return self.of_owner.get(owner, owner)

    def owners(self, name: str) -> tuple[str, ...]:
        """The owners of the rows that count as this organisation; none for one that is in no row."""
        return tuple(owner for owner, outermost in self._by_owner.items() if outermost == name)

    def makers(self, text: str) -> list[tuple[str, str]]:
        """The organisations whose models people call so, capitals aside, with a version behind the name or without
        (`llama`, `Llama 3.1`), each with that name."""
        named = ((self._outermost(row), name) for row in self.rows for name, _ in row.models)
        return [(maker, name) for maker, name in named if re.fullmatch(VERSIONED.format(re.escape(name)), text, re.I)]

    @property
    def names(self) -> set[str]:
        """The organisations of the table that count as no other one."""
        return {self._outermost(row) for row in self.rows}

    def with_own(self, own: tuple[Organisation, ...], file: str) -> "Organisations":
        """This table with the rows of a user's file in it: they take the place of rows of the same name, their owners
        and names of models stand in no other row, and they may be part of any row there is. Raises BadFile."""
        names = {row.name for row in own}
        kept = (row for row in self.rows if row.name not in names)
        return Organisations((*(_without(row, own) for row in kept), *own), file)

    @property
    def digest(self) -> str:
        """Changes with whatever changes the organisation of an owner."""
        rows = [{key: value for key, value in asdict(row).items() if key != "models"} for row in self.rows]
        return hashlib.blake2b(json.dumps(rows).encode(), digest_size=8).hexdigest()

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


def _without(row: Organisation, others: Sequence[Organisation]) -> Organisation:
    """A row less what stands in others."""
    owners = {owner for other in others for owner in other.owners}
    called = {name.lower() for other in others for name, _ in other.models}
    return replace(
        row,
        owners=tuple(owner for owner in row.owners if owner not in owners),
        models=tuple(model for model in row.models if model[0].lower() not in called),
    )


def _refuse_twice(file: str, what: str, names: Iterable[str]) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise BadFile(f"{file}: the {what} {', '.join(twice)} stands twice", "an owner belongs to one organisation")
