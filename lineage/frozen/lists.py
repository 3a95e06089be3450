"""Pages of ranked models: a model's direct derivatives, its descendants by condition, and the families."""

from datetime import datetime

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.adjacency import Adjacency
from lineage.frozen.forest import Forest
from lineage.frozen.models import ModelColumns
from lineage.frozen.results import RELATIONS, ModelPage, relation_code
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints
from lineage.frozen.subtree import SubtreeIndex
from lineage.values import Relation, Status

SORTS = ("descendants", "downloads", "likes", "created_at", "id")


class ModelLists:
    """Lists of models, most first by one of `SORTS`, the unknown last, equals by id."""

    def __init__(
        self, arrays: ArrayFile, models: ModelColumns, children: Adjacency, forest: Forest, subtree: SubtreeIndex
    ) -> None:
        self.family_roots: Ints = arrays["families"]
        """The roots with at least one derivative, the largest family first."""
        self._ranks: dict[str, Ints] = arrays.starting_with("rank.")
        self._relations: Codes = arrays["relations"]
        self._models, self._children, self._forest, self._subtree = models, children, forest, subtree

    def children_of(
        self,
        number: int,
        relation: Relation | str | None = None,
        sort: str = "descendants",
        offset: int = 0,
        limit: int = 50,
        mass_uploads: bool = True,
    ) -> ModelPage:
        """A page of a model's direct derivatives, with the relation of each to it; mass uploads may be left out."""
        numbers, relations = self._children_of(number, mass_uploads)
        if relation is not None:
            places = np.flatnonzero(relations == relation_code(relation))
            numbers, relations = numbers[places], relations[places]
        if sort == "descendants":  # the order they are stored in
            shown = np.arange(len(numbers))[offset : offset + limit]
        else:
            shown = _first_by(self._rank(sort, numbers), offset, limit)
        return ModelPage(len(numbers), numbers[shown].tolist(), [RELATIONS[code] for code in relations[shown].tolist()])

    def relation_counts(self, number: int, mass_uploads: bool = True) -> dict[Relation, int]:
        """How many direct derivatives a model has of each relation, zeros included; mass uploads may be left out."""
        _, relations = self._children_of(number, mass_uploads)
        counts = np.bincount(relations, minlength=len(RELATIONS)).tolist()
        return dict(zip(RELATIONS, counts, strict=True))

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
        kept = self._below(number)
        if relation is not None:
            kept &= (self._relations >> relation_code(relation) & 1).astype(np.bool_)
        if license is not None:
            kept &= self._models.with_license(license)
        for name, word in (("author", author), ("status", status)):
            if word is not None:
                kept &= self._models.with_word(name, word)
        if created_from is not None:
            kept &= self._models.created_since(created_from)
        if not mass_uploads:
            kept &= ~self._models.is_mass_upload
        return self._page(np.flatnonzero(kept).astype(np.int32), sort, offset, limit)

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

    def _below(self, number: int | None) -> Bools:
        if number is None:
            return np.ones(len(self._relations), np.bool_)
        return self._subtree.mask_below(np.array([number]))

    def _page(self, numbers: Ints, sort: str, offset: int, limit: int) -> ModelPage:
        shown = numbers[_first_by(self._rank(sort, numbers), offset, limit)]
        return ModelPage(len(numbers), shown.tolist(), self._forest.relations_of(shown))

    def _rank(self, sort: str, numbers: Ints) -> Ints:
        if sort == "id":
            return numbers
        try:
            return self._ranks[sort][numbers]
        except KeyError:
            raise BadInput(f"no order {sort!r}", f"there are {', '.join(SORTS)}") from None


def _first_by(rank: Ints, offset: int, limit: int) -> AnyArray:
    """The places of the page's ranks, lowest first; ranks are distinct."""
    end = offset + limit
    places = np.argpartition(rank, end)[:end] if len(rank) > 4 * end else np.arange(len(rank))
    return places[np.argsort(rank[places])][offset:end]
