"""Published claims, checked: once for each graph, each state of the home's own claims, and what is resolved there."""

from weakref import WeakKeyDictionary

from lineage.frozen import FrozenGraph
from lineage.home.home import Home, finished_folders
from lineage.published_claims import CheckedClaim, PublishedClaim, check, claims_of
from lineage.published_claims.subject import Subject

State = tuple[tuple[PublishedClaim, ...], list[str]]
"""The claims, and the names of the resolved snapshots: what is checked by a series changes with them."""

_checked: WeakKeyDictionary[FrozenGraph, tuple[State, list[CheckedClaim]]] = WeakKeyDictionary()


def checked_claims(graph: FrozenGraph, home: Home | None) -> list[CheckedClaim]:
    """The project's claims and the home's own. Raises BadFile where the home's file is no list of claims."""
    claims = claims_of(home)
    state = claims, sorted(folder.name for folder in finished_folders(home.resolved)) if home else []
    known = _checked.get(graph)
    if known is None or known[0] != state:
        known = _checked[graph] = state, check(Subject(graph, home), claims)
    return known[1]
