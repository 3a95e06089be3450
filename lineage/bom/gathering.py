"""A document's components, out of the frozen graph and the store, if any: dates, rules and rejected claims."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lineage import queries
from lineage.bom.document import Bom, BomComponent, Completeness, shown
from lineage.bom.selection import DEFAULT_COMPONENTS, MOST_COMPONENTS, BomSelection, select
from lineage.bom.terms import GraphTerms
from lineage.compliance.model_licence import licence_of_model
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from lineage.values import Derivation, Extent, Inference, Irregularity, Model, SnapshotFacts, Status

BATCH = 500
"""Models that the store is asked for at once."""

NOT_THERE = "It is named as a base and is not in the snapshot: what it was made from cannot be told."
WORST_FIRST = (Completeness.INCOMPLETE, Completeness.UNKNOWN, Completeness.COMPLETE)

Gap = tuple[Completeness, str]


@dataclass(frozen=True, slots=True)
class StoredModel:
    """What the store has of one model beside the graph."""

    parents: Sequence[Derivation]
    candidates: Sequence[Inference]
    rejected: Sequence[str]


@dataclass(frozen=True, slots=True)
class StoredDetails:
    """The same of some models, by id."""

    parents: Mapping[str, Sequence[Derivation]]
    candidates: Mapping[str, Sequence[Inference]]
    rejected: Mapping[str, Sequence[str]]

    def of(self, id: str) -> StoredModel:
        return StoredModel(self.parents.get(id, ()), self.candidates.get(id, ()), self.rejected.get(id, ()))


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
    remarks = [f"{left_out:,} more models are left out: the bound was {limit:,}."] if left_out else []
    if replaced := sum(map(_has_replaced, components)):
        remarks.append(f"{REPLACED} in what is stated of {'1 model' if replaced == 1 else f'{replaced:,} models'}.")
    licence = licence_of_model(graph, selection.numbers[0])
    return Bom(components, licence, graph.facts, graph.version, subtree, left_out, tuple(remarks))


REPLACED = "Control characters, and marks of the direction of writing, were replaced"


def _has_replaced(component: BomComponent) -> bool:
    model = component.model
    texts = (model.id, model.library, model.license, model.license_name, model.license_link, model.pipeline_tag)
    return any(text is not None and shown(text) != text for text in texts)


def _components(graph: FrozenGraph, reader: Reader | None, selection: BomSelection) -> Iterator[BomComponent]:
    members, terms = set(graph.ids.take(selection.numbers)), GraphTerms(graph)
    for start in range(0, len(selection.numbers), BATCH):
        numbers = selection.numbers[start : start + BATCH]
        stored = _stored(graph, reader, numbers)
        for number in numbers:
            model = graph.models.summary(number)
            own = stored.of(model.id)
            gaps = tuple(_gaps(model, own, members, graph.facts))
            yield BomComponent(
                model,
                terms.of(number, model),
                tuple(one for one in own.parents if one.parent in members and one.parent != model.id),
                tuple(own.candidates),
                selection.steps.get(number),
                next(kind for kind in WORST_FIRST if kind in {Completeness.COMPLETE, *(kind for kind, _ in gaps)}),
                tuple(words for _, words in gaps),
            )


def _gaps(model: Model, own: StoredModel, members: Collection[str], facts: SnapshotFacts) -> Iterator[Gap]:
    """Why the parents of a model may not be all, each reason with what follows from it."""
    if model.status is Status.MISSING:
        yield Completeness.UNKNOWN, NOT_THERE
        return
    if cut := sum(edge.parent not in members for edge in own.parents):
        yield Completeness.INCOMPLETE, f"{cut:,} of its declared parents are beyond the bound of this document."
    if model.base_not_found and not own.rejected:
        yield Completeness.INCOMPLETE, f"It names a base that was not found: {model.base_not_found}"
    for claim in own.rejected:
        yield Completeness.INCOMPLETE, f"A claim of a parent names no model: {claim}"
    if model.status is Status.REMOVED:
        yield Completeness.UNKNOWN, "It was removed from the Hub: what is known of it is from when it was last seen."
    if own.candidates and not own.parents and not model.base_not_found:
        yield Completeness.UNKNOWN, "It declares no parent, though its name gives one away."
    yield from _of_the_snapshot(facts)
    if any(edge.parent == model.id for edge in own.parents):
        yield Completeness.COMPLETE, "It names itself as its base, which is in no relation here."
    if any(edge.irregularity is Irregularity.CYCLE for edge in own.parents):
        yield Completeness.COMPLETE, "Following its declared parents leads back to it: the declarations form a cycle."


def _of_the_snapshot(facts: SnapshotFacts) -> Iterator[Gap]:
    if facts.extent is Extent.SAMPLE:
        yield Completeness.UNKNOWN, "The snapshot is a sample of unknown extent."
    elif facts.frontier or not facts.complete:
        yield Completeness.INCOMPLETE, "The crawl behind the snapshot did not reach its end."


def _stored(graph: FrozenGraph, reader: Reader | None, numbers: Sequence[int]) -> StoredDetails:
    if reader is None:
        return StoredDetails({graph.ids[n]: graph.edges.derivations_of(n) for n in numbers}, {}, {})
    ids = graph.ids.take(numbers)
    return StoredDetails(
        queries.parents_of_all(reader, ids),
        queries.inferred_parents_of_all(reader, ids),
        queries.rejected_claims_of_all(reader, ids),
    )
