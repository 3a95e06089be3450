"""The fix-it list of an owner."""

from flask import Blueprint

from lineage.errors import NotLoadedError, UnknownOwner
from lineage.fixes import owner_fixes
from web.answers.fixes import FixList, fix_list
from web.api.declare import PREFIX, RouteGroup
from web.parameters import FIXES, FixQuery
from web.source import source, stored

group = RouteGroup(Blueprint("api_fixes", __name__, url_prefix=PREFIX))


@group.get("/fixes/<owner>", FixList, FIXES, errors=(UnknownOwner, NotLoadedError), example="limit=5")
def fixes(owner: str, query: FixQuery) -> FixList:
    """What an owner's cards leave out or get wrong about parents, relations and licences, with patches as YAML."""
    return fix_list(owner_fixes(source().graph, stored(), owner), query)
