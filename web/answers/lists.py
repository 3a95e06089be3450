"""Lists of models, a page at a time: children, descendants, families, what a search finds."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Struct

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph, ModelPage
from lineage.frozen.conditions import Condition, stands_elsewhere
from lineage.frozen.growth import Denominator
from lineage.frozen.rollup_conditions import (
    descends_from,
    is_counted_of,
    is_exclusive,
    is_of_generation,
    is_others,
    is_own,
    of_organisation,
)
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.search import How, SearchMatch
from lineage.frozen.subtree import Places
from lineage.frozen.terms import FrozenTerms
from lineage.frozen.terms_conditions import has_effective_class, has_verdict, is_granted, meets_rule
from lineage.licences.grants import GRANTED
from lineage.licences.terms import Terms
from lineage.progenitors import NamedProgenitor, named
from web.answers.models import ModelItem, fields_of, items
from web.answers.types import Number, RelationCounts, by_relation, meaning
from web.parameters import ListQuery

DAY = timedelta(days=1)
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


class SearchResults(Struct, frozen=True):
    """The models whose id or other words hold the text; in each way of finding them the most used first."""

    q: str
    items: list[SearchItem]


def children(graph: FrozenGraph, number: int, query: ListQuery) -> ChildrenPage:
    page = graph.lists.children_of(
        number, query.relation, query.sort, query.offset, query.limit, mass_uploads=query.mass_uploads
    )
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


def descendants(graph: FrozenGraph, number: int | None, query: ListQuery) -> DescendantsPage:
    page = select(graph, number, query)
    id = None if number is None else graph.ids[number]
    return DescendantsPage(id, int(page.total), query.offset, query.limit, items(graph, page.numbers))


def select(graph: FrozenGraph, number: int | None, query: ListQuery) -> ModelPage:
    """The frozen graph's selection for a checked query."""
    return graph.lists.select(
        number,
        relation=query.relation,
        license=query.license,
        author=query.author,
        created_from=query.created_from,
        created_before=query.created_to and _end_of(query.created_to),
        task=query.task,
        status=query.status,
        sort=query.sort,
        offset=query.offset,
        limit=query.limit,
        mass_uploads=query.mass_uploads,
        parameters=_sizes(query),
        among=_families(graph, query.descends_from),
        more=[
            *map(stands_elsewhere, _families(graph, query.not_descends_from)),
            *_of_the_table(graph, query),
            *_of_licences(graph.terms, query),
            *_of_progenitor(graph, query),
        ],
    )


def _end_of(day: datetime) -> datetime:
    """The first moment after a day; the calendar's last day has none, and its last moment is taken."""
    last = datetime.max.replace(tzinfo=UTC)
    return day + DAY if day < last - DAY else last


def _of_the_table(graph: FrozenGraph, query: ListQuery) -> list[Condition]:
    """What is asked of owners, roots and kinds, by the table of organisations."""
    conditions = []
    if query.organisation is not None:
        conditions.append(of_organisation(rollups_of(graph), graph.lists.owners, query.organisation))
    if query.base is not None:
        conditions.append(descends_from(rollups_of(graph), query.base))
    if query.of is not Denominator.ALL:
        conditions.append(is_counted_of(rollups_of(graph), query.of))
    return conditions


def _of_licences(terms: FrozenTerms, query: ListQuery) -> Iterator[Condition]:
    """What is asked of licences."""
    if query.effective_class is not None:
        yield has_effective_class(terms, query.effective_class)
    if query.license_verdict is not None:
        yield has_verdict(terms, query.license_verdict)
    if query.licence_rule is not None:
        yield meets_rule(terms, query.licence_rule)
    if query.terms is not None:
        yield is_granted(terms, query.terms)


def _sizes(query: ListQuery) -> tuple[int, int | None] | None:
    if query.parameters_from is None and query.parameters_below is None:
        return None
    return query.parameters_from or 0, query.parameters_below


def _progenitors(graph: FrozenGraph, names: Sequence[str]) -> list[NamedProgenitor]:
    return [named(graph, name) for name in names if name]


def _families(graph: FrozenGraph, names: Sequence[str]) -> list[Places]:
    """What descends from each of these."""
    return [one.progenitor.descendants(graph, rollups_of(graph)) for one in _progenitors(graph, names)]


def _of_progenitor(graph: FrozenGraph, query: ListQuery) -> Iterator[Condition]:
    """What is asked of models in relation to the one that they descend from. Raises BadInput where it is not one."""
    if query.made_by is None and query.generation is None and not query.exclusive:
        return
    several, rolled = _progenitors(graph, query.descends_from), rollups_of(graph)
    if len(several) != 1:
        raise BadInput("made_by, generation and exclusive go with one descends_from", "give one, as descends_from=Qwen")
    (one,) = (found.progenitor for found in several)
    if query.made_by is not None:
        yield (is_own if query.made_by == "own" else is_others)(graph, rolled, one)
    if query.exclusive:
        yield is_exclusive(graph, rolled, one)
    if query.generation is not None:
        yield is_of_generation(graph, rolled, one, query.generation)


def search(graph: FrozenGraph, query: ListQuery) -> SearchResults:
    within = None if query.within is None else graph.ids.number(query.within)
    matches = _matches(graph, query, within)
    fields = zip(fields_of(graph, [match.number for match in matches]), matches, strict=True)
    return SearchResults(query.q, [SearchItem(**known, how=match.how) for known, match in fields])


def _matches(graph: FrozenGraph, query: ListQuery, within: int | None) -> list[SearchMatch]:
    """The matches to which the licences asked for apply, among the MOST_MATCHES that come first."""
    if query.terms is None and query.effective_class is None:
        return graph.search.matches(query.q, query.limit, within)
    matches = graph.search.matches(query.q, MOST_MATCHES, within)
    terms = (graph.terms.terms_of(match.number) for match in matches)
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
