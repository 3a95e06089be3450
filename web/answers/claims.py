"""Published claims, checked: once for each graph and each state of the home's own claims."""

from weakref import WeakKeyDictionary

from lineage.frozen import FrozenGraph
from lineage.home import Home
from lineage.published_claims import CheckedClaim, PublishedClaim, check, claims_of
from lineage.published_claims.subject import Subject

_checked: WeakKeyDictionary[FrozenGraph, tuple[tuple[PublishedClaim, ...], list[CheckedClaim]]] = WeakKeyDictionary()


def checked_claims(graph: FrozenGraph, home: Home | None) -> list[CheckedClaim]:
    """The project's claims and the home's own. Raises BadFile where the home's file is no list of claims."""
    claims = claims_of(home)
    known = _checked.get(graph)
    if known is None or known[0] != claims:
        known = _checked[graph] = claims, check(Subject(graph, home), claims)
    return known[1]
