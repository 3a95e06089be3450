"""An owner or an organisation, with its roll-ups."""

from typing import Annotated

from msgspec import Struct

from lineage.frozen import FrozenGraph
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.rollups import DEFINITIONS, CountVariants, RolledCount
from lineage.owners import OwnerSummary
from lineage.values import Extent
from web.answers.types import meaning


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
