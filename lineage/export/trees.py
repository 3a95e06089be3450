"""A subgraph as trees, for formats that know one parent a model: each hangs on one parent, the others are dropped."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lineage.export.subgraph import Subgraph
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs
from lineage.frozen.storage.csr import Csr


@dataclass(frozen=True, slots=True)
class ExportTrees:
    """`parent[i]` is the place among the subgraph's models of the one that model i hangs on, -1 at the tops; `edge[i]`
    the place of that derivation in the graph's. `dropped` are the places of all other derivations."""

    parent: Ints
    edge: Longs
    dropped: Longs

    @property
    def tops(self) -> list[int]:
        """The models that hang on none, by id."""
        tops: list[int] = np.flatnonzero(self.parent < 0).tolist()
        return tops

    def walk(self) -> Iterator[tuple[int, int, bool, int]]:
        """Every model twice, as (place, depth, whether it is entered or left, how many children it has), each between
        its parent's two, siblings by id."""
        hung = np.flatnonzero(self.parent >= 0)
        below = Csr.of_edges(self.parent[hung], hung, len(self.parent))
        for top in self.tops:
            waiting = [(top, 0, True)]
            while waiting:
                place, depth, entered = waiting.pop()
                children = below.of(place)
                yield place, depth, entered, len(children)
                if entered:
                    waiting.append((place, depth, False))
                    waiting.extend((child, depth + 1, True) for child in reversed(children.tolist()))


def trees_of(subgraph: Subgraph) -> ExportTrees:
    """Each model hangs on the parent under which the graph is drawn; where that one is not selected, on the selected
    parent outside its own cycle with most descendants."""
    edges, places = subgraph.graph.edges, subgraph.places
    child, parent = subgraph.ends().T
    ends = edges.child[places], edges.parent[places]
    drawn = subgraph.graph.forest.parent[ends[0]] == ends[1]
    chosen = np.concatenate([np.flatnonzero(drawn), _instead(subgraph, ends, ~np.isin(child, child[drawn]))])
    hangs, edge = np.full(len(subgraph), -1, np.int32), np.full(len(subgraph), -1, np.int64)
    hangs[child[chosen]], edge[child[chosen]] = parent[chosen], places[chosen]
    return ExportTrees(hangs, edge, np.delete(places, chosen))


def _instead(subgraph: Subgraph, ends: tuple[AnyArray, AnyArray], free: Bools) -> AnyArray:
    """For each child of the `free` derivations the one to hang on, if any: these never lead back to it."""
    reach, (child, parent) = subgraph.graph.reach, ends
    usable = np.flatnonzero(free & (reach.component[child] != reach.component[parent]))
    ordered = usable[np.lexsort((parent[usable], -reach.descendant_count[parent[usable]], child[usable]))]
    return ordered[np.diff(child[ordered], prepend=-1) > 0]
