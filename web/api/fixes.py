"""The fix-it list of an owner."""

from lineage.errors import NotLoadedError, UnknownOwner
from lineage.fixes import owner_fixes
from web.answers.fixes import FixList, fix_list
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.fixes import FIXES, FixQuery
from web.source import source, stored

group = RouteGroup(PREFIX)


@group.get("/fixes/<owner>", FixList, FIXES, errors=(UnknownOwner, NotLoadedError), example="limit=5")
def fixes(owner: str, query: FixQuery) -> FixList:
    """What an owner's cards leave out or get wrong about parents, relations and licences, with patches as YAML."""
    return fix_list(owner_fixes(source().graph, stored(), owner), query)
