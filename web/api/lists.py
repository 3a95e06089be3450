"""Lists of models: families, and what a search finds."""

from lineage.errors import UnknownModel, UnknownOwner
from web.answers import lists
from web.answers.facets import FacetAnswers, facets
from web.answers.lists import DescendantsPage, FamiliesPage, SearchResults
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.lists import COUNTED, PAGING, SEARCH, SELECT, FacetQuery, ListQuery, TableQuery
from web.source import source

group = RouteGroup(PREFIX)

UNKNOWN = (UnknownModel, UnknownOwner)


@group.get("/families", FamiliesPage, PAGING, example="limit=5")
def families(query: ListQuery) -> FamiliesPage:
    """Roots with derivatives, largest family first."""
    return lists.families(source().graph, query)


@group.get("/models", DescendantsPage, SELECT, errors=UNKNOWN, example="license=mit&limit=5", name="list_models")
def models(query: TableQuery) -> DescendantsPage:
    """All models that meet a filter, sorted, a page at a time; derivatives of one with `descends_from`."""
    return lists.descendants(source().graph, None, query)


@group.get("/facets", FacetAnswers, COUNTED, errors=UNKNOWN, example="q=gguf&facet=license")
def counted(query: FacetQuery) -> FacetAnswers:
    """The values that the models of a filter have, with exact counts, the most frequent first; `like` searches them."""
    return facets(source().graph, query)


@group.get("/search", SearchResults, SEARCH, errors=(UnknownModel,), example="q={name}&limit=5")
def search(query: ListQuery) -> SearchResults:
    """Models as people type them: by id, its beginning, words in any order, also of task, library, licence; mistyped.

    In each way the most used first, and last what is only named. `within` narrows to one family."""
    return lists.search(source().graph, query)
