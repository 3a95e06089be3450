"""The frozen graph: everything a page asks, answered from memory-mapped arrays.

Models are numbered by the byte order of their ids. Arrays over models have one entry a number.
"""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.derivations.dominators import DominatorTree
from lineage.frozen.derivations.edges import Edges
from lineage.frozen.derivations.forest import Forest
from lineage.frozen.derivations.lineage import LineageIndex
from lineage.frozen.derivations.reachability import Reachability
from lineage.frozen.derivations.roots_of_models import RootsOfModels
from lineage.frozen.derivations.subtree import SubtreeIndex
from lineage.frozen.ids import ModelIds
from lineage.frozen.languages import NAME as LANGUAGES
from lineage.frozen.languages import FrozenLanguages
from lineage.frozen.lists.lists import ModelLists
from lineage.frozen.map.layout import Layout
from lineage.frozen.models import ModelColumns, words_of
from lineage.frozen.results import relation_code
from lineage.frozen.search.facet_words import FacetWords
from lineage.frozen.search.index import SearchIndex
from lineage.frozen.storage.arrays import AGAIN, ArrayFile, Bools, Ints
from lineage.frozen.storage.columns import open_columns, words_in
from lineage.frozen.storage.strings import Strings
from lineage.frozen.terms.frozen_terms import FrozenTerms, LazyTerms
from lineage.frozen.terms.stated import StatedLicences
from lineage.frozen.undercount import Undercounts
from lineage.frozen.variants import FrozenVariants
from lineage.home.home import FolderKind, read_manifest
from lineage.values import Relation, SnapshotFacts, Status


class FrozenGraph:
    """A graph as it was when it was frozen, by its parts; safe to share between threads.

    `ids`: numbers and ids. `models`: properties. `edges`: derivations with all that is said about them; `children` and
    `parents` are the same as adjacency. `reach`: counts, depth, roots of all models; `undercounts`: what these counts
    leave out. `subtree`: all models below some, as places; `lineage`: descendants, ancestors and paths of one.
    `forest`: the parent each model is drawn under; `dominators`: what hangs on one alone. `map`: where it is drawn;
    `continent_names`: the organisations of its continents. `terms`: what licences come to. `variants`: how weights are
    stored; `languages`: those that tags name. `lists`: ranked pages; `by_preorder` is the number of the model at each
    place of their arrays. `search`: models by part of their id.
    `inferred_parents`: children and parents that names alone give away, sorted; None where an earlier version froze it.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], arrays: ArrayFile) -> None:
        self.folder = folder
        self.facts: SnapshotFacts = SnapshotFacts.from_manifest(manifest["facts"])
        self.version: str = manifest["version"]
        self.size: int = manifest["models"]
        self.counts: Mapping[str, Any] = manifest.get("counts", {})  # what `frozen.counts` found when it was frozen
        self.check = arrays.check
        ids = Strings(arrays, "id")
        self.subtree = subtree = SubtreeIndex.of(arrays)
        self.children = Adjacency.named(arrays, "children")
        self.parents = Adjacency.named(arrays, "parents")
        columns = open_columns(arrays)
        license, name = words_of(columns, "license"), words_of(columns, "license_name")
        unfound, status = words_of(columns, "base_not_found"), words_of(columns, "status")
        self.reach = Reachability.of(arrays)
        mass_uploads = arrays["placed.is_mass_upload"]
        stated = StatedLicences(
            license, name, unfound, status, self.children, self.parents, ids, subtree, self.reach, mass_uploads
        )
        self.lazy_terms = LazyTerms(folder, stated)
        self.languages = FrozenLanguages(words_in(arrays, LANGUAGES))
        self._variants = cache(lambda: FrozenVariants.of(arrays, ids, words_of(columns, "library")))
        self.models = ModelColumns(columns, self.lazy_terms, self._variants)
        self.search = SearchIndex(arrays, subtree, ids, FacetWords(self.models))
        self.edges = Edges(arrays, ids)
        self.ids = ModelIds(ids, self.search, self.edges.only_parent_written)
        self.undercounts = Undercounts.of(arrays)
        self.by_preorder = subtree.by_preorder
        self.lineage = LineageIndex(self.parents, self.reach, subtree)
        self.forest = Forest.of(arrays)
        self.map = Layout.of(arrays.starting_with("map."))
        self.continent_names: Sequence[str] = ()
        if "map.continent_name.starts" in arrays:
            self.continent_names = Strings(arrays, "map.continent_name")
        self._dominators = DominatorTree.of(arrays)
        self.inferred_parents: tuple[Ints, Ints] | None = None
        if "inferred.child" in arrays:
            self.inferred_parents = arrays["inferred.child"], arrays["inferred.parent"]
        self.lists = ModelLists(arrays, self.models, self.children, self.forest, subtree)

    @cached_property
    def dominators(self) -> DominatorTree:
        """What hangs on each model alone; made now where an earlier version froze the graph."""
        return self._dominators or DominatorTree.made(self.parents, self.reach, self.by_preorder)

    @cached_property
    def is_quantized(self) -> Bools:
        """For each model whether a derivation from another model says that it was quantized."""
        quantized = np.zeros(self.size, np.bool_)
        of_child = np.repeat(np.arange(self.size), self.parents.degrees)
        quantized[of_child[self.parents.relation == relation_code(Relation.QUANTIZED)]] = True
        return quantized

    @cached_property
    def roots(self) -> RootsOfModels:
        """The roots that each model descends from."""
        return RootsOfModels.of_graph(self.children, self.parents)

    def suggested_parents(self, number: int) -> Ints:
        """The models that a model's name alone gives away as its parents; none where an earlier version froze it."""
        if self.inferred_parents is None:
            return np.zeros(0, np.int32)
        children, parents = self.inferred_parents
        first, last = np.searchsorted(children, [number, number + 1])
        return parents[first:last]

    @cached_property
    def copies(self) -> tuple[Ints, Ints]:
        """Missing models without a declared parent whose names give one away, and these: of a copy nobody could ask."""
        if self.inferred_parents is None:
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        (child, parent), status = self.inferred_parents, self.models.words("status")
        are_copies = (status.codes[child] == status.code(Status.MISSING)) & (self.parents.counts(child) == 0)
        kept = np.flatnonzero(are_copies & (child != parent))
        return child[kept], parent[kept]

    @property
    def terms(self) -> FrozenTerms:
        """What the licences of its models come to."""
        return self.lazy_terms.value

    @property
    def variants(self) -> FrozenVariants:
        """How the weights of its models are stored."""
        return self._variants()

    @property
    def derivations(self) -> int:
        """How many derivations there are, self-references included."""
        return len(self.edges)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the frozen graph that `build` wrote.

        Raises BadFile when there is none or it is broken, NewerFormat when a newer version wrote it. Whether arrays of
        more than `checksums.AT_ONCE` bytes are whole tells `check`, which raises BadFile too.
        """
        manifest = read_manifest(folder, FolderKind.FROZEN)
        try:
            return cls(folder, manifest, ArrayFile(folder, manifest["arrays"], manifest.get("checksum of arrays")))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadFile(f"{folder}: not a frozen graph ({error!r})", AGAIN) from error
