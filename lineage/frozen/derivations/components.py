"""Strongly connected components of a derivation graph: the groups of models that all descend from each other.

On real data nearly every model is on no cycle: models without a child, or without a parent, are peeled off round by
round, all of a round at once, until only cycles and what lies between them are left. Only there, some dozens of models
out of a million, each edge is looked at on its own.

Why not a library, measured in CPU time (`python -m benchmarks.alternatives --models 200000`): for a graph of
the Hub's shape scipy takes 19 ms, networkx 1,159 and this 10. Only a tangle, which no Hub has, is quicker in scipy:
50,000 models that are nearly all one cycle take it 8 ms, this 163 and networkx 316. scipy would add 143 MB to the
installation; networkx costs every freeze and every resolution 0.2 s of import.
"""

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import counted


def components(children: Csr, parents: Csr) -> Ints:
    """For each model the smallest number among those it shares a cycle with; its own where there are none."""
    component = np.arange(len(children.indptr) - 1, dtype=np.int32)
    above_a_cycle = np.flatnonzero(peel(parents, children.degrees) < 0)
    if len(above_a_cycle) == 0:
        return component
    inner_children, inner_parents = within(children, above_a_cycle), within(parents, above_a_cycle)
    core = np.flatnonzero(peel(inner_children, inner_parents.degrees) < 0)
    numbers = above_a_cycle[core]
    for members in strongly_connected(within(inner_children, core), within(inner_parents, core)):
        component[numbers[members]] = numbers[min(members)]
    return component


def cyclic_edges(child: Longs, parent: Longs, size: int) -> Bools:
    """For each edge between numbers below `size` whether it lies on a cycle; self-references count as none."""
    real = child != parent
    children = Csr.of_edges(parent[real], child[real], size)
    parents = Csr.of_edges(child[real], parent[real], size)
    component = components(children, parents)
    return np.asarray(real & (component[child] == component[parent]))


def peel(above: Csr, waiting_for: Longs) -> Ints:
    """In which round each node is free, when a node is free after all it waits for; -1 for never (on or above a cycle).

    `above[n]` are the nodes that wait for n. In a graph without cycles the round is the longest chain below.
    """
    waiting = waiting_for.copy()
    level = np.full(len(waiting), -1, np.int32)
    free = np.flatnonzero(waiting == 0)
    depth = 0
    while len(free):
        level[free] = depth
        freed, counts = counted(above.gather(free), len(waiting))
        waiting[freed] -= counts
        free = freed[waiting[freed] == 0]
        depth += 1
    return level


def strongly_connected(children: Csr, parents: Csr) -> list[list[int]]:
    """All components, as lists of numbers (Kosaraju's algorithm: Sharir 1981).

    Of the nodes in no component yet, take the one that a depth-first search downwards left last: whatever of the rest
    leads to it descends from it too, so that is its component.
    """
    assigned: set[int] = set()
    groups = []
    for last in reversed(_order_of_leaving(children)):
        if last not in assigned:
            group = _leading_to(last, parents, assigned)
            assigned.update(group)
            groups.append(group)
    return groups


def _order_of_leaving(graph: Csr) -> list[int]:
    """All nodes in the order in which a depth-first search leaves them."""
    order: list[int] = []
    seen: set[int] = set()
    for start in range(len(graph.indptr) - 1):
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(graph.of(start).tolist()))]
        while path:
            node, untried = path[-1]
            following = next((n for n in untried if n not in seen), None)
            if following is None:
                path.pop()
                order.append(node)
            else:
                seen.add(following)
                path.append((following, iter(graph.of(following).tolist())))
    return order


def _leading_to(node: int, parents: Csr, left_out: set[int]) -> list[int]:
    """The node and its ancestors, looked for without passing those left out."""
    members = [node]
    seen = {node}
    for member in members:
        new = set(parents.of(member).tolist()) - seen - left_out
        seen |= new
        members.extend(new)
    return members


def within(graph: Csr, numbers: AnyArray) -> Csr:
    """The subgraph of `numbers`, renumbered by their place."""
    place = np.full(len(graph.indptr) - 1, -1, np.int32)
    place[numbers] = np.arange(len(numbers), dtype=np.int32)
    rows = np.repeat(np.arange(len(numbers)), graph.counts(numbers))
    neighbours = place[graph.gather(numbers)]
    inside = neighbours >= 0
    return Csr.of_sorted(rows[inside], neighbours[inside], len(numbers))
