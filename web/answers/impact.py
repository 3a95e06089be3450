"""What follows when a model goes: who descends from it, who hangs on it alone, and where its users can go."""

from typing import Annotated

from msgspec import Struct

from lineage.frozen import FrozenGraph, Undercount
from lineage.impact import DEFINITIONS, Impact, ImpactList, SurvivorList, impact
from lineage.survivors import SurvivorKind
from lineage.values import Status
from web.answers.models import UNDERCOUNT, ModelItem, fields_of, items
from web.answers.types import Number, meaning
from web.parameters import ImpactQuery

TOTAL = meaning("all models of the list, whatever part of it is here")
LOWER_BOUNDS = (
    "whether `affected` and `stranded` are lower bounds, since only a part of the Hub was read: of `others` some may "
    "hang on it alone all the same, by models that are not in that part"
)
WITHOUT = meaning("the same without models marked as mass uploads")


class AffectedList(Struct, frozen=True):
    """Part of a list of models, ranked, with what exactly it holds."""

    definition: str
    total: Annotated[Number, TOTAL]
    without_mass_uploads: Annotated[Number, WITHOUT]
    items: list[ModelItem]


class ReachedItem(ModelItem, frozen=True):
    """A descendant that another way leads to."""

    way: Annotated[list[str], meaning("a shortest one, from the model itself to a root; empty where none was found")]


class ReachedList(Struct, frozen=True):
    """Part of the list of descendants that another way leads to."""

    definition: str
    total: Annotated[Number, TOTAL]
    without_mass_uploads: Annotated[Number, WITHOUT]
    items: list[ReachedItem]


class SurvivorItem(ModelItem, frozen=True):
    """A model to go to."""

    kind: SurvivorKind
    inferred: Annotated[bool, meaning("whether nobody declares that it is a copy")]
    reasons: Annotated[list[str], meaning("what speaks for it, in words")]


class SurvivorItems(Struct, frozen=True):
    """Part of the list of models to go to."""

    definition: str
    total: Annotated[Number, TOTAL]
    without_mass_uploads: Annotated[Number, WITHOUT]
    items: list[SurvivorItem]


class ImpactAnswer(Struct, frozen=True):
    """What follows when a model goes. `offset` and `limit` are of every list; `affected` is `stranded` and `others`."""

    id: str
    status: Status
    snapshot: Annotated[str, meaning("the snapshot's name")]
    lower_bounds: Annotated[bool, meaning(LOWER_BOUNDS)]
    offset: Number
    limit: Number
    undercount: Annotated[Undercount | None, meaning(UNDERCOUNT.replace("`descendants`", "`affected`"))]
    affected: Annotated[AffectedList, meaning(DEFINITIONS["affected"])]
    stranded: Annotated[AffectedList, meaning(DEFINITIONS["stranded"])]
    others: Annotated[ReachedList, meaning(DEFINITIONS["others"])]
    survivors: Annotated[SurvivorItems, meaning(DEFINITIONS["survivors"])]


def impact_of(graph: FrozenGraph, number: int, query: ImpactQuery) -> ImpactAnswer:
    found = impact(graph, number, query.window)
    return ImpactAnswer(
        found.id,
        found.status,
        found.snapshot,
        found.lower_bounds,
        query.offset,
        query.limit,
        graph.undercounts.get(number),
        _listed(graph, found.affected),
        _listed(graph, found.stranded),
        _reached(graph, found),
        _survivors(graph, found.survivors),
    )


def _listed(graph: FrozenGraph, part: ImpactList) -> AffectedList:
    return AffectedList(part.definition, part.total, part.without_mass_uploads, items(graph, part.numbers))


def _reached(graph: FrozenGraph, found: Impact) -> ReachedList:
    part = found.others
    rows = zip(fields_of(graph, part.numbers), part.ways, strict=True)
    reached = [ReachedItem(**fields, way=list(way)) for fields, way in rows]
    return ReachedList(part.definition, part.total, part.without_mass_uploads, reached)


def _survivors(graph: FrozenGraph, part: SurvivorList) -> SurvivorItems:
    rows = zip(fields_of(graph, [graph.ids.number(one.id) for one in part.models]), part.models, strict=True)
    shown = [
        SurvivorItem(**fields, kind=one.kind, inferred=one.inferred, reasons=list(one.reasons)) for fields, one in rows
    ]
    return SurvivorItems(part.definition, part.total, part.without_mass_uploads, shown)
