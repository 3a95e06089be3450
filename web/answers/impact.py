"""What follows when a model goes: who descends from it, who hangs on it alone, and where its users can go."""

from collections.abc import Collection
from typing import Annotated

from msgspec import Struct

from lineage.compliance.relicensing import DEFINITION, Relicensing, StandingChange
from lineage.frozen import FrozenGraph, Undercount
from lineage.impact.impact import DEFINITIONS, LISTS, Impact, ImpactList, SurvivorList, impact
from lineage.impact.survivors import SurvivorKind
from lineage.licences import LicenseClass
from lineage.licences.rules import LicenseVerdict
from lineage.values import Status
from web.answers.models import UNDERCOUNT, ModelItem, fields_of, items
from web.answers.types import Number, meaning
from web.parameters.impact import ImpactQuery

TOTAL = meaning("all models of the list, whatever part of it is here")
LOWER_BOUNDS = (
    "whether `affected` and `stranded` are lower bounds, since only a part of the Hub was read: of `others` some may "
    "hang on it alone all the same, by models that are not in that part"
)
WITHOUT = meaning("the same without models marked as mass uploads")
DOWNLOADS = meaning("of all models of the list in 30 days, added up; null where none states any")


class AffectedList(Struct, frozen=True):
    """Part of a list of models, ranked, with what exactly it holds."""

    definition: str
    total: Annotated[Number, TOTAL]
    without_mass_uploads: Annotated[Number, WITHOUT]
    downloads: Annotated[int | None, DOWNLOADS]
    items: list[ModelItem]


class ReachedItem(ModelItem, frozen=True):
    """A descendant that another way leads to."""

    way: Annotated[list[str], meaning("a shortest one, from the model itself to a root; empty where none was found")]


class ReachedList(Struct, frozen=True):
    """Part of the list of descendants that another way leads to."""

    definition: str
    total: Annotated[Number, TOTAL]
    without_mass_uploads: Annotated[Number, WITHOUT]
    downloads: Annotated[int | None, DOWNLOADS]
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


class StandingCount(Struct, frozen=True):
    """How many models stand so before, and so after."""

    verdict_before: LicenseVerdict | None
    verdict_after: LicenseVerdict | None
    class_before: LicenseClass
    class_after: LicenseClass
    models: Number


class RestatedItem(ModelItem, frozen=True):
    """A model that stands otherwise."""

    verdict_before: Annotated[LicenseVerdict | None, meaning("null where no base is named")]
    verdict_after: Annotated[LicenseVerdict | None, meaning("null where no base is named")]
    class_before: Annotated[LicenseClass, meaning("of all terms that hold for it")]
    class_after: Annotated[LicenseClass, meaning("of all terms that hold for it")]
    rules: Annotated[list[str], meaning("what the rules of licences say of it then")]


class VerdictChanges(Struct, frozen=True):
    """What follows when the model states another licence, and a part of the list of models that stand otherwise."""

    definition: str
    license: str
    license_class: LicenseClass
    is_known: Annotated[bool, meaning("whether the table of licences has it; else nothing is known of its terms")]
    total: Annotated[Number, TOTAL]
    without_mass_uploads: Annotated[Number, WITHOUT]
    changes: Annotated[list[StandingCount], meaning("all of them, the most frequent first")]
    items: list[RestatedItem]


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
    relicensing: Annotated[VerdictChanges | None, meaning(f"where a licence was given: {DEFINITION}")]


def impact_of(graph: FrozenGraph, number: int, query: ImpactQuery, lists: Collection[str] = LISTS) -> ImpactAnswer:
    """Of lists that are not among `lists` there are the counts alone."""
    found = impact(graph, number, query.window, query.license, lists)
    return ImpactAnswer(
        found.id,
        found.status,
        found.snapshot,
        found.lower_bounds,
        query.offset,
        query.limit,
        found.undercount,
        _listed(graph, found.affected),
        _listed(graph, found.stranded),
        _reached(graph, found),
        _survivors(graph, found.survivors),
        None if found.relicensing is None else _verdicts(graph, found.relicensing),
    )


def _listed(graph: FrozenGraph, part: ImpactList) -> AffectedList:
    shown = items(graph, part.numbers)
    return AffectedList(part.definition, part.total, part.without_mass_uploads, part.downloads, shown)


def _reached(graph: FrozenGraph, found: Impact) -> ReachedList:
    part = found.others
    rows = zip(fields_of(graph, part.numbers), part.ways, strict=True)
    reached = [ReachedItem(**fields, way=list(way)) for fields, way in rows]
    return ReachedList(part.definition, part.total, part.without_mass_uploads, part.downloads, reached)


def _survivors(graph: FrozenGraph, part: SurvivorList) -> SurvivorItems:
    rows = zip(fields_of(graph, part.numbers), part.models, strict=True)
    shown = [
        SurvivorItem(**fields, kind=one.kind, inferred=one.inferred, reasons=list(one.reasons)) for fields, one in rows
    ]
    return SurvivorItems(part.definition, part.total, part.without_mass_uploads, shown)


def _verdicts(graph: FrozenGraph, found: Relicensing) -> VerdictChanges:
    rows = zip(fields_of(graph, found.numbers), found.models, strict=True)
    shown = [
        RestatedItem(
            **fields,
            verdict_before=one.before.verdict,
            verdict_after=one.after.verdict,
            class_before=one.before.effective_class,
            class_after=one.after.effective_class,
            rules=list(one.rules),
        )
        for fields, one in rows
    ]
    return VerdictChanges(
        found.definition,
        found.name,
        found.license_class,
        found.is_known,
        found.total,
        found.without_mass_uploads,
        [_count(change) for change in found.changes],
        shown,
    )


def _count(change: StandingChange) -> StandingCount:
    before, after = change.before, change.after
    return StandingCount(before.verdict, after.verdict, before.effective_class, after.effective_class, change.models)
