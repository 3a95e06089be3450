"""The fix-it list of an owner."""

from lineage.errors import NotLoadedError, UnknownOwner
from lineage.fixes import owner_fixes
from web.answers.fixes import FixList, fix_list
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.fixes import FIXES, FixQuery
from web.source import source, stored

group = RouteGroup(PREFIX)


@group.get("/fixes/<path:owner>", FixList, FIXES, errors=(UnknownOwner, NotLoadedError), example="limit=5")
def fixes(owner: str, query: FixQuery) -> FixList:
    """What cards of an owner, or of all owners of `organisation:NAME`, leave out or get wrong, with patches as YAML."""
    return fix_list(owner_fixes(source().graph, stored(), owner), query)
