"""Pages of ranked models: a model's direct derivatives, its descendants by condition, and the families."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.adjacency import Adjacency
from lineage.frozen.conditions import Condition, Conditions, Which
from lineage.frozen.forest import Forest
from lineage.frozen.models import ModelColumns
from lineage.frozen.results import RELATIONS, DerivativesPage, ModelPage, relation_code
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Codes, Ints
from lineage.frozen.subtree import SubtreeIndex
from lineage.values import Relation, Status

SORTS = ("descendants", "downloads", "likes", "created_at", "id")
GUESS = 4  # how many times as many are looked at as a page has, where it is guessed which are its models


class ModelLists:
    """Lists of models, most first by one of `SORTS`, the unknown last, equals by id."""

    def __init__(
        self, arrays: ArrayFile, models: ModelColumns, children: Adjacency, forest: Forest, subtree: SubtreeIndex
    ) -> None:
        self.family_roots: Ints = arrays["families"]
        """The roots with at least one derivative, the largest family first."""
        self._ranks: dict[str, Ints] = arrays.starting_with("placed.rank.")
        self._size = len(subtree.preorder)
        self._conditions = Conditions(arrays, models)
        self._models, self._children, self._forest, self._subtree = models, children, forest, subtree

    def children_of(
        self,
        number: int,
        relation: Relation | str | None = None,
        sort: str = "descendants",
        offset: int = 0,
        limit: int = 50,
        mass_uploads: bool = True,
    ) -> DerivativesPage:
        """A page of a model's direct derivatives, with the relation of each to it; mass uploads may be left out."""
        numbers, relations = self._children_of(number, mass_uploads)
        counts = _by_relation(relations)
        if relation is not None:
            places = np.flatnonzero(relations == relation_code(relation))
            numbers, relations = numbers[places], relations[places]
        end = offset + limit
        if sort == "descendants":  # the order they are stored in
            places = np.arange(min(end, len(numbers)))
        else:
            places = _lowest(self._rank(sort)[self._subtree.preorder[numbers]], end, self._size)
        shown, seen = places[offset:], _by_relation(relations[places])
        return DerivativesPage(
            len(numbers),
            numbers[shown].tolist(),
            [RELATIONS[code] for code in relations[shown].tolist()],
            counts,
            {kind: count - seen[kind] for kind, count in _by_relation(relations).items()},
        )

    def relation_counts(self, number: int, mass_uploads: bool = True) -> dict[Relation, int]:
        """How many direct derivatives a model has of each relation, zeros included; mass uploads may be left out."""
        return _by_relation(self._children_of(number, mass_uploads)[1])

    def select(
        self,
        number: int | None = None,
        relation: Relation | str | None = None,
        license: str | None = None,
        author: str | None = None,
        created_from: datetime | None = None,
        status: Status | str | None = None,
        sort: str = "descendants",
        offset: int = 0,
        limit: int = 50,
        mass_uploads: bool = True,
    ) -> ModelPage:
        """A page of the descendants of a model (None: of all models) that meet every condition given.

        `relation`: derived by it from any parent. `license`: its id, or its name where that is `other`.
        `created_from`: then or later; an unknown date is not. `mass_uploads`: False leaves out the models marked as
        such. The page's relations are those to the parent each model is drawn under.
        """
        is_ = self._conditions
        conditions = [
            *(() if relation is None else (is_.is_derived_by(relation),)),
            *(() if license is None else (is_.has_license(license),)),
            *(() if author is None else (is_.has_word("author", author),)),
            *(() if status is None else (is_.has_word("status", status),)),
            *(() if created_from is None else (is_.is_created_since(created_from),)),
            *(() if mass_uploads else (is_.is_no_mass_upload,)),
        ]
        return self._page(self._parts(number), conditions, self._rank(sort), offset, offset + limit)

    def families(self, limit: int = 50, offset: int = 0) -> ModelPage:
        """A page of the families' roots, the largest family first."""
        numbers = self.family_roots[offset : offset + limit].tolist()
        return ModelPage(len(self.family_roots), numbers, [None] * len(numbers))

    def _children_of(self, number: int, mass_uploads: bool) -> tuple[Ints, Codes]:
        """The children by most descendants, and the code of each one's relation to the model."""
        row = self._children.row(number)
        numbers, relations = self._children.indices[row], self._children.relation[row]
        if mass_uploads:
            return numbers, relations
        places = np.flatnonzero(~self._models.are_mass_uploads(numbers))
        return numbers[places], relations[places]

    def _parts(self, number: int | None) -> list[Which]:
        """The places of all descendants of a model (None: all places): its largest range, and what else there is."""
        if number is None:
            return [slice(0, self._size)]
        places = self._subtree.descendants_of(number)
        largest, others = places.largest()
        return [largest, others.each()] if len(others.starts) else [largest]

    def _page(
        self, parts: Iterable[Which], conditions: Sequence[Condition], rank: Ints, offset: int, end: int
    ) -> ModelPage:
        """The models from `offset` to `end` of those at some places that meet all conditions."""
        total, first = 0, [np.zeros(0, np.int64)]
        for part in parts:
            places = _meeting(conditions, part)
            ranks = rank[places]
            total += len(ranks)
            first.append(_at(places, _lowest(ranks, end, self._size)))
        places = np.concatenate(first)
        shown = self._subtree.by_preorder[places[np.argsort(rank[places])][offset:end]]
        return ModelPage(total, shown.tolist(), self._forest.relations_of(shown))

    def _rank(self, sort: str) -> Ints:
        """The rank of each place by a sort."""
        if sort == "id":
            return self._subtree.by_preorder
        try:
            return self._ranks[sort]
        except KeyError:
            raise BadInput(f"no order {sort!r}", f"there are {', '.join(SORTS)}") from None


def _meeting(conditions: Sequence[Condition], places: Which) -> Which:
    """Those of the places that meet all conditions."""
    if not conditions:
        return places
    return _at(places, np.flatnonzero(reduce(np.logical_and, (condition(places) for condition in conditions))))


def _at(places: Which, indices: AnyArray) -> AnyArray:
    return indices + places.start if isinstance(places, slice) else places[indices]


def _by_relation(codes: Codes) -> dict[Relation, int]:
    """How often each relation's code occurs, zeros included."""
    return {relation: int(np.count_nonzero(codes == code)) for code, relation in enumerate(RELATIONS)}


def _lowest(ranks: Ints, end: int, size: int) -> AnyArray:
    """The places of the `end` lowest of distinct ranks below `size`, lowest first."""
    if len(ranks) <= GUESS * end:
        return np.argsort(ranks)[:end]
    bound = GUESS * end * size // len(ranks)  # a few times as many are below it, if ranks are spread evenly
    places = np.flatnonzero(ranks < bound)
    while len(places) < end:
        bound *= GUESS
        places = np.flatnonzero(ranks < bound)
    return places[np.argsort(ranks[places])][:end]
