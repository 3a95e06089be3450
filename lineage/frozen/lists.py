"""Pages of ranked models: a model's direct derivatives, its descendants by condition, and the families."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.adjacency import Adjacency
from lineage.frozen.forest import Forest
from lineage.frozen.models import Condition, ModelColumns
from lineage.frozen.results import RELATIONS, DerivativesPage, ModelPage, relation_code
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Codes, Ints
from lineage.frozen.subtree import Places, SubtreeIndex
from lineage.values import Relation, Status

SORTS = ("descendants", "downloads", "likes", "created_at", "id")
ALL = slice(None)
GUESS = 4  # how many times as many are looked at as a page has, where it is guessed which are its models


class ModelLists:
    """Lists of models, most first by one of `SORTS`, the unknown last, equals by id."""

    def __init__(
        self, arrays: ArrayFile, models: ModelColumns, children: Adjacency, forest: Forest, subtree: SubtreeIndex
    ) -> None:
        self.family_roots: Ints = arrays["families"]
        """The roots with at least one derivative, the largest family first."""
        self._ranks: dict[str, Ints] = arrays.starting_with("rank.")
        self._relations: Codes = arrays["relations"]
        self._size = len(self._relations)
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
            places = _lowest(self._ranks_of(sort, numbers), end, self._size)
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
        conditions = [
            *(() if relation is None else (self._is_derived_by(relation),)),
            *(() if license is None else (self._models.has_license(license),)),
            *(() if author is None else (self._models.has_word("author", author),)),
            *(() if status is None else (self._models.has_word("status", status),)),
            *(() if created_from is None else (self._models.is_created_since(created_from),)),
            *(() if mass_uploads else (self._models.is_no_mass_upload,)),
        ]
        places = None if number is None else self._subtree.descendants_of(number)
        if not conditions and (places is None or self._subtree.is_large(len(places))):
            return self._page_of_many(places, sort, offset, limit)
        numbers = self._meeting(conditions, places)
        shown = numbers[_lowest(self._ranks_of(sort, numbers), offset + limit, self._size)[offset:]]
        return ModelPage(len(numbers), shown.tolist(), self._forest.relations_of(shown))

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
        places = np.flatnonzero(self._models.is_no_mass_upload(numbers))
        return numbers[places], relations[places]

    def _is_derived_by(self, relation: Relation | str) -> Condition:
        bit = 1 << relation_code(relation)
        return lambda which: self._relations[which] & bit != 0

    def _meeting(self, conditions: Sequence[Condition], places: Places | None) -> Ints:
        """The numbers at `places` (None: all) that meet all conditions; of a large family these are looked at first."""
        if places is not None and not self._subtree.is_large(len(places)):
            numbers = self._subtree.numbers(places)
            for condition in conditions:
                numbers = numbers[condition(numbers)]
            return numbers
        numbers = np.flatnonzero(np.logical_and.reduce([condition(ALL) for condition in conditions])).astype(np.int32)
        return numbers if places is None else numbers[self._subtree.hold(places, numbers)]

    def _page_of_many(self, places: Places | None, sort: str, offset: int, limit: int) -> ModelPage:
        """A page of all models at `places` (None: of all), of which only those that rank high are looked at."""
        total = self._size if places is None else len(places)
        end = min(offset + limit, total)
        bound = 0
        numbers = np.zeros(0, np.int32)
        while len(numbers) < end:
            bound = min(GUESS * max(bound, end * self._size // total), self._size)
            numbers = self._ranked_below(sort, bound)
            numbers = numbers if places is None else numbers[self._subtree.hold(places, numbers)]
        shown = numbers[np.argsort(self._ranks_of(sort, numbers))[offset:end]]
        return ModelPage(total, shown.tolist(), self._forest.relations_of(shown))

    def _ranked_below(self, sort: str, bound: int) -> Ints:
        """The numbers of the models that rank below `bound`."""
        if sort == "id":
            return np.arange(bound, dtype=np.int32)
        return np.flatnonzero(self._rank(sort) < bound).astype(np.int32)

    def _ranks_of(self, sort: str, numbers: Ints) -> Ints:
        return numbers if sort == "id" else self._rank(sort)[numbers]

    def _rank(self, sort: str) -> Ints:
        try:
            return self._ranks[sort]
        except KeyError:
            raise BadInput(f"no order {sort!r}", f"there are {', '.join(SORTS)}") from None


def _by_relation(codes: Codes) -> dict[Relation, int]:
    """How often each relation's code occurs, zeros included."""
    return {relation: int(np.count_nonzero(codes == code)) for code, relation in enumerate(RELATIONS)}


def _lowest(ranks: Ints, end: int, size: int) -> AnyArray:
    """The places of the `end` lowest of distinct ranks below `size`, lowest first."""
    places = np.arange(len(ranks))
    if len(ranks) > GUESS * end:  # those below a bound that a few times as many are below, if they are spread evenly
        bound, places = GUESS * end * size // len(ranks), places[:0]
        while len(places) < end:
            places = np.flatnonzero(ranks < bound)
            bound *= GUESS
    return places[np.argsort(ranks[places])][:end]
