"""The operators of a Neo4j plan, and which of them only read."""

from collections.abc import Iterator, Mapping
from typing import Any

from lineage.errors import BadStatement
from lineage.stores.port import OPEN_PROCEDURES

READING = frozenset(
    """
    AllNodesScan Anti AntiConditionalApply AntiSemiApply Apply Argument AssertSameNode AssertSameRelationship
    BFSPruningVarExpand BidirectionalRepeat CacheProperties CartesianProduct ConditionalApply
    DirectedAllRelationshipsScan
    DirectedRelationshipByElementIdSeek DirectedRelationshipByIdSeek DirectedRelationshipIndexContainsScan
    DirectedRelationshipIndexEndsWithScan DirectedRelationshipIndexScan DirectedRelationshipIndexSeek
    DirectedRelationshipIndexSeekByRange DirectedRelationshipTypeScan DirectedUnionRelationshipTypesScan Distinct Eager
    EagerAggregation EmptyResult EmptyRow ExhaustiveLimit Expand Filter IntersectionNodeByLabelsScan LeftOuterHashJoin
    LetAntiSemiApply LetSelectOrAntiSemiApply LetSelectOrSemiApply LetSemiApply Limit MultiNodeIndexSeek
    NodeByElementIdSeek NodeByIdSeek NodeByLabelScan NodeCountFromCountStore NodeHashJoin NodeIndexContainsScan
    NodeIndexEndsWithScan NodeIndexScan NodeIndexSeek NodeIndexSeekByRange NodeUniqueIndexSeek
    NodeUniqueIndexSeekByRange NullifyMetadata Optional OptionalExpand OrderedAggregation OrderedDistinct OrderedUnion
    PartialSort PartialTop ProduceResults ProjectEndpoints Projection RelationshipCountFromCountStore Repeat
    RightOuterHashJoin RollUpApply SelectOrAntiSemiApply SelectOrSemiApply SemiApply ShortestPath Skip Sort
    StatefulShortestPath SubtractionNodeByLabelsScan Top TriadicBuild TriadicFilter TriadicSelection
    UndirectedAllRelationshipsScan UndirectedRelationshipByElementIdSeek UndirectedRelationshipByIdSeek
    UndirectedRelationshipIndexContainsScan UndirectedRelationshipIndexEndsWithScan UndirectedRelationshipIndexScan
    UndirectedRelationshipIndexSeek UndirectedRelationshipIndexSeekByRange UndirectedRelationshipTypeScan
    UndirectedUnionRelationshipTypesScan Union UnionNodeByLabelsScan Unwind ValueHashJoin VarLengthExpand
    """.split()  # noqa: SIM905 - a list of ninety strings is not easier to read
)
CALL = "ProcedureCall"


def steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The steps of a plan, the last to run first; a plan may be a thousand steps deep."""
    left = [plan]
    while left:
        step = left.pop()
        yield step
        left.extend(reversed(step.get("children", ())))


def name(step: Mapping[str, Any]) -> str:
    """A step's operator, e.g. `VarLengthExpand(All)`."""
    return str(step["operatorType"]).partition("@")[0]


def refuse_more_than_reading(plan: Mapping[str, Any]) -> None:
    """Raise BadStatement naming the first operator that is not known to only read."""
    for step in steps(plan):
        kind = name(step).partition("(")[0]
        if kind not in READING and not (kind == CALL and _is_open(step)):
            raise BadStatement(f"the server would run {name(step)}, which is not open here", "only reading is")


def _is_open(step: Mapping[str, Any]) -> bool:
    called = str(step["args"].get("Details", "")).partition("(")[0].strip()
    return called in OPEN_PROCEDURES
