"""Types that several answers share: moments, counts, and counts by relation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypedDict, cast

from msgspec import Meta

from lineage.values import Relation

RELATIONS = tuple(Relation)
_NAMES = tuple((relation, relation.value) for relation in Relation)


def meaning(text: str) -> Meta:
    """What a field means, for the OpenAPI document and the front end's types."""
    return Meta(description=text)


Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
"""A moment in UTC, to the second: `2025-01-31T12:00:00Z`."""

Number = Annotated[int, Meta(ge=0)]
"""A whole number that counts something."""


class RelationCounts(TypedDict, total=False):
    """Models by their relation, in the relations' order; zeros are left out."""

    finetune: int
    adapter: int
    merge: int
    quantized: int
    unknown: int


def moment(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    return moment(value) if isinstance(value, datetime) else value


def by_relation(counts: Mapping[Relation, int]) -> RelationCounts:
    shown = {name: int(counts[relation]) for relation, name in _NAMES if counts.get(relation)}
    return cast(RelationCounts, shown)
