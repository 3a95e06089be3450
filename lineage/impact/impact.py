"""What follows when a model goes, or is relicensed: who descends from it, who hangs on it alone, where users can go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.compliance.relicensing import Relicensing, relicensing
from lineage.frozen import FrozenGraph, Undercount
from lineage.frozen.facets.files import facets_of
from lineage.frozen.storage.arrays import Bools
from lineage.impact.survivors import DEFINITION, Survivor, survivors_of
from lineage.list_window import FIRST_PAGE, ListWindow
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
LISTS = frozenset(DEFINITIONS)


@dataclass(frozen=True, slots=True)
class ImpactList:
    """One list: how many models it has in all, how many of them are no mass uploads, how often all of it was downloaded
    in 30 days (None: not stated for any), and the part that was asked for.

    `numbers` are those of `ids` in the graph.
    """

    definition: str
    total: int
    without_mass_uploads: int
    downloads: int | None
    numbers: tuple[int, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherWays(ImpactList):
    """Models that another way leads to: for each a shortest one, from itself to a root; empty where none was found in
    the time that there is."""

    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SurvivorList:
    """Models to go to, ranked; counts and `numbers` as in ImpactList."""

    definition: str
    total: int
    without_mass_uploads: int
    numbers: tuple[int, ...]
    models: tuple[Survivor, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What follows when the model `id` goes; of one that is `removed` or `missing`, what may have followed already.

    `affected` is `stranded` and `others` together. Where only a part of the Hub was read, `affected` and `stranded` are
    `lower_bounds`; of `others` some may hang on it alone all the same, by models that are not in that part.
    `undercount` is what stands beside `affected`: models below copies that are named and not listed; None for none.
    `relicensing` is there where a licence was given.
    """

    id: str
    status: Status
    snapshot: str
    lower_bounds: bool
    undercount: Undercount | None
    affected: ImpactList
    stranded: ImpactList
    others: OtherWays
    survivors: SurvivorList
    relicensing: Relicensing | None

    def __repr__(self) -> str:
        lists = ((name, getattr(self, name).total) for name in DEFINITIONS)
        return f"<Impact of {self.id}: {', '.join(f'{total:,} {name}' for name, total in lists)}>"


def impact(
    graph: FrozenGraph,
    number: int,
    window: ListWindow = FIRST_PAGE,
    license: str | None = None,
    lists: Collection[str] = LISTS,
) -> Impact:
    """With a `license`, also what follows when the model states that one. Of those of LISTS that are not among `lists`
    there are the counts alone. Raises BadInput for an order that is none, and for a text that names no licence."""
    found = _ImpactLists(graph, number, window, lists)
    others = found.others()
    counts = (others.definition, others.total, others.without_mass_uploads, others.downloads)
    around = (graph.lineage.way_around(other, number) or () for other in others.numbers)
    ways = tuple(tuple(graph.ids.take(way)) for way in around)
    return Impact(
        graph.ids[number],
        Status(graph.models.words("status").get(number) or Status.MISSING),
        graph.facts.id,
        graph.facts.extent is not Extent.WHOLE,
        graph.undercounts.get(number),
        found.affected(),
        found.stranded(),
        OtherWays(*counts, others.numbers, others.ids, ways),
        _survivors(graph, number, window, "survivors" in lists),
        None if license is None else relicensing(graph, number, license, window),
    )


def stranded_count(graph: FrozenGraph, number: int) -> int:
    """How many models hang on one alone."""
    return int(graph.dominators.size[graph.forest.preorder[number]]) - 1


class _ImpactLists:
    """The lists of models that descend from one, each counted in one pass over its family."""

    def __init__(self, graph: FrozenGraph, number: int, window: ListWindow, shown: Collection[str]) -> None:
        self._graph, self._number, self._window, self._shown = graph, number, window, shown
        self._parts = graph.lists.parts(graph.subtree.descendants_of(number))
        place = int(graph.forest.preorder[number])
        self._hanging = [graph.dominators.hang_on(place, part) for part in self._parts]
        self._plain = [graph.lists.conditions.is_no_mass_upload(part) for part in self._parts]
        both = zip(self._hanging, self._plain, strict=True)
        self._plain_hanging = sum(int(np.count_nonzero(hanging & plain)) for hanging, plain in both)
        self._rest = [~hanging for hanging in self._hanging]

    def affected(self) -> ImpactList:
        return self._list("affected", *self._affected_counts(), [None] * len(self._parts))

    def stranded(self) -> ImpactList:
        total = stranded_count(self._graph, self._number)
        return self._list("stranded", total, self._plain_hanging, self._hanging)

    def others(self) -> ImpactList:
        total, plain = self._affected_counts()
        hanging = stranded_count(self._graph, self._number)
        return self._list("others", total - hanging, plain - self._plain_hanging, self._rest)

    def _affected_counts(self) -> tuple[int, int]:
        reach = self._graph.reach
        return int(reach.descendant_count[self._number]), int(reach.without_mass[self._number])

    def _list(self, name: str, total: int, plain: int, kept: Sequence[Bools | None]) -> ImpactList:
        """The part of a list that is asked for; `plain` are those that are no mass uploads."""
        numbers = self._page(kept) if name in self._shown else []
        ids = tuple(self._graph.ids.take(numbers))
        return ImpactList(DEFINITIONS[name], total, plain, self._downloads(kept), tuple(numbers), ids)

    def _downloads(self, kept: Sequence[Bools | None]) -> int | None:
        """The sum over the models of a list that state any; None where none does."""
        placed = facets_of(self._graph).numbers["downloads"]
        of_parts = [placed[part] for part in self._parts]
        chosen = (each if one is None else each[one] for each, one in zip(of_parts, kept, strict=True))
        stated = [downloads[downloads >= 0] for downloads in chosen]
        return sum(int(downloads.sum()) for downloads in stated) if any(map(len, stated)) else None

    def _page(self, kept: Sequence[Bools | None]) -> list[int]:
        lists, window = self._graph.lists, self._window
        if not window.mass_uploads:
            both = zip(kept, self._plain, strict=True)
            kept = [plain if of_list is None else of_list & plain for of_list, plain in both]
        return lists.page_of(self._parts, kept, window.sort, window.offset, window.limit).numbers


def _survivors(graph: FrozenGraph, number: int, window: ListWindow, shown: bool) -> SurvivorList:
    found = survivors_of(graph, number)
    unmarked = found.without_mass_uploads()
    page = (found if window.mass_uploads else unmarked).page(window.offset, window.limit) if shown else {}
    return SurvivorList(DEFINITIONS["survivors"], len(found), len(unmarked), tuple(page), tuple(page.values()))
