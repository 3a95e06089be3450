"""Owners and organisations of a frozen graph: found by name, with their roll-ups, and ranked."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from lineage.frozen import FrozenGraph
from lineage.frozen.owners import names_of
from lineage.frozen.results import Undercount, relation_code
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.rollups.progenitors import Progenitor
from lineage.frozen.rollups.rollups import CountVariants, RollUp, RollUps
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.organisations import NO_OWNER
from lineage.owners.unknown_names import unknown_of_level
from lineage.values import Relation


@dataclass(frozen=True, slots=True)
class OwnerSummary:
    """An owner, an organisation or a model: its `models`, whatever their status, and what descends from them.

    `organisation` is the owner's, or the organisation itself; `owners` are all that make it. `undercount` is what its
    union leaves out, each model once: models outside its own that hang on copies of its models which are not listed.
    None for nothing.
    """

    name: str
    organisation: str
    owners: tuple[str, ...]
    models: CountVariants
    roll_up: RollUp
    undercount: Undercount | None

    def __repr__(self) -> str:
        union = self.roll_up.union
        below = f"{union.value:,.0f} models descend from them, {union.others.value:,.0f} of others"
        return f"<OwnerSummary of {self.name}: {self.models.value:,.0f} models, {below}>"


@dataclass(frozen=True, slots=True)
class OrganisationRanking:
    """Organisations with a derivative, by their union, the largest first: codes, and counts beside them."""

    codes: Ints
    union: AnyArray
    exclusive: AnyArray
    fractional: AnyArray


_rankings: WeakKeyDictionary[RollUps, OrganisationRanking] = WeakKeyDictionary()  # roll-ups never change


def owner(graph: FrozenGraph, name: str) -> OwnerSummary:
    """The owner of that name. Raises UnknownOwner, naming similar ones."""
    names = graph.models.words("author").vocabulary
    code = names.find(name)
    if code is None:
        raise unknown_of_level(graph, "owner", name)
    return summary(graph, Progenitor("owner", code), name)


def organisation(graph: FrozenGraph, name: str) -> OwnerSummary:
    """The organisation of that name. Raises UnknownOwner, naming similar ones."""
    names = rollups_of(graph).organisations
    code = names.find(name)
    if code is None:
        raise unknown_of_level(graph, "organisation", name)
    return summary(graph, Progenitor("organisation", code), name)


def models_of(graph: FrozenGraph, organisation: int) -> Ints:
    """The models of an organisation, by its code, ascending."""
    rolled = rollups_of(graph)
    return np.sort(rolled.models_of_owners(rolled.owners_of(organisation)))


def ranking(graph: FrozenGraph) -> OrganisationRanking:
    """The organisations of a graph. Equals are by name."""
    rolled = rollups_of(graph)
    if rolled not in _rankings:
        _rankings[rolled] = _ranking(rolled)
    return _rankings[rolled]


def _ranking(rolled: RollUps) -> OrganisationRanking:
    union, exclusive, fractional = (rolled.column("organisation", way) for way in ("union", "exclusive", "fractional"))
    largest = np.argsort(-union, kind="stable")[: np.count_nonzero(union)]
    codes: Ints = largest.astype(np.int32)
    return OrganisationRanking(codes, union[codes], exclusive[codes], fractional[codes])


def main_organisation(graph: FrozenGraph) -> str | None:
    """The organisation with the largest union, the first by name among equals; None where nothing descends."""
    largest = rollups_of(graph).organisations.take(ranking(graph).codes[:2])
    named = (name for name in largest if name != NO_OWNER)
    return next(named, None)


def summary(graph: FrozenGraph, one: Progenitor, name: str) -> OwnerSummary:
    """That of an owner, an organisation or a model, which bears this name."""
    rolled = rollups_of(graph)
    organisation = one.organisation(graph, rolled)
    owners = tuple(names_of(graph.models.words("author").vocabulary, rolled.owners_of(organisation)))
    models = rolled.own_models(one.level, one.code) if one.level != "model" else _alone(graph, one.code)
    roll_up = rolled.of(one.level, one.code)
    return OwnerSummary(
        name, rolled.organisations[organisation], owners, models, roll_up, one.undercount(graph, rolled)
    )


def _alone(graph: FrozenGraph, number: int) -> CountVariants:
    """One model, where it is not left out."""
    row = graph.parents.row(number)
    listed = not graph.models.are_mass_uploads(np.array([number]))[0]
    plain = not (graph.parents.relation[row] == relation_code(Relation.QUANTIZED)).any()
    return CountVariants(1, int(listed), int(plain), int(listed and plain))
