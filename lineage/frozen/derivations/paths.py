"""The ways from a model up to its roots, shortest first, paths one at a time however many there are."""

from collections.abc import Iterator
from heapq import heappop, heappush

from lineage.frozen.results import Paths
from lineage.frozen.storage.arrays import Bools, Ints
from lineage.frozen.storage.csr import Csr

STEPS = 20_000  # looked at in one question; only cycles can make ways that lead nowhere and use them up


def paths_to_roots(number: int, parents: Csr, generation: Ints, is_root: Bools, limit: int) -> Paths:
    """At most `limit` ways that meet no model twice and end at the first root; equally short ones by their numbers."""
    paths: list[list[int]] = []
    for path in _shortest_first(number, parents, generation, is_root):
        if path is None or len(paths) == limit:
            return Paths(paths, truncated=True)
        paths.append(list(path))
    return Paths(paths, truncated=False)


def way_around(number: int, without: int, parents: Csr, is_root: Bools) -> list[int] | None:
    """A shortest way up from a model to a root that does not meet the model `without`, both ends included.

    None where there is none, and where STEPS models were looked at before one was met.
    """
    came_from = {number: number, without: without}
    waiting = [number]
    for now in waiting:
        if is_root[now]:
            return _back(came_from, now)[::-1]
        new = [parent for parent in parents.of(now).tolist() if parent not in came_from]
        came_from |= dict.fromkeys(new, now)
        waiting += new
        if len(waiting) > STEPS:
            return None
    return None


def _back(came_from: dict[int, int], end: int) -> list[int]:
    """The way by which `end` was met, from there."""
    way = [end]
    while came_from[way[-1]] != way[-1]:
        way.append(came_from[way[-1]])
    return way


def _shortest_first(number: int, parents: Csr, generation: Ints, is_root: Bools) -> Iterator[tuple[int, ...] | None]:
    """All such ways, then the end; or None once too many steps were looked at.

    Best first: a beginning counts as long as the shortest way it can become, which the generation of its last model
    tells exactly. Of equally long ones the smallest is continued, which goes deep before it goes wide.
    """
    heap: list[tuple[int, tuple[int, ...]]] = [(0, (number,))]
    for _ in range(STEPS):
        if not heap:
            return
        _, path = heappop(heap)
        if is_root[path[-1]]:
            yield path
            continue
        for parent in parents.of(path[-1]).tolist():
            if parent not in path:
                heappush(heap, (len(path) + int(generation[parent]), (*path, parent)))
    if heap:
        yield None
