"""Where a model comes from: every path up to a root, and what names alone give away."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from msgspec import Struct

from lineage import queries
from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from lineage.values import Evidence, Inference, Relation
from web.answers.models import ModelItem, items
from web.answers.types import Number, meaning

MOST_PATHS = 20
MOST_INFERRED_CHILDREN = 50
"""Children by name alone that an answer lists."""


class PathList(Struct, frozen=True):
    """Every way up to a root, shortest first; each begins with the model itself.

    A step's `relation` says how it was made from the next one, and is null at the root.
    """

    id: str
    truncated: Annotated[bool, meaning(f"whether there are more than the {MOST_PATHS} paths given")]
    paths: list[list[ModelItem]]


class InferredModel(Struct, frozen=True):
    """A parent or child that nobody declares but a name gives away; it is part of no count."""

    id: str
    relation: Relation
    evidence: list[Evidence]
    rule: Annotated[str, meaning("the rule that guessed it")]
    raw: Annotated[str, meaning("`rule: child`")]
    precision_percent: Annotated[
        int | None,
        meaning(
            "per cent of the rule's guesses about hidden declared parents that were right; null if tried too seldom"
        ),
    ]


class InferredList(Struct, frozen=True):
    """What names alone say about a model's parents and children; none of it is in any count or list elsewhere."""

    id: str
    parents: list[InferredModel]
    children: Annotated[list[InferredModel], meaning(f"the first {MOST_INFERRED_CHILDREN} by id")]
    children_total: Annotated[Number, meaning("how many children there are")]


def paths(graph: FrozenGraph, number: int) -> PathList:
    ways = graph.lineage.paths_to_roots(number, MOST_PATHS)
    return PathList(graph.ids[number], ways.truncated, [_steps(graph, path) for path in ways.paths])


def inferred(graph: FrozenGraph, reader: Reader | None, number: int) -> InferredList:
    id = graph.ids[number]
    parents = queries.inferred_parents(reader, id) if reader else []
    children = queries.inferred_children(reader, id, limit=MOST_INFERRED_CHILDREN) if reader else []
    may_be_more = reader is not None and len(children) == MOST_INFERRED_CHILDREN
    return InferredList(
        id,
        [_inferred(guess, guess.parent) for guess in parents],
        [_inferred(guess, guess.child) for guess in children],
        queries.inferred_children_count(reader, id) if reader is not None and may_be_more else len(children),
    )


def _steps(graph: FrozenGraph, path: Sequence[int]) -> list[ModelItem]:
    """A path from the model up."""
    relations = [graph.edges.between(int(child), int(parent)).relation for child, parent in pairwise(path)]
    return items(graph, path, [*relations, None])


def _inferred(guess: Inference, other: str) -> InferredModel:
    return InferredModel(other, guess.relation, [Evidence.INFERRED], guess.rule, guess.raw, guess.precision)
