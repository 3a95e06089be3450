"""Models side by side: what is known of each, how any two are related, and what descends from them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Struct

from lineage.comparison import (
    Agreement,
    CommonAncestors,
    ComparedFamilies,
    DescendantCount,
    PairKinship,
    compare_models,
)
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.portraits import Downloads
from lineage.owners.progenitors import of_level
from lineage.stores import Reader
from lineage.values import Extent
from web.answers.comparison import list_below
from web.answers.models import ModelDetail, detail
from web.answers.types import Number, RelationCounts, by_relation, meaning, plain

TITLES: Mapping[str, str] = {
    "status": "Status",
    "author": "Owner",
    "parameters": "Parameters",
    "format": "Format",
    "bits": "Bits of its weights",
    "pipeline_tag": "Task",
    "library": "Library",
    "license": "Licence",
    "effective_class": "What applies, by all licences above it",
    "gated": "Gated",
    "created_at": "Created",
    "last_modified": "Last change",
    "downloads": "Downloads, 30 days",
    "downloads_all_time": "Downloads, all time",
    "likes": "Likes",
    "mass_upload": "Mass upload",
}
"""What fields are called, by their names."""


class FieldComparison(Struct, frozen=True):
    """One field of each model, in their order; null is not stated."""

    name: str
    title: str
    values: list[str | int | None]
    agreement: Annotated[Agreement, meaning("whether they are the same; not_known where one is not stated")]


class DescendantList(Struct, frozen=True):
    """Distinct models that descend from something, and the page that lists them."""

    models: Number
    without_mass_uploads: Number
    list: Annotated[str, meaning("page with these models, below the app's root")]


class FamilyComparison(Struct, frozen=True):
    """What descends from the models, in their order; no model descends from itself."""

    each: list[DescendantList]
    alone: Annotated[list[DescendantList], meaning("those that descend from it and from none of the others")]
    both: Annotated[list[list[DescendantList]], meaning("a row and a column for each; on the diagonal its own")]
    all: Annotated[DescendantList, meaning("those that descend from every one of them")]
    relations: Annotated[list[RelationCounts], meaning("each one's by how they were made, from any parent")]
    downloads: Annotated[list[Downloads], meaning("of 30 days: of each, of what descends from it, and of both")]
    downloads_all_time: list[Downloads]


class ModelComparisonAnswer(Struct, frozen=True):
    """What is compared, in the order given."""

    items: list[ModelDetail]
    fields: list[FieldComparison]
    terms: Annotated[list[str], meaning("what may be done with each, and because of which licence")]
    common_ancestors: Annotated[CommonAncestors, meaning("of all of them, the nearest first")]
    pairs: Annotated[list[PairKinship], meaning("every two of them, and the ways between them")]
    families: FamilyComparison
    snapshot: Annotated[str, meaning("the snapshot's name")]
    coverage: Annotated[str, meaning("which part of the Hub the snapshot has, and of when")]
    lower_bounds: Annotated[bool, meaning("whether counts are lower bounds, since only a part of the Hub was read")]


def model_comparison(graph: FrozenGraph, reader: Reader | None, ids: Sequence[str]) -> ModelComparisonAnswer:
    """Raises BadInput for none or more than MOST_MODELS, UnknownModel for an id that is none."""
    found = compare_models(graph, reader, ids)
    numbers = [graph.ids.number(id) for id in found.ids]
    return ModelComparisonAnswer(
        [detail(graph, number) for number in numbers],
        [FieldComparison(one.name, TITLES[one.name], [*map(plain, one.values)], one.agreement) for one in found.fields],
        [model.terms for model in found.models],
        found.common_ancestors,
        list(found.pairs),
        _families(graph, found.ids, found.families),
        found.snapshot,
        CoverageStatement(graph.facts).short,
        graph.facts.extent is not Extent.WHOLE,
    )


def _families(graph: FrozenGraph, ids: Sequence[str], found: ComparedFamilies) -> FamilyComparison:
    keys = [of_level(graph, "model", id).key for id in ids]
    return FamilyComparison(
        [_listed(count, [keys[at]]) for at, count in enumerate(found.each)],
        [_listed(count, [keys[at]], keys[:at] + keys[at + 1 :]) for at, count in enumerate(found.alone)],
        [[_listed(count, [keys[at], keys[to]]) for to, count in enumerate(row)] for at, row in enumerate(found.both)],
        _listed(found.all, keys),
        [by_relation(counts) for counts in found.relations],
        list(found.downloads),
        list(found.downloads_all_time),
    )


def _listed(count: DescendantCount, below: Sequence[str], beside: Sequence[str] = ()) -> DescendantList:
    return DescendantList(count.models, count.without_mass_uploads, list_below(below, beside))
