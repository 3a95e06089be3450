"""What several models have in common above them, and where the ways up from two of them meet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from lineage import queries
from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.ways_up import WaysUp
from lineage.stores import Reader
from lineage.values import Evidence, Inference, Relation
from lineage.variants.mirror_evidence import MirrorSide, MirrorSign, mirror_evidence

MOST_ABOVE = 20_000
"""Models above one that are looked at, the nearest."""
MOST_ANCESTORS = 20
MOST_MEETINGS = 3

Guesses = Mapping[str, Sequence[Inference]]
"""Parents that names alone give away, by child."""


@dataclass(frozen=True, slots=True)
class CommonAncestor:
    """A model that each of some descends from or is, with the fewest derivations up to it from each, in their order."""

    id: str
    distances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CommonAncestors:
    """How many there are, and the nearest MOST_ANCESTORS. `truncated`: one of the models has more than MOST_ABOVE above
    it, of which only the nearest were looked at."""

    total: int
    items: tuple[CommonAncestor, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class DeclaredStep:
    """One derivation of a way up: how the child was made from the parent, who says so, and in which words."""

    child: str
    parent: str
    relation: Relation
    evidence: tuple[Evidence, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class MeetingPoint:
    """A common ancestor of two models, and a shortest way up to it from each; no steps for the one that is it."""

    ancestor: str
    ways: tuple[tuple[DeclaredStep, ...], tuple[DeclaredStep, ...]]


@dataclass(frozen=True, slots=True)
class PairKinship:
    """How two of the models are related.

    `meetings` are the nearest common ancestors, MOST_MEETINGS at most of `total`: those that no other common ancestor
    descends from. `inferred` is what names alone say, that one of the two was made from the other: in no count and no
    way; None where no store could be asked. `mirror` is what speaks for one of them being a mirror of the other, and
    what against it: no verdict.
    """

    one: str
    other: str
    total: int
    meetings: tuple[MeetingPoint, ...]
    inferred: tuple[Inference, ...] | None
    mirror: tuple[MirrorSign, ...]


class Kinship:
    """Some models with all that stands above each."""

    def __init__(self, graph: FrozenGraph, numbers: Sequence[int]) -> None:
        self._graph = graph
        self._up = [graph.lineage.ways_up(number, MOST_ABOVE) for number in numbers]
        self._numbers = numbers

    def common_ancestors(self) -> CommonAncestors:
        """Those of all the models, the nearest first: by all distances together, then by the longest, then by id."""
        found = self._nearest_first(_common(self._up), self._up)
        items = (
            CommonAncestor(self._graph.ids[at], tuple(up.distance[at] for up in self._up))
            for at in found[:MOST_ANCESTORS]
        )
        return CommonAncestors(len(found), tuple(items), any(up.truncated for up in self._up))

    def pairs(self, reader: Reader | None) -> tuple[PairKinship, ...]:
        """Every two of the models, in their order."""
        sides = [self._side(number) for number in self._numbers]
        ids = [side.model.id for side in sides]
        guesses = None if reader is None else queries.inferred_parents_of_all(reader, ids)
        return tuple(self._pair(one, other, sides, guesses) for one, other in combinations(range(len(sides)), 2))

    def _pair(self, one: int, other: int, sides: Sequence[MirrorSide], guesses: Guesses | None) -> PairKinship:
        ids = sides[one].model.id, sides[other].model.id
        inferred = None if guesses is None else tuple(_between(guesses, *ids))
        mirror = mirror_evidence(sides[one], sides[other], inferred or ())
        return PairKinship(*ids, *self._meetings(self._up[one], self._up[other]), inferred, mirror)

    def _meetings(self, *both: WaysUp) -> tuple[int, tuple[MeetingPoint, ...]]:
        """How many nearest common ancestors two of the models have, and the nearest of them."""
        nearest = self._nearest_first(self._lowest(_common(both)), both)
        one, other = both
        return len(nearest), tuple(
            MeetingPoint(self._graph.ids[at], (self._steps(one, at), self._steps(other, at)))
            for at in nearest[:MOST_MEETINGS]
        )

    def _side(self, number: int) -> MirrorSide:
        graph = self._graph
        parents = [edge for edge in graph.edges.derivations_of(number) if edge.parent != edge.child]
        return MirrorSide(graph.models.summary(number), parents, graph.variants.get(number))

    def _lowest(self, common: set[int]) -> set[int]:
        """Those of some models, closed under parents, that no other of them descends from, cycles counting as one."""
        cycle = self._graph.reach.component
        above = {
            int(cycle[parent])
            for model in common
            for parent in self._graph.parents.of(model).tolist()
            if cycle[parent] != cycle[model]
        }
        return {model for model in common if int(cycle[model]) not in above}

    def _nearest_first(self, common: Iterable[int], up: Sequence[WaysUp]) -> list[int]:
        def far(number: int) -> tuple[int, int, int]:
            distances = [one.distance[number] for one in up]
            return sum(distances), max(distances), number

        return sorted(common, key=far)

    def _steps(self, up: WaysUp, ancestor: int) -> tuple[DeclaredStep, ...]:
        edges = (self._graph.edges.between(child, parent) for child, parent in pairwise(up.to(ancestor)))
        ids = self._graph.ids
        return tuple(
            DeclaredStep(ids[edge.child], ids[edge.parent], edge.relation, edge.evidence, edge.raw) for edge in edges
        )


def _common(up: Sequence[WaysUp]) -> set[int]:
    return set.intersection(*(set(one) for one in up))


def _between(guesses: Guesses, one: str, other: str) -> Iterator[Inference]:
    """What names alone say of two models: that either was made from the other."""
    for child, parent in ((one, other), (other, one)):
        yield from (guess for guess in guesses.get(child, ()) if guess.parent == parent)
