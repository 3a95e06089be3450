"""What follows when a model goes, or is relicensed: who descends from it, who hangs on it alone, where users can go."""

from dataclasses import dataclass

from lineage.frozen import FrozenGraph
from lineage.frozen.conditions import Condition, Which
from lineage.frozen.storage.arrays import Bools
from lineage.list_window import FIRST_PAGE, ListWindow
from lineage.relicensing import Relicensing, relicensing
from lineage.survivors import DEFINITION, Survivor, survivors_of
from lineage.values import Extent, Status

DEFINITIONS = {
    "affected": "Distinct models derived from it, directly or not, by declared derivations.",
    "stranded": "Those of the affected that it alone leads to: every path of declared derivations from every root "
    "leads through it. A root is derived from no other model, or is the first of a cycle that nothing outside leads "
    "to.",
    "others": "The rest of the affected: a path from a root leads to each without it, whatever the status of the "
    "models on the way.",
    "survivors": DEFINITION,
}
"""What exactly each list of an impact holds."""


@dataclass(frozen=True, slots=True)
class ImpactList:
    """One list: how many models it has in all, how many of them are no mass uploads, and the part that was asked for.

    `numbers` are those of `ids` in the graph.
    """

    definition: str
    total: int
    without_mass_uploads: int
    numbers: tuple[int, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherWays(ImpactList):
    """Models that another way leads to: for each a shortest one, from itself to a root; empty where none was found in
    the time that there is."""

    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SurvivorList:
    """Models to go to, ranked; counts as in ImpactList."""

    definition: str
    total: int
    without_mass_uploads: int
    models: tuple[Survivor, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What follows when the model `id` goes; of one that is `removed` or `missing`, what may have followed already.

    `affected` is `stranded` and `others` together. Where only a part of the Hub was read, `affected` and `stranded` are
    `lower_bounds`; of `others` some may hang on it alone all the same, by models that are not in that part.
    `relicensing` is there where a licence was given.
    """

    id: str
    status: Status
    snapshot: str
    lower_bounds: bool
    affected: ImpactList
    stranded: ImpactList
    others: OtherWays
    survivors: SurvivorList
    relicensing: Relicensing | None


def impact(graph: FrozenGraph, number: int, window: ListWindow = FIRST_PAGE, license: str | None = None) -> Impact:
    """With a `license`, also what follows when the model states that one. Raises BadInput for an order that is none,
    and for a text that names no licence."""
    stranded, others = _stranded(graph, number, window), _others(graph, number, window)
    found = (graph.lineage.way_around(other, number) or () for other in others.numbers)
    ways = tuple(tuple(graph.ids.take(way)) for way in found)
    return Impact(
        graph.ids[number],
        Status(graph.models.words("status").get(number) or Status.MISSING),
        graph.facts.id,
        graph.facts.extent is not Extent.WHOLE,
        _affected(graph, number, window),
        stranded,
        OtherWays(others.definition, others.total, others.without_mass_uploads, others.numbers, others.ids, ways),
        _survivors(graph, number, window),
        None if license is None else relicensing(graph, number, license, window),
    )


def stranded_count(graph: FrozenGraph, number: int) -> int:
    """How many models hang on one alone."""
    return int(graph.dominators.size[graph.forest.preorder[number]]) - 1


def _hang_on(graph: FrozenGraph, number: int) -> Condition:
    """Whether a model hangs on one alone."""
    dominators, place = graph.dominators, int(graph.forest.preorder[number])

    def hangs(which: Which) -> Bools:
        return dominators.hang_on(place, which)

    return hangs


def _affected(graph: FrozenGraph, number: int, window: ListWindow) -> ImpactList:
    counts = graph.reach.descendant_count[number], graph.reach.without_mass[number]
    return _list(graph, number, "affected", window, counts)


def _stranded(graph: FrozenGraph, number: int, window: ListWindow) -> ImpactList:
    hangs = _hang_on(graph, number)
    counts = stranded_count(graph, number), _without_mass(graph, number, hangs)
    return _list(graph, number, "stranded", window, counts, hangs)


def _others(graph: FrozenGraph, number: int, window: ListWindow) -> ImpactList:
    hangs = _hang_on(graph, number)
    total = graph.reach.descendant_count[number] - stranded_count(graph, number)
    unmarked = graph.reach.without_mass[number] - _without_mass(graph, number, hangs)
    return _list(graph, number, "others", window, (total, unmarked), lambda which: ~hangs(which))


def _without_mass(graph: FrozenGraph, number: int, condition: Condition) -> int:
    """How many descendants that no rule marks meet a condition."""
    return graph.lists.select(number, limit=0, mass_uploads=False, more=(condition,)).total


def _list(
    graph: FrozenGraph,
    number: int,
    name: str,
    window: ListWindow,
    counts: tuple[int, int],
    *conditions: Condition,
) -> ImpactList:
    page = graph.lists.select(
        number,
        sort=window.sort,
        offset=window.offset,
        limit=window.limit,
        mass_uploads=window.mass_uploads,
        more=conditions,
    )
    total, unmarked = map(int, counts)
    return ImpactList(DEFINITIONS[name], total, unmarked, tuple(page.numbers), tuple(graph.ids.take(page.numbers)))


def _survivors(graph: FrozenGraph, number: int, window: ListWindow) -> SurvivorList:
    found = survivors_of(graph, number)
    unmarked = found.without_mass_uploads()
    shown = found if window.mass_uploads else unmarked
    page = tuple(shown.page(window.offset, window.limit))
    return SurvivorList(DEFINITIONS["survivors"], len(found), len(unmarked), page)
