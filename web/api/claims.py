"""Published claims, checked on the graph that is served."""

from lineage.published_claims import CheckedClaim
from web.answers.claims import checked_claims
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.http.caching import NO_STORE
from web.source import home, source

group = RouteGroup(PREFIX, NO_STORE)  # the claims of the home's own file may be others in a moment


@group.get("/claims", list[CheckedClaim])
def claims() -> list[CheckedClaim]:
    """Published claims about families of models: each definition's value here, and whether the claim holds by it."""
    return checked_claims(source().graph, home())
