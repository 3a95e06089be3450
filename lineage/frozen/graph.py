"""The frozen graph: everything a page asks, answered from memory-mapped arrays.

Models are numbered by the byte order of their ids. Arrays over models have one entry a number.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from lineage.errors import BadFile, BadInput, UnknownModel
from lineage.frozen.counts import counts
from lineage.frozen.edges import Edges
from lineage.frozen.map.layout import Layout
from lineage.frozen.paths import paths_to_roots
from lineage.frozen.results import RELATIONS, Count, Edge, Page, Paths, relation_code
from lineage.frozen.search import Search
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Longs
from lineage.frozen.storage.columns import NO_MOMENT, Column, Moments, Words, milliseconds, open_columns
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.strings import Strings
from lineage.frozen.subtree import Descent
from lineage.home import read_manifest
from lineage.values import Model, Relation, SnapshotFacts, Status

SORTS = ("descendants", "downloads", "likes", "created_at", "id")


class FrozenGraph:
    """A graph as it was when it was frozen; safe to share between threads."""

    def __init__(self, manifest: dict[str, Any], arrays: ArrayFile) -> None:
        self.facts: SnapshotFacts = _facts(manifest["facts"])
        self.version: str = manifest["version"]
        self.edges = Edges(arrays)
        self.size: int = manifest["models"]
        self.derivations: int = len(self.edges)
        self.children = Csr(arrays["children.indptr"], arrays["children.indices"])
        self.child_relation: Codes = arrays["children.relation"]
        self.child_evidence: Codes = arrays["children.evidence"]
        self.parents = Csr(arrays["parents.indptr"], arrays["parents.indices"])
        self.parent_relation: Codes = arrays["parents.relation"]
        self.parent_evidence: Codes = arrays["parents.evidence"]
        self.self_references: Ints = arrays["self_references"]
        self.descendant_count: Longs = arrays["reach.descendant_count"]
        self.without_mass: Longs = arrays["reach.without_mass"]
        self.depth: Ints = arrays["reach.depth"]
        self.generation: Ints = arrays["reach.generation"]
        self.component: Ints = arrays["reach.component"]
        self.is_root: Bools = arrays["reach.is_root"]
        self.families: Ints = arrays["families"]
        self.primary_parent: Ints = arrays["primary.parent"]
        self.primary_relation: Codes = arrays["primary.relation"]
        self.primary_root: Ints = arrays["primary.root"]
        self.primary_size: Ints = arrays["primary.size"]
        self.primary_children = Csr(arrays["primary.indptr"], arrays["primary.indices"])
        self.layout = Layout.of(arrays.starting_with("map."))
        self._relations: Codes = arrays["relations"]
        self._ranks: dict[str, Ints] = arrays.starting_with("rank.")
        self._ids = Strings(arrays, "id")
        self._columns = open_columns(arrays)
        self._search = Search(arrays, arrays["by_rank"])
        self._descent = Descent(
            arrays["preorder"], self.primary_size, arrays["by_preorder"], arrays["side.from"], arrays["side.to"]
        )

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the frozen graph that `build` wrote.

        Raises BadFile when there is none or it is broken, NewerFormat when a newer version wrote it.
        """
        manifest = read_manifest(folder)
        try:
            return cls(manifest, ArrayFile(folder, manifest["arrays"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadFile(f"{folder}: not a frozen graph ({error!r})", "freeze again: `qwen-lineage freeze`") from error

    # ids and columns

    def number(self, id: str) -> int:
        """The number of a model. Raises UnknownModel, naming similar ids."""
        number = self.find(id)
        if number is None:
            similar = ", ".join(self.ids(self._search.similar(id)))
            hint = f"did you mean {similar}?" if similar else "search for a part of its name"
            raise UnknownModel(f"no model {id!r} in this snapshot", hint)
        return number

    def find(self, id: str) -> int | None:
        """The number of a model; None when there is no such id."""
        return self._ids.find(id)

    def id(self, number: int) -> str:
        """The id of one model."""
        return self._ids[number]

    def ids(self, numbers: Iterable[int]) -> list[str]:
        """The ids of many models, in their order."""
        return self._ids.take(numbers)

    def column(self, name: str) -> Column:
        """A property's column. Raises BadInput for a name that is none, or that stays in the store (tags)."""
        try:
            return self._columns[name]
        except KeyError:
            raise BadInput(f"no column {name!r}", f"there are {', '.join(self._columns)}") from None

    def summary(self, number: int) -> Model:
        """What is known of a model but for what stays in the store: tags, rejected claims, when it was seen."""
        values: dict[str, Any] = {name: column.get(number) for name, column in self._columns.items()}
        return Model(**{**values, "status": Status(values["status"])})

    # derivations

    def edge(self, child: int, parent: int) -> Edge:
        """The derivation between two models. Raises BadInput when there is none."""
        return self._edge(self.edges.find(child, parent))

    def parents_of(self, number: int) -> list[Edge]:
        """The derivations a model is the child of, by parent; a self-reference included, and marked."""
        return [self._edge(place) for place in self.edges.of_child(number)]

    def _edge(self, place: int) -> Edge:
        return self.edges.edge(place, self._ids[int(self.edges.parent[place])])

    def children_of(
        self,
        number: int,
        relation: Relation | str | None = None,
        sort: str = "descendants",
        offset: int = 0,
        limit: int = 50,
        mass_uploads: bool = True,
    ) -> Page:
        """A page of a model's direct derivatives, with the relation of each to it; mass uploads may be left out."""
        row = slice(int(self.children.indptr[number]), int(self.children.indptr[number + 1]))
        numbers, relations = self.children.indices[row], self.child_relation[row]
        if relation is not None:
            places = np.flatnonzero(relations == relation_code(relation))
            numbers, relations = numbers[places], relations[places]
        if not mass_uploads:
            places = np.flatnonzero(~self._marked(numbers))
            numbers, relations = numbers[places], relations[places]
        if sort == "descendants":  # the order they are stored in
            shown = np.arange(len(numbers))[offset : offset + limit]
        else:
            shown = _first_by(self._rank(sort, numbers), offset, limit)
        return Page(len(numbers), numbers[shown].tolist(), [RELATIONS[code] for code in relations[shown].tolist()])

    def relation_counts(self, number: int, mass_uploads: bool = True) -> dict[Relation, int]:
        """How many direct derivatives a model has of each relation, zeros included; mass uploads may be left out."""
        row = slice(int(self.children.indptr[number]), int(self.children.indptr[number + 1]))
        relations = self.child_relation[row]
        if not mass_uploads:
            relations = relations[~self._marked(self.children.indices[row])]
        found = np.bincount(relations, minlength=len(RELATIONS)).tolist()
        return dict(zip(RELATIONS, found, strict=True))

    # lineage

    def descendants(self, number: int) -> Ints:
        """The distinct models derived, directly or not, from a model; never itself; ascending."""
        return self._descent.below(np.array([number]))

    def union_of(self, numbers: Iterable[int] | AnyArray) -> Ints:
        """The distinct models outside `numbers` that are derived, directly or not, from any of them; ascending."""
        return self._descent.below(np.fromiter(numbers, np.int64))

    def owner_descendants(self, author: str) -> Ints:
        """The distinct models of others that are derived, directly or not, from any model of `author`; ascending."""
        return self.union_of(self.models_of(author))

    def models_of(self, author: str) -> Ints:
        """The models whose owner is exactly `author`, ascending."""
        return np.flatnonzero(self._holds("author", author)).astype(np.int32)

    def ancestors(self, number: int) -> Ints:
        """The distinct models a model is derived from, directly or not; never itself; ascending."""
        seen = {number}
        waiting = [number]
        while waiting:
            new = set(self.parents.of(waiting.pop()).tolist()) - seen
            seen |= new
            waiting.extend(new)
        return np.array(sorted(seen - {number}), np.int32)

    def roots_of(self, number: int) -> Ints:
        """The roots among a model and its ancestors, ascending. There is always one; a root's only root is itself."""
        if self.is_root[number]:
            return np.array([number], np.int32)
        above = self.ancestors(number)
        return above[self.is_root[above]]

    def paths_to_roots(self, number: int, limit: int = 20) -> Paths:
        """At most `limit` ways up from a model to a root, shortest first, each from the model to the root."""
        return paths_to_roots(number, self.parents, self.generation, self.is_root, limit)

    # lists

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
    ) -> Page:
        """A page of the descendants of a model (None: of all models) that meet every condition given.

        `relation`: derived by it from any parent. `created_from`: then or later; an unknown date is not.
        `mass_uploads`: False leaves out the models marked as such. The page's relations are those to the parent each
        model is drawn under.
        """
        kept = np.ones(self.size, np.bool_) if number is None else self._descent.mask_below(np.array([number]))
        if relation is not None:
            kept &= (self._relations >> relation_code(relation) & 1).astype(np.bool_)
        for name, word in (("license", license), ("author", author), ("status", status)):
            if word is not None:
                kept &= self._holds(name, word)
        if created_from is not None:
            kept &= self._created_from(created_from)
        if not mass_uploads:
            kept &= ~self.is_mass_upload
        return self._page(np.flatnonzero(kept).astype(np.int32), sort, offset, limit)

    def roots(self, limit: int = 50, offset: int = 0) -> Page:
        """A page of the families: roots with at least one derivative, largest first."""
        numbers = self.families[offset : offset + limit].tolist()
        return Page(len(self.families), numbers, [None] * len(numbers))

    def search(self, text: str, limit: int = 20, within: int | None = None) -> list[int]:
        """Models whose id holds every word of `text`, whatever the case; `within` a model and its descendants.

        The id itself comes first, then ids and names (the part after the slash) that start so, then the rest; in each
        the most descendants first.
        """
        return self._search.find(text, limit, None if within is None else self._marked_family(within))

    def _marked_family(self, number: int) -> Bools:
        marked = self._descent.marked(np.array([number]))
        marked[self._descent.preorder[number]] = True
        return marked

    @cached_property
    def is_mass_upload(self) -> Bools:
        """For each model whether a rule marks it as one of a mass upload; the column `mass_upload` says which."""
        return self._marked(np.arange(self.size))

    def _marked(self, numbers: AnyArray) -> Bools:
        column = self._columns["mass_upload"]
        assert isinstance(column, Words)  # noqa: S101 - tells the type checker
        return np.asarray(column.codes[numbers] >= 0)

    def counts(self) -> list[Count]:
        """The numbers about the whole graph, each with its definition."""
        return self._counts

    @cached_property
    def _counts(self) -> list[Count]:
        return counts(self)

    def _page(self, numbers: Ints, sort: str, offset: int, limit: int) -> Page:
        shown = numbers[_first_by(self._rank(sort, numbers), offset, limit)]
        codes = self.primary_relation[shown].tolist()
        return Page(len(numbers), shown.tolist(), [RELATIONS[c] if c < len(RELATIONS) else None for c in codes])

    def _rank(self, sort: str, numbers: Ints) -> Ints:
        if sort == "id":
            return numbers
        try:
            return self._ranks[sort][numbers]
        except KeyError:
            raise BadInput(f"no order {sort!r}", f"there are {', '.join(SORTS)}") from None

    def _holds(self, name: str, word: str) -> Bools:
        column = self._columns[name]
        assert isinstance(column, Words)  # noqa: S101 - tells the type checker
        code = column.code(word)
        return np.zeros(self.size, np.bool_) if code is None else np.asarray(column.codes == code)

    def _created_from(self, moment: datetime) -> Bools:
        column = self._columns["created_at"]
        assert isinstance(column, Moments)  # noqa: S101 - tells the type checker
        return np.asarray(column.values >= max(milliseconds(moment), NO_MOMENT + 1))


def _first_by(rank: Ints, offset: int, limit: int) -> AnyArray:
    """The places of the page's ranks, lowest first; ranks are distinct."""
    end = offset + limit
    places = np.argpartition(rank, end)[:end] if len(rank) > 4 * end else np.arange(len(rank))
    return places[np.argsort(rank[places])][offset:end]


def _facts(row: dict[str, Any]) -> SnapshotFacts:
    moments = {name: datetime.fromisoformat(row[name]) for name in ("started_at", "finished_at")}
    return SnapshotFacts.from_row({**row, **moments})
