"""The graph as a whole: which snapshot it is made from, and its headline counts."""

from typing import Annotated

from msgspec import Struct

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.coverage.source_fields import lacking
from lineage.frozen import FrozenGraph, Undercount, counts_of
from lineage.values import DatedBy, Extent, Relation, SnapshotFacts
from web.answers.types import RELATIONS, Moment, Number, meaning, moment


class SnapshotSummary(Struct, frozen=True):
    """What every count must say about where it comes from."""

    id: Annotated[str, meaning("the snapshot's name")]
    source: Annotated[str, meaning("what was read: an endpoint or a file")]
    scope: Annotated[str | None, meaning("what was asked for, e.g. `family of Qwen/Qwen3-0.6B`; null for everything")]
    started_at: Moment
    finished_at: Moment
    complete: Annotated[bool, meaning("whether the source was read to its end")]
    synthetic: Annotated[bool, meaning("whether it was made up by the practice Hub")]
    listed: Annotated[Number, meaning("models listed")]
    frontier: Annotated[Number, meaning("models whose children nobody asked for")]
    coverage: Annotated[
        float | None,
        meaning("estimated share of the scope's descendants that are listed; null where nobody can say"),
    ]
    coverage_low: Annotated[float | None, meaning("the lower end of that estimate's interval")]
    coverage_high: Annotated[float | None, meaning("its upper end")]
    extent: Annotated[
        Extent, meaning("the part of the Hub it is: all of it, one family, or a sample of unknown extent")
    ]
    as_of: Annotated[Moment | None, meaning("when the data are from; null where nothing tells")]
    as_of_how: Annotated[DatedBy | None, meaning("how that is known")]
    statement: Annotated[str, meaning("what part of the Hub it is, of when, and when it was read, in words")]


class HeadlineCount(Struct, frozen=True):
    """A number about the whole graph, and what exactly was counted."""

    name: str
    value: Number
    without_mass_uploads: Annotated[
        int | None, meaning("the same without models marked as mass uploads; null where that makes no difference")
    ]
    definition: str
    undercount: Annotated[
        Undercount | None, meaning("what a count of descendants leaves out; null for nothing, and for other counts")
    ]


class GraphSummary(Struct, frozen=True):
    """Which snapshot this is, and the headline counts with their definitions."""

    version: Annotated[str, meaning("the graph's version: part of the map's addresses, and of every ETag")]
    snapshot: SnapshotSummary
    models: Number
    derivations: Number
    counts: list[HeadlineCount]
    lower_bounds: Annotated[
        bool, meaning("whether every count is a lower bound, since only a part of the Hub was read")
    ]
    not_in_source: Annotated[
        list[str], meaning("fields that the source does not have, so that null says nothing of a model")
    ]
    relations: Annotated[list[Relation], meaning("every relation there is, in the order that lists of counts keep")]


def summary(graph: FrozenGraph) -> GraphSummary:
    counts = [
        HeadlineCount(count.name, int(count.value), count.without_mass, count.definition, count.undercount)
        for count in counts_of(graph)
    ]
    return GraphSummary(
        graph.version,
        snapshot(graph.facts),
        graph.size,
        graph.derivations,
        counts,
        lower_bounds=graph.facts.extent is not Extent.WHOLE,
        not_in_source=sorted(lacking(graph)),
        relations=list(RELATIONS),
    )


def snapshot(facts: SnapshotFacts) -> SnapshotSummary:
    return SnapshotSummary(
        id=facts.id,
        source=facts.source,
        scope=facts.scope.text,
        started_at=moment(facts.started_at),
        finished_at=moment(facts.finished_at),
        complete=facts.complete,
        synthetic=facts.synthetic,
        listed=facts.listed,
        frontier=facts.frontier,
        coverage=facts.coverage,
        coverage_low=facts.coverage_low,
        coverage_high=facts.coverage_high,
        extent=facts.extent,
        as_of=moment(facts.as_of) if facts.as_of else None,
        as_of_how=facts.as_of_how,
        statement=CoverageStatement(facts).long,
    )
