"""Lists of models, a page at a time: children, descendants, families, what a search finds."""

from typing import Annotated

from msgspec import Struct

from lineage.filters.filtered_models import FilteredModels
from lineage.frozen import FrozenGraph
from lineage.frozen.results import DerivativesPage, ModelPage
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.search.index import How, SearchMatch
from lineage.given_ids import number_meant
from lineage.licences.grants import GRANTED
from lineage.licences.terms import Terms
from lineage.owners.progenitors import called
from lineage.values import Relation
from web.answers.models import ModelItem, fields_of, items
from web.answers.types import Number, RelationCounts, by_relation, meaning
from web.parameters.lists import ListQuery, TableQuery

MOST_MATCHES = 2_000
"""Of a search, are looked through for those to which some terms apply."""


class Remainder(Struct, frozen=True):
    """What of a list comes after a page of it."""

    total: Number
    by_relation: RelationCounts


class ChildrenPage(Struct, frozen=True):
    """A page of direct derivatives. `items`, what came before them and `remainder` add up to `total`."""

    id: str
    total: Number
    offset: Number
    limit: Number
    items: list[ModelItem]
    by_relation: Annotated[RelationCounts, meaning("all children, whatever relation was asked for")]
    remainder: Remainder


class DescendantsPage(Struct, frozen=True):
    """A page of a model's derivatives at any distance (of all models where `id` is null) that match the query."""

    id: str | None
    total: Number
    offset: Number
    limit: Number
    items: list[ModelItem]


class FamilyItem(ModelItem, frozen=True):
    """A root that has derivatives."""

    by_relation: Annotated[RelationCounts, meaning("its direct children")]


class FamiliesPage(Struct, frozen=True):
    """A page of the roots that have derivatives, largest family first."""

    total: Number
    offset: Number
    limit: Number
    items: list[FamilyItem]


class SearchItem(ModelItem, frozen=True):
    """A model that a search found."""

    how: Annotated[How, meaning("by its id, a beginning of it, its words, or words like those that were typed")]


class FoundOwner(Struct, frozen=True):
    """Whose name the text of a search is."""

    name: str
    level: Annotated[str, meaning("`organisation` or `owner`")]
    descendants: Annotated[Number, meaning("distinct models that descend from its models")]


class SearchResults(Struct, frozen=True):
    """The models whose id or other words hold the text; in each way of finding them the most used first."""

    q: str
    owner: Annotated[FoundOwner | None, meaning("whose name the text is, capitals aside")]
    items: list[SearchItem]


def children(graph: FrozenGraph, number: int, query: ListQuery) -> ChildrenPage:
    return children_page(graph, number, derivatives(graph, number, query), query)


def derivatives(graph: FrozenGraph, number: int, query: ListQuery) -> DerivativesPage:
    """The page of a model's direct derivatives that is asked for, as numbers."""
    return graph.lists.children_of(
        number, query.relation, query.sort, query.offset, query.limit, query.mass_uploads, _folded(graph, number, query)
    )


def children_page(graph: FrozenGraph, number: int, page: DerivativesPage, query: ListQuery) -> ChildrenPage:
    """What `derivatives` found of a model."""
    left = page.remaining
    return ChildrenPage(
        graph.ids[number],
        int(page.total),
        query.offset,
        query.limit,
        items(graph, page.numbers, page.relations),
        by_relation(page.by_relation),
        Remainder(sum(left.values()), by_relation(left)),
    )


def _folded(graph: FrozenGraph, number: int, query: ListQuery) -> Relation | None:
    """The relation whose children are left out: quantisations, where they are folded and there are others."""
    if not query.folded or query.relation is not None:
        return None
    counts = graph.lists.relation_counts(number, query.mass_uploads)
    return Relation.QUANTIZED if 0 < counts[Relation.QUANTIZED] < sum(counts.values()) else None


def descendants(graph: FrozenGraph, number: int | None, query: TableQuery) -> DescendantsPage:
    selection = FilteredModels(graph, query.filter, number)
    return selected(selection, query, selection.page(query.sort, query.offset, query.limit))


def selected(selection: FilteredModels, query: TableQuery, page: ModelPage) -> DescendantsPage:
    """The page of a selection that a query asks for."""
    graph, number = selection.graph, selection.number
    id = None if number is None else graph.ids[number]
    return DescendantsPage(id, int(page.total), query.offset, query.limit, items(graph, page.numbers))


def search(graph: FrozenGraph, query: ListQuery) -> SearchResults:
    within = None if query.within is None else number_meant(graph, query.within)
    matches = _matches(graph, query, within)
    fields = zip(fields_of(graph, [match.number for match in matches]), matches, strict=True)
    models = [SearchItem(**known, how=match.how) for known, match in fields]
    return SearchResults(query.q, None if query.within else owner_called(graph, query.q), models)


def owner_called(graph: FrozenGraph, text: str) -> FoundOwner | None:
    """The organisation or owner whose name a text is."""
    found = called(graph, text)
    if found is None:
        return None
    union = rollups_of(graph).of(found.level, found.progenitor.code).union
    return FoundOwner(found.name, found.level, int(union.value))


def _matches(graph: FrozenGraph, query: ListQuery, within: int | None) -> list[SearchMatch]:
    """The matches to which the licences asked for apply, among the MOST_MATCHES that come first."""
    if query.terms is None and query.effective_class is None:
        return graph.search.matches(query.q, query.limit, within)
    matches = graph.search.matches(query.q, MOST_MATCHES, within)
    tasks = graph.models.column("pipeline_tag").take([match.number for match in matches])
    terms = (graph.terms.terms_of(one.number).for_task(task) for one, task in zip(matches, tasks, strict=True))
    kept = [match for match, one in zip(matches, terms, strict=True) if _applies(one, query)]
    return kept[: query.limit]


def _applies(terms: Terms, query: ListQuery) -> bool:
    granted = query.terms is None or GRANTED[query.terms](terms)
    return granted and query.effective_class in (None, terms.license_class)


def families(graph: FrozenGraph, query: ListQuery) -> FamiliesPage:
    page = graph.lists.families(query.limit, query.offset)
    roots = [
        FamilyItem(**fields, by_relation=by_relation(graph.lists.relation_counts(int(number))))
        for fields, number in zip(fields_of(graph, page.numbers), page.numbers, strict=True)
    ]
    return FamiliesPage(int(page.total), query.offset, query.limit, roots)
