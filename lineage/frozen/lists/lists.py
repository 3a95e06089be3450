"""Pages of ranked models: a model's direct derivatives, its descendants by condition, and the families."""

from collections.abc import Sequence

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.derivations.forest import Forest
from lineage.frozen.derivations.subtree import Places, SubtreeIndex
from lineage.frozen.lists.conditions import Condition, Conditions, Which, met
from lineage.frozen.lists.ranked import bounds, count, lowest, near, window
from lineage.frozen.models import ModelColumns
from lineage.frozen.results import RELATIONS, DerivativesPage, ModelPage, relation_code
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints
from lineage.values import Relation

SORTS = ("descendants", "downloads", "likes", "created_at", "id")
FEW = 4_096  # codes that are counted one by one as quickly as each relation is compared with all of them
GUESS = 4  # how many times as many are looked at as a page has, where it is guessed which are its models


class ModelLists:
    """Lists of models, most first by one of `SORTS`, the unknown last, equals by id."""

    def __init__(
        self, arrays: ArrayFile, models: ModelColumns, children: Adjacency, forest: Forest, subtree: SubtreeIndex
    ) -> None:
        self.family_roots: Ints = arrays["families"]
        """The roots with at least one derivative, the largest family first."""
        self._ranks: dict[str, Ints] = arrays.starting_with("placed.rank.")
        self._ranks_of_children: dict[str, Ints] = arrays.starting_with("children.rank.")
        self._size = len(subtree.preorder)
        self.conditions = Conditions(arrays)
        """What models may be asked for by place."""
        self._models, self._children, self._forest, self._subtree = models, children, forest, subtree

    def children_of(
        self,
        number: int,
        relation: Relation | str | None = None,
        sort: str = "descendants",
        offset: int = 0,
        limit: int = 50,
        mass_uploads: bool = True,
        without: Relation | None = None,
    ) -> DerivativesPage:
        """A page of a model's direct derivatives, with the relation of each to it; mass uploads may be left out, and
        those of one relation (`without`)."""
        row = self._children.row(number)
        numbers, relations = self._children.indices[row], self._children.relation[row]
        listed = self._listed(numbers, mass_uploads)
        of_relation = None if relation is None else relations == relation_code(relation)
        others = None if without is None else relations != relation_code(without)
        kept = _both(_both(listed, of_relation), others)
        end = offset + limit
        seen: AnyArray | slice
        if sort != "descendants":
            seen = lowest(numbers if sort == "id" else self.child_ranks(sort)[row], kept, end, self._size)
        else:  # the order they are stored in
            seen = slice(end) if kept is None else _first(kept, end)
        codes, counts = relations[seen], _by_relation(relations, listed)
        matching = {of: count if of != without and relation in (None, of) else 0 for of, count in counts.items()}
        passed = _by_relation(codes)
        return DerivativesPage(
            sum(matching.values()),
            numbers[seen][offset:].tolist(),
            [RELATIONS[code] for code in codes[offset:].tolist()],
            counts,
            {kind: count - passed[kind] for kind, count in matching.items()},
        )

    def relation_counts(self, number: int, mass_uploads: bool = True) -> dict[Relation, int]:
        """How many direct derivatives a model has of each relation, zeros included; mass uploads may be left out."""
        row = self._children.row(number)
        return _by_relation(self._children.relation[row], self._listed(self._children.indices[row], mass_uploads))

    def select(
        self,
        number: int | None = None,
        sort: str = "descendants",
        offset: int = 0,
        limit: int = 50,
        mass_uploads: bool = True,
        more: Sequence[Condition] = (),
    ) -> ModelPage:
        """A page of the descendants of a model (None: of all models) that meet all conditions over places.

        `mass_uploads`: False leaves out the models marked as such. The page's relations are those to the parent each
        model is drawn under.
        """
        places = None if number is None else self._subtree.descendants_of(number)
        conditions = [*(() if mass_uploads else (self.conditions.is_no_mass_upload,)), *more]
        return self.page(self.parts(places), conditions, sort, offset, limit)

    def page(
        self, parts: Sequence[Which], conditions: Sequence[Condition], order: str, offset: int, limit: int
    ) -> ModelPage:
        """A page of the models at some places that meet all conditions, in one of `SORTS`."""
        kept = [met(part, conditions) if conditions else None for part in parts]
        return self.page_of(parts, kept, order, offset, limit)

    def page_of(
        self, parts: Sequence[Which], kept: Sequence[Bools | None], order: str, offset: int, limit: int
    ) -> ModelPage:
        """The same of those places of each part that are kept (None: all)."""
        rank, end = self.rank(order), offset + limit
        ranked = [(rank[part], of_part) for part, of_part in zip(parts, kept, strict=True)]
        found, passed = near(ranked, offset, end, self._size)
        each = (at + part.start if isinstance(part, slice) else part[at] for part, at in zip(parts, found, strict=True))
        places = np.concatenate([np.zeros(0, np.int64), *each])
        shown = self._subtree.by_preorder[places[window(rank[places], offset - passed, end - passed)]]
        return self.page_by(sum(count(*part) for part in ranked), shown)

    def first(self, conditions: Sequence[Condition], order: str, offset: int, end: int, total: int) -> Ints | None:
        """Of the models that meet all conditions, `total` of them, the numbers of those from one on and before another
        in one of `SORTS`: only low ranks are asked. None where the wanted ones are not among these."""
        rank = self.rank(order)
        for bound in bounds(end, total, self._size):
            places = np.flatnonzero(rank < bound)
            places = places[met(places, conditions)] if conditions else places
            if len(places) >= end:
                return self._subtree.by_preorder[places[window(rank[places], offset, end)]]
        return None

    def page_by(self, total: int, shown: Ints) -> ModelPage:
        """A page of models in an order of its own, out of so many."""
        return ModelPage(total, shown.tolist(), self._forest.relations_of(shown))

    @property
    def owners(self) -> Ints:
        """The code of the owner of each model by place in the preorder, below 0 for none."""
        return self.conditions.owners

    @property
    def relations(self) -> Codes:
        """For each place in the preorder a bit for each relation by which its model was derived from another."""
        return self.conditions.relations

    def families(self, limit: int = 50, offset: int = 0) -> ModelPage:
        """A page of the families' roots, the largest family first."""
        numbers = self.family_roots[offset : offset + limit].tolist()
        return ModelPage(len(self.family_roots), numbers, [None] * len(numbers))

    def _listed(self, numbers: Ints, mass_uploads: bool) -> Bools | None:
        """For each number whether a list holds it that may leave mass uploads out; None: it holds them all."""
        return None if mass_uploads else ~self._models.are_mass_uploads(numbers)

    def parts(self, places: Places | None = None) -> list[Which]:
        """Places (None: all there are) as their largest range, and what else there is."""
        if places is None:
            return [slice(0, self._size)]
        largest, others = places.largest()
        return [largest, others.each()] if len(others.starts) else [largest]

    def child_ranks(self, sort: str) -> Ints:
        """The rank of each child by a sort, where the children lie."""
        self.rank(sort)
        return self._ranks_of_children[sort]

    def rank(self, sort: str) -> Ints:
        """The rank of each place by a sort. Raises BadInput for one that is none."""
        if sort == "id":
            return self._subtree.by_preorder
        try:
            return self._ranks[sort]
        except KeyError:
            raise BadInput(f"no order {sort!r}", f"there are {', '.join(SORTS)}") from None


def _both(one: Bools | None, other: Bools | None) -> Bools | None:
    """Where both are true; None is true everywhere."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _by_relation(codes: Codes, kept: Bools | None = None) -> dict[Relation, int]:
    """How often each relation's code occurs among those that are kept (None: all), zeros included."""
    if len(codes) < FEW:
        counts = np.bincount(codes if kept is None else codes[kept], minlength=len(RELATIONS)).tolist()
        return dict(zip(RELATIONS, counts, strict=True))
    which = ((codes == code if kept is None else (codes == code) & kept) for code in range(len(RELATIONS)))
    return {relation: int(np.count_nonzero(of)) for relation, of in zip(RELATIONS, which, strict=True)}


def _first(kept: Bools, end: int) -> AnyArray:
    """The first `end` places that are kept; no more are looked at than these may be among."""
    size = GUESS * end
    while len(found := np.flatnonzero(kept[:size])) < end and size < len(kept):
        size *= GUESS
    return found[:end]
