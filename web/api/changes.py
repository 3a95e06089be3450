"""What changed between two snapshots, as the home keeps it."""

from lineage.errors import UnknownChanges
from web.answers.changes import ChangedFamilies, ChangesAnswer, changes_answer, families_answer
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.http.caching import NO_STORE
from web.parameters.changes import CHANGES, FAMILIES, ChangesQuery
from web.source import home

group = RouteGroup(PREFIX, NO_STORE)  # another record may be kept in a moment


@group.get("/changes", ChangesAnswer, CHANGES, errors=(UnknownChanges,), example="kind=added&limit=5")
def changes(query: ChangesQuery) -> ChangesAnswer:
    """What changed from one snapshot to another: models that came, went, joined or left a family, were renamed, have
    other parents, another relation or licence; counts of each kind, and one kind's changes, by family.

    `qwen-lineage update` keeps what changed since the snapshot before, `qwen-lineage diff A B` of any two."""
    return changes_answer(home(), query)


@group.get("/changes/families", ChangedFamilies, FAMILIES, errors=(UnknownChanges,), example="most_of=added&limit=5")
def families(query: ChangesQuery) -> ChangedFamilies:
    """Families by their changes from one snapshot to another, those with most first: of all kinds, or of one."""
    return families_answer(home(), query)
