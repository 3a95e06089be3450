"""A document's components, out of the frozen graph and the store, if any: dates, rules and rejected claims."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lineage import queries
from lineage.bom.document import Bom, BomComponent, Completeness
from lineage.bom.selection import DEFAULT_COMPONENTS, MOST_COMPONENTS, BomSelection, select
from lineage.bom.terms import StatedModel, terms_of
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from lineage.values import Derivation, Extent, Inference, Irregularity, Model, SnapshotFacts, Status

BATCH = 500
"""Models that the store is asked for at once."""

WORST_FIRST = (Completeness.INCOMPLETE, Completeness.UNKNOWN, Completeness.COMPLETE)

Gap = tuple[Completeness, str]


@dataclass(frozen=True, slots=True)
class StoredDetails:
    """What the store has of some models beside the graph, by id."""

    parents: Mapping[str, Sequence[Derivation]]
    candidates: Mapping[str, Sequence[Inference]]
    rejected: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class BomDraft:
    """A component before its terms are known. `left_out` counts declared parents that the document does not hold."""

    model: Model
    parents: tuple[Derivation, ...]
    candidates: tuple[Inference, ...]
    rejected: tuple[str, ...]
    left_out: int
    names_itself: bool

    @property
    def is_cut(self) -> bool:
        return self.left_out > 0


def bom_of(
    graph: FrozenGraph,
    reader: Reader | None,
    id: str,
    *,
    subtree: bool = False,
    limit: int = DEFAULT_COMPONENTS,
) -> Bom:
    """The document of a model: of its chain, or of its whole subtree; `limit` models at most.

    Raises UnknownModel, and BadInput for a limit out of bounds.
    """
    if not 1 <= limit <= MOST_COMPONENTS:
        raise BadInput(f"no document holds {limit:,} models", f"ask for 1 to {MOST_COMPONENTS:,}")
    selection = select(graph, graph.ids.number(id), subtree=subtree, limit=limit)
    components = tuple(_components(graph, reader, selection))
    left_out = selection.left_out
    remarks = (f"{left_out:,} more models are left out: the bound was {limit:,}.",) if left_out else ()
    return Bom(components, graph.facts, graph.version, subtree, left_out, remarks)


def _components(graph: FrozenGraph, reader: Reader | None, selection: BomSelection) -> Iterator[BomComponent]:
    drafts = list(_drafts(graph, reader, selection))
    stated = [StatedModel(one.model, one.parents, one.is_cut) for one in drafts]
    each = zip(drafts, terms_of(stated, synthetic=graph.facts.synthetic), selection.numbers, strict=True)
    for draft, terms, number in each:
        gaps = tuple(_gaps(draft, graph.facts))
        kinds = {kind for kind, _ in gaps}
        worst = next(kind for kind in WORST_FIRST if kind in kinds or kind is Completeness.COMPLETE)
        remarks = tuple(words for _, words in gaps)
        steps = selection.steps.get(number)
        yield BomComponent(draft.model, terms, draft.parents, draft.candidates, steps, worst, remarks)


def _drafts(graph: FrozenGraph, reader: Reader | None, selection: BomSelection) -> Iterator[BomDraft]:
    members = set(graph.ids.take(selection.numbers))
    for start in range(0, len(selection.numbers), BATCH):
        numbers = selection.numbers[start : start + BATCH]
        stored = _stored(graph, reader, numbers)
        for number in numbers:
            model = graph.models.summary(number)
            declared = [one for one in stored.parents.get(model.id, ()) if one.parent != model.id]
            yield BomDraft(
                model,
                tuple(one for one in declared if one.parent in members),
                tuple(stored.candidates.get(model.id, ())),
                tuple(stored.rejected.get(model.id, ())),
                left_out=sum(one.parent not in members for one in declared),
                names_itself=len(declared) < len(stored.parents.get(model.id, ())),
            )


def _gaps(draft: BomDraft, facts: SnapshotFacts) -> Iterator[Gap]:
    """Why the parents of a model may not be all, each reason with what follows from it."""
    if draft.model.status is Status.MISSING:
        yield (
            Completeness.UNKNOWN,
            "It is named as a base and is not in the snapshot: what it was made from cannot be told.",
        )
        return
    if draft.left_out:
        words = f"{draft.left_out:,} of its declared parents are beyond the bound of this document."
        yield Completeness.INCOMPLETE, words
    for claim in draft.rejected:
        yield Completeness.INCOMPLETE, f"A claim of a parent names no model: {claim}"
    if draft.model.status is Status.REMOVED:
        yield Completeness.UNKNOWN, "It was removed from the Hub: what is known of it is from when it was last seen."
    if draft.candidates and not draft.parents:
        yield Completeness.UNKNOWN, "It declares no parent, though its name gives one away."
    yield from _of_the_snapshot(facts)
    if draft.names_itself:
        yield Completeness.COMPLETE, "It names itself as its base, which is in no relation here."
    if any(one.irregularity is Irregularity.CYCLE for one in draft.parents):
        yield Completeness.COMPLETE, "Following its declared parents leads back to it: the declarations form a cycle."


def _of_the_snapshot(facts: SnapshotFacts) -> Iterator[Gap]:
    if facts.extent is Extent.SAMPLE:
        yield Completeness.UNKNOWN, "The snapshot is a sample of unknown extent."
    elif facts.frontier or not facts.complete:
        yield Completeness.INCOMPLETE, "The crawl behind the snapshot did not reach its end."


def _stored(graph: FrozenGraph, reader: Reader | None, numbers: Sequence[int]) -> StoredDetails:
    if reader is None:
        return StoredDetails({graph.ids[n]: _frozen_parents(graph, n) for n in numbers}, {}, {})
    ids = graph.ids.take(numbers)
    return StoredDetails(
        queries.parents_of_all(reader, ids),
        queries.inferred_parents_of_all(reader, ids),
        queries.rejected_claims_of_all(reader, ids),
    )


def _frozen_parents(graph: FrozenGraph, number: int) -> list[Derivation]:
    """The derivations as the graph has them: without dates."""
    return [
        Derivation(
            graph.ids[edge.child],
            graph.ids[edge.parent],
            edge.relation,
            edge.evidence,
            edge.raw,
            edge.relation_claims,
            edge.irregularity,
        )
        for edge in graph.edges.parents_of(number)
    ]
