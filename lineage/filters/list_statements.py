"""Lists of models as Cypher: the statement that answers with the same models as a list by the frozen graph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from lineage.frozen import FrozenGraph
from lineage.owners.owners import summary
from lineage.owners.progenitors import NamedProgenitor
from lineage.values import Relation

STEPS = 60
"""Derivations of a path at most, as in the stored queries."""
PATH = f"[:DERIVED_FROM*1..{STEPS}]"
APART = "WHERE p.id <> m.id\nWITH DISTINCT m"
MADE_SO = "MATCH (m)-[r:DERIVED_FROM]->(p:Model)\nWHERE r.relation = $relation AND p.id <> m.id\nWITH DISTINCT m"
LICENSE = (
    "(m.license = $license OR (m.license_name = $license AND (m.license IS NULL OR toLower(m.license) = 'other')))"
)
RETURN = """\
RETURN m.id AS id, m.author AS owner, m.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 10000"""


@dataclass(frozen=True, slots=True)
class KnownBy:
    """The property by which the models of a progenitor are known, and its value."""

    property: str
    value: str

    @classmethod
    def of(cls, graph: FrozenGraph, one: NamedProgenitor) -> Self:
        """An organisation of one owner is known by that owner, as in stores that an earlier version loaded."""
        if one.level == "organisation":
            owners = summary(graph, one.progenitor, one.name).owners
            return cls("author", owners[0]) if len(owners) == 1 else cls("organisation", one.name)
        return cls("author" if one.level == "owner" else "id", one.name)


@dataclass(frozen=True, slots=True)
class ModelSelection:
    """Models that descend from each of `below` and meet all else; None is no filter.

    `words` are values by property, `sizes` the least parameters and the first that are too many; `is_own` asks whether
    they are models of the first of `below`.
    """

    below: tuple[KnownBy, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    relation: Relation | None = None
    license: str | None = None
    sizes: tuple[int | None, int | None] = (None, None)
    is_own: bool | None = None
    mass_uploads: bool = True


@dataclass(frozen=True, slots=True)
class ListStatement:
    """A statement with its parameters."""

    text: str
    parameters: dict[str, Any]


def list_statement(wanted: ModelSelection) -> ListStatement:
    """The statement of a selection; it answers 10,000 models at most, the most downloaded first."""
    first, end = wanted.sizes
    asked = {"relation": wanted.relation, "license": wanted.license, "first": first, "end": end, **wanted.words}
    below = {f"from_{at}": one.value for at, one in enumerate(wanted.below)}
    conditions = list(_conditions(wanted))
    where = [f"WITH m\nWHERE {' AND '.join(conditions)}"] if conditions else []
    text = "\n".join([*_matches(wanted.below, wanted.relation), *where, RETURN])
    return ListStatement(text, {**below, **{name: value for name, value in asked.items() if value is not None}})


def _matches(below: Sequence[KnownBy], relation: Relation | None) -> Iterator[str]:
    yield f"MATCH (p:Model {{{below[0].property}: $from_0}})<-{PATH}-(m:Model)\n{APART}" if below else "MATCH (m:Model)"
    for at, one in enumerate(below[1:], 1):
        yield f"MATCH (m)-{PATH}->(p:Model {{{one.property}: $from_{at}}})\n{APART}"
    if relation is not None:
        yield MADE_SO


def _conditions(wanted: ModelSelection) -> Iterator[str]:
    yield from (f"m.{word} = ${word}" for word in wanted.words)
    first, end = wanted.sizes
    if wanted.license is not None:
        yield LICENSE
    if first is not None:
        yield "m.parameters >= $first"
    if end is not None:
        yield "m.parameters >= 0 AND m.parameters < $end"
    if not wanted.mass_uploads:
        yield "m.mass_upload IS NULL"
    if wanted.is_own is not None:
        yield f"coalesce(m.{wanted.below[0].property}, '') {'=' if wanted.is_own else '<>'} $from_0"
