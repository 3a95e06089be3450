"""An owner or an organisation, with its roll-ups."""

from typing import Annotated

from msgspec import Struct

from lineage import owners
from lineage.frozen import FrozenGraph
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.rollups import DEFINITIONS, CountVariants, RolledCount
from lineage.owners import OwnerSummary
from lineage.values import Extent
from web.answers.types import Number, meaning
from web.parameters import ListQuery


class OwnerAnswer(Struct, frozen=True):
    """An owner or an organisation: its own models, and the models that descend from them, counted in three ways."""

    name: str
    organisation: Annotated[str, meaning("the organisation it counts for; of an organisation, itself")]
    owners: Annotated[list[str], meaning("all owners that make the organisation")]
    models: Annotated[CountVariants, meaning("its own models, whatever their status")]
    union: Annotated[RolledCount, meaning(DEFINITIONS["union"])]
    exclusive: Annotated[RolledCount, meaning(DEFINITIONS["exclusive"])]
    fractional: Annotated[RolledCount, meaning(DEFINITIONS["fractional"])]
    inferred: Annotated[
        RolledCount | None, meaning(f"{DEFINITIONS['inferred']} Null where an earlier version froze the graph")
    ]
    related: Annotated[CountVariants, meaning("what `fractional` of all organisations adds up to")]
    snapshot: Annotated[str, meaning("the snapshot's name")]
    lower_bounds: Annotated[bool, meaning("whether counts are lower bounds, since only a part of the Hub was read")]


class OwnerItem(Struct, frozen=True):
    """An organisation in the ranking, with its three counts of descendants."""

    name: str
    union: Number
    exclusive: Number
    fractional: float


class OwnersPage(Struct, frozen=True):
    """A page of the organisations that anything descends from, the largest union first."""

    total: Number
    offset: Number
    limit: Number
    items: list[OwnerItem]


def owner_answer(graph: FrozenGraph, found: OwnerSummary) -> OwnerAnswer:
    roll_up = found.roll_up
    return OwnerAnswer(
        found.name,
        found.organisation,
        list(found.owners),
        found.models,
        roll_up.union,
        roll_up.exclusive,
        roll_up.fractional,
        roll_up.inferred,
        rollups_of(graph).related,
        graph.facts.id,
        graph.facts.extent is not Extent.WHOLE,
    )


def ranked(graph: FrozenGraph, query: ListQuery) -> OwnersPage:
    """A page of the organisations with a derivative, by their union, the largest first."""
    ranking = owners.ranking(graph)
    shown = slice(query.offset, query.offset + query.limit)
    names = rollups_of(graph).organisations.take(ranking.codes[shown])
    counts = (ranking.union, ranking.exclusive, ranking.fractional)
    rows = zip(names, *(column[shown].tolist() for column in counts), strict=True)
    return OwnersPage(len(ranking.codes), query.offset, query.limit, [OwnerItem(*row) for row in rows])
