"""The owners of models and the organisations of owners, as codes."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from lineage.frozen.storage.arrays import Ints
from lineage.frozen.storage.strings import Strings, table
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


def owners_by_code(vocabulary: Strings, codes: Ints, organisations: Organisations) -> tuple[Strings, OwnerCodes]:
    """The names of all organisations in byte order, and the owners, of models with these codes of their owners (below 0
    for none).

    Nearly every owner is an organisation of its own, so the names are the vocabulary but for what the table says.
    """
    united = {
        place: name for owner, name in organisations.of_owner.items() if (place := vocabulary.find(owner)) is not None
    }
    without = [NO_OWNER] if (codes < 0).any() else []
    named = sorted({*united.values(), *without})
    before = [bisect_left(vocabulary, name) for name in named]
    owners_so_named = {place: name for place, name in zip(before, named, strict=True) if _is(vocabulary, place, name)}
    names, of_owner, of_name = _merged(vocabulary, owners_so_named | united, named, before)
    organisation = np.append(of_owner, [of_name[name] for name in without]).astype(np.int32)
    of_model = np.where(codes < 0, len(vocabulary), codes).astype(np.int32)
    return names, OwnerCodes(of_model, organisation, len(names))


def names_of(vocabulary: Strings, codes: Ints) -> Iterator[str]:
    """The names of owners by their codes; that of models without one is NO_OWNER."""
    return (vocabulary[code] if code < len(vocabulary) else NO_OWNER for code in codes.tolist())


def _is(vocabulary: Strings, place: int, word: str) -> bool:
    return place < len(vocabulary) and vocabulary[place] == word


def _merged(
    vocabulary: Strings, replaced: Mapping[int, str], named: list[str], before: list[int]
) -> tuple[Strings, Ints, Mapping[str, int]]:
    """A vocabulary in which names stand for some words: all that is left of it, with the names, each `before` the word
    at a place. With it the place of each word, or of the name that stands for it, and that of each name."""
    size, places = len(vocabulary), list(replaced)
    stays = np.ones(size + len(named), np.bool_)
    stays[places] = False
    rows = np.insert(np.arange(size), before, np.arange(size, len(stays)))
    rows = rows[stays[rows]]
    place = np.zeros(len(stays), np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    of_name = dict(zip(named, place[size:].tolist(), strict=True))
    place[places] = [of_name[name] for name in replaced.values()]
    merged = vocabulary.table.with_others(table(named), rows)
    return Strings(merged.arrays("name"), "name"), place[:size], of_name
