"""Models: as lists hold them, as parents with who says so, and one in full."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import numpy as np
from msgspec import Struct

from lineage.columns.values import MomentValues
from lineage.frozen import Edge, FrozenGraph, Undercount
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.storage.columns import NO_CODE, Column, Moments
from lineage.licences import LicenseClass
from lineage.licences.rules import LicenseVerdict
from lineage.schema import LICENCE_COLUMNS
from lineage.values import Evidence, Irregularity, Model, Relation, Status
from web.answers.types import Moment, Number, RelationCounts, by_relation, meaning, plain

MOST_ROOTS = 20
COLUMNS = ("status", "author", "created_at", "downloads", "likes", *LICENCE_COLUMNS, "mass_upload")
"""What a list tells of a model out of the graph's columns."""
EFFECTIVE = "the strictest class of its licence and of all above it"
VERDICT = "what its licence does with the terms above it; null where no base is named"
UNDERCOUNT = "models beside `descendants`, below copies that are named but not listed; null where there are none"


class ModelItem(Struct, frozen=True):
    """A model as lists hold it. What is not stated is null."""

    id: str
    status: Status
    author: str | None
    created_at: Moment | None
    downloads: int | None
    likes: int | None
    license: str | None
    license_name: Annotated[str | None, meaning("the card's name for a licence that is `other` by id")]
    effective_class: Annotated[LicenseClass, meaning(EFFECTIVE)]
    license_verdict: Annotated[LicenseVerdict | None, meaning(VERDICT)]
    mass_upload: str | None
    descendants: Annotated[Number, meaning("distinct, at any distance")]
    descendants_without_mass_uploads: Annotated[Number, meaning("the same without models marked as mass uploads")]
    undercount: Annotated[Undercount | None, meaning(UNDERCOUNT)]
    children: Annotated[Number, meaning("direct ones")]
    parents: Number
    relation: Annotated[
        Relation | None,
        meaning(
            "how it was made: in a list of children from that parent, else from the one it is drawn under; null for a "
            "root, and for a model of status missing, of which nobody could ask"
        ),
    ]


class ParentItem(ModelItem, frozen=True):
    """A model that another one was derived from, how, and who says so."""

    evidence: Annotated[list[Evidence], meaning("who says so, most trusted first")]
    irregularity: Annotated[Irregularity | None, meaning("what is odd about this derivation; null for most")]
    raw: Annotated[str, meaning("what was written")]
    relation_claims: Annotated[list[str] | None, meaning("`source:relation` of each source, where they disagree")]


class ParentList(Struct, frozen=True):
    """Every derivation the model is the child of."""

    id: str
    total: Number
    items: list[ParentItem]


class ModelDetail(Struct, frozen=True):
    """One model: its fields (null where not stated), its place in the lineage, and exact counts around it."""

    id: str
    status: Status
    hub_id: str | None
    author: str | None
    created_at: Moment | None
    created_month: str | None
    last_modified: Moment | None
    downloads: int | None
    downloads_all_time: int | None
    likes: int | None
    license: str | None
    license_name: Annotated[str | None, meaning("the card's name for a licence that is `other` by id")]
    license_link: Annotated[str | None, meaning("where the card says its text is; any text, not always an address")]
    license_class: Annotated[LicenseClass, meaning("what its own licence comes to")]
    effective_class: Annotated[LicenseClass, meaning(EFFECTIVE)]
    license_verdict: Annotated[LicenseVerdict | None, meaning(VERDICT)]
    new_version: Annotated[str | None, meaning("the model that the card says takes this one's place; any text")]
    pipeline_tag: str | None
    library: str | None
    parameters: int | None
    languages: Annotated[list[str], meaning("those that its tags name, as ISO 639 codes")]
    gated: str | None
    base_not_found: Annotated[
        str | None, meaning("why a base that it names leads to no repository; null where none such is named")
    ]
    mass_upload: str | None
    first_seen: Moment | None
    last_seen: Moment | None
    organisation: Annotated[str | None, meaning("the organisation of its owner; null for a model without one")]
    generation: Annotated[Number, meaning("the fewest derivations up to a root")]
    depth: Annotated[Number, meaning("the longest chain down")]
    descendants: Annotated[Number, meaning("distinct, at any distance")]
    descendants_without_mass_uploads: Annotated[Number, meaning("the same without models marked as mass uploads")]
    undercount: Annotated[Undercount | None, meaning(UNDERCOUNT)]
    children: Annotated[RelationCounts, meaning("direct ones")]
    parents: list[ParentItem]
    is_root: Annotated[bool, meaning("no parent is known; of a model of status missing nobody could ask")]
    ancestors: Annotated[Number, meaning("distinct models that it is derived from, at any distance")]
    roots: Annotated[list[str], meaning(f"the roots it comes from, the nearest first, {MOST_ROOTS} at most")]
    roots_total: Annotated[Number, meaning("how many there are")]


FACTS = tuple(name for name in ModelDetail.__struct_fields__ if name in Model.__dataclass_fields__)
"""The fields of a model that its answer holds as they are."""


def items(
    graph: FrozenGraph, numbers: Sequence[int], relations: Sequence[Relation | None] | None = None
) -> list[ModelItem]:
    """One record a model, in the order given; by default with the relation to the parent each is drawn under."""
    return [ModelItem(*row) for row in rows_of(graph, numbers, relations)]


def rows_of(
    graph: FrozenGraph, numbers: Sequence[int], relations: Sequence[Relation | None] | None = None
) -> Iterator[Sequence[Any]]:
    """The values of a ModelItem's fields for each model, in the order given."""
    columns = columns_of(graph, numbers, relations)
    return zip(*map(columns.__getitem__, ModelItem.__struct_fields__), strict=True)


def fields_of(
    graph: FrozenGraph, numbers: Sequence[int], relations: Sequence[Relation | None] | None = None
) -> Iterator[dict[str, Any]]:
    """The fields of a ModelItem for each model, in the order given."""
    columns = columns_of(graph, numbers, relations)
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def columns_of(
    graph: FrozenGraph, numbers: Sequence[int], relations: Sequence[Relation | None] | None = None
) -> dict[str, Sequence[Any]]:
    """The same, field by field."""
    at = np.asarray(numbers, np.int64)
    return {
        "id": graph.ids.take(at),
        **{name: _shown(graph.models.column(name), at) for name in COLUMNS},
        "descendants": graph.reach.descendant_count[at].tolist(),
        "descendants_without_mass_uploads": graph.reach.without_mass[at].tolist(),
        "undercount": graph.undercounts.take(at),
        "children": graph.children.counts(at).tolist(),
        "parents": graph.parents.counts(at).tolist(),
        "relation": graph.forest.relations_of(at) if relations is None else relations,
    }


def _shown(column: Column, at: AnyArray) -> Sequence[Any]:
    """The values of some models as JSON has them."""
    return MomentValues(column.values[at]).to_texts() if isinstance(column, Moments) else column.take(at)


def detail(graph: FrozenGraph, number: int) -> ModelDetail:
    known, above = graph.models.summary(number), graph.lineage.ways_up(number)
    roots = graph.lineage.nearest_roots(above)
    return ModelDetail(
        **{name: plain(getattr(known, name)) for name in FACTS} | {"organisation": _organisation(graph, number)},
        languages=graph.languages.of(number),
        generation=int(graph.reach.generation[number]),
        depth=int(graph.reach.depth[number]),
        descendants=int(graph.reach.descendant_count[number]),
        descendants_without_mass_uploads=int(graph.reach.without_mass[number]),
        undercount=graph.undercounts.get(number),
        children=by_relation(graph.lists.relation_counts(number)),
        parents=_parents(graph, graph.edges.parents_of(number)),
        is_root=bool(graph.reach.is_root[number]),
        ancestors=len(above.distance) - 1,
        roots=graph.ids.take(roots[:MOST_ROOTS]),
        roots_total=len(roots),
    )


def _organisation(graph: FrozenGraph, number: int) -> str | None:
    owner = int(graph.models.words("author").codes[number])
    rolled = rollups_of(graph)
    return None if owner == NO_CODE else rolled.organisation_of(owner)


def parents(graph: FrozenGraph, number: int) -> ParentList:
    edges = graph.edges.parents_of(number)
    return ParentList(graph.ids[number], len(edges), _parents(graph, edges))


def _parents(graph: FrozenGraph, edges: Sequence[Edge]) -> list[ParentItem]:
    """The parents at the upper ends of these derivations."""
    if not edges:
        return []
    fields = fields_of(graph, [edge.parent for edge in edges], [edge.relation for edge in edges])
    return [
        ParentItem(
            **shown,
            evidence=list(edge.evidence),
            irregularity=edge.irregularity,
            raw=edge.raw,
            relation_claims=None if edge.relation_claims is None else list(edge.relation_claims),
        )
        for shown, edge in zip(fields, edges, strict=True)
    ]
