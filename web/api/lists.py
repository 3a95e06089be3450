"""Lists of models: families, and what a search finds."""

from flask import Blueprint

from lineage.errors import UnknownModel
from web.answers import lists
from web.answers.lists import FamiliesPage, SearchResults
from web.api.declare import PREFIX, RouteGroup
from web.parameters import PAGING, SEARCH, ListQuery
from web.source import source

group = RouteGroup(Blueprint("api_lists", __name__, url_prefix=PREFIX))


@group.get("/families", FamiliesPage, PAGING, example="limit=5")
def families(query: ListQuery) -> FamiliesPage:
    """Roots with derivatives, largest family first."""
    return lists.families(source().graph, query)


@group.get("/search", SearchResults, SEARCH, errors=(UnknownModel,), example="q={name}&limit=5")
def search(query: ListQuery) -> SearchResults:
    """Models as people type them: by id, its beginning, words in any order, also of task, library, licence; mistyped.

    In each way the most used first, and last what is only named. `within` narrows to one family."""
    return lists.search(source().graph, query)
