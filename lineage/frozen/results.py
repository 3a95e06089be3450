"""What a frozen graph answers with."""

from dataclasses import dataclass

from lineage.errors import BadInput
from lineage.values import Evidence, Irregularity, Relation

RELATIONS = tuple(Relation)
EVIDENCE = tuple(Evidence)
IRREGULARITIES = tuple(Irregularity)


@dataclass(frozen=True, slots=True)
class ModelPage:
    """Part of a list of `total` models: their numbers, and how each was derived (None where nothing was: a root)."""

    total: int
    numbers: list[int]
    relations: list[Relation | None]


@dataclass(frozen=True, slots=True)
class DerivativesPage(ModelPage):
    """Part of a list of a model's direct derivatives, with numbers by relation, zeros included.

    `by_relation` counts all derivatives, whatever relation was asked for; `remaining` those of the list that come after
    this part of it.
    """

    by_relation: dict[Relation, int]
    remaining: dict[Relation, int]


@dataclass(frozen=True, slots=True)
class Edge:
    """One derivation between two numbers. `raw` is what was written; the rest as in `lineage.values.Derivation`."""

    child: int
    parent: int
    relation: Relation
    evidence: tuple[Evidence, ...]
    irregularity: Irregularity | None
    raw: str
    relation_claims: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Paths:
    """Ways up to the roots, shortest first, each from the model itself to a root; `truncated` when there are more."""

    paths: list[list[int]]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Undercount:
    """What a count of descendants leaves out: `models` that hang on `copies` which are named and not listed.

    That these are copies is read off their names alone, so neither is part of the count.
    """

    models: int
    copies: int


@dataclass(frozen=True, slots=True)
class Count:
    """A number about the whole graph, and what exactly was counted.

    `without_mass`: the same with models marked as mass uploads left out; None where that makes no difference in kind.
    `undercount`: what it leaves out; None where nothing, or where it counts no descendants.
    """

    name: str
    value: int
    definition: str
    without_mass: int | None = None
    undercount: Undercount | None = None


def relation_code(relation: Relation | str) -> int:
    """The place of a relation in `Relation`, which is its code in every array. Raises BadInput for none of them."""
    try:
        return RELATIONS.index(Relation(relation))
    except ValueError:
        raise BadInput(f"no relation {relation!r}", f"there are {', '.join(RELATIONS)}") from None


def evidence_of(mask: int) -> tuple[Evidence, ...]:
    """The sources of a bit mask, most trusted first."""
    return tuple(source for bit, source in enumerate(EVIDENCE) if mask >> bit & 1)
