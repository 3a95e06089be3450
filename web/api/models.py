"""One model: what is known of it, where it comes from, and what was made from it."""

from lineage.errors import UnknownModel, UnknownOwner
from web.answers import lineage, lists, models
from web.answers.lineage import InferredList, PathList
from web.answers.lists import ChildrenPage, DescendantsPage
from web.answers.models import ModelDetail, ParentList
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.lists import CHILDREN, SELECT, ListQuery, TableQuery
from web.source import source

group = RouteGroup(PREFIX)

UNKNOWN = (UnknownModel,)


@group.get("/models/<path:id>", ModelDetail, errors=UNKNOWN)
def model(id: str) -> ModelDetail:
    """One model: fields (null where not stated), parents, children by relation, number of descendants, roots."""
    graph = source().graph
    return models.detail(graph, graph.ids.number(id))


@group.get("/children/<path:id>", ChildrenPage, CHILDREN, errors=UNKNOWN, example="limit=5")
def children(id: str, query: ListQuery) -> ChildrenPage:
    """Direct derivatives, a page at a time, with the exact remainder by relation."""
    graph = source().graph
    return lists.children(graph, graph.ids.number(id), query)


@group.get("/parents/<path:id>", ParentList, errors=UNKNOWN)
def parents(id: str) -> ParentList:
    """Every model it was derived from, and who says so."""
    graph = source().graph
    return models.parents(graph, graph.ids.number(id))


@group.get("/inferred/<path:id>", InferredList, errors=UNKNOWN)
def inferred(id: str) -> InferredList:
    """Parents and children that nobody declares but names give away, each with its rule; they are in no count."""
    graph = source().graph
    return lineage.inferred(graph, source().reader, graph.ids.number(id))


@group.get("/paths/<path:id>", PathList, errors=UNKNOWN)
def paths(id: str) -> PathList:
    """Every way up to a root, shortest first; 20 at most, and `truncated` says when there are more."""
    graph = source().graph
    return lineage.paths(graph, graph.ids.number(id))


@group.get("/descendants/<path:id>", DescendantsPage, SELECT, errors=(*UNKNOWN, UnknownOwner), example="limit=5")
def descendants(id: str, query: TableQuery) -> DescendantsPage:
    """All derivatives at any distance, filtered, sorted, a page at a time."""
    graph = source().graph
    return lists.descendants(graph, graph.ids.number(id), query)
