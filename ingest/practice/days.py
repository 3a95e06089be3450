"""A practice Hub that lives: day after day models are made, edited, renamed, deleted, made private and public again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY, Flags
from ingest.practice.population import Population
from ingest.practice.random_streams import RandomStreams

AWAY = 3
"""Days after which a model that was made private is shown again."""


@dataclass(frozen=True)
class SimulatedDay:
    """The Hub at the end of a day, and what happened on it, by id.

    `reparented` and `restated` (another relation) are edits, and show in `lastModified`; the other changes do not: a
    rename leaves it alone, and what was deleted or made private is not listed at all. `renamed` holds old and new ids.
    """

    number: int
    population: Population
    created: tuple[str, ...] = ()
    reparented: tuple[str, ...] = ()
    restated: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def days(population: Population, count: int = 14) -> Iterator[SimulatedDay]:
    """The population as it was `count` days before its end, then at the end of each day; the same every time.

    Models are made on the days of their own dates; the other changes are made up, a few of each kind a day.
    """
    life = _Life(population, count)
    yield SimulatedDay(0, life.now)
    for number in range(1, count + 1):
        yield life.live(number)


class _Life:
    """The Hub of today, and what comes back another day."""

    def __init__(self, population: Population, count: int) -> None:
        self.whole, self.start = population, shape.NOW - count * DAY
        self.gone = np.zeros(population.size, np.bool_)
        self.away: dict[int, list[int]] = {}
        self.modified = np.where(population.metadata.modified > self.start, population.created, 0)
        self.now = self._at(0, population)

    def live(self, number: int) -> SimulatedDay:
        """One day: what is due by date, then what people do."""
        before = self.now
        random = RandomStreams(self.whole.seed)(f"day {number}")
        self.gone[self.away.pop(number, [])] = False
        there = np.flatnonzero(~(before.hidden | self.gone))
        edited, renamed, removed = _choose(before, there, random)
        after = _edit(before, edited, random)
        after, names = _rename(after, renamed, number)
        self.gone[removed] = True
        self.away[number + AWAY] = removed[len(removed) // 2 :].tolist()
        self.modified[edited] = self.start + (number - 1) * DAY + random.integers(1, DAY, len(edited))
        self.now = self._at(number, after)
        return self._day(number, before, edited, names, removed)

    def _day(
        self,
        number: int,
        before: Population,
        edited: NDArray[np.int64],
        names: tuple[tuple[str, str], ...],
        removed: NDArray[np.int64],
    ) -> SimulatedDay:
        """Today, which began as `before`."""
        appeared, old = before.hidden & ~self.now.hidden, self._born(number - 1)
        return SimulatedDay(
            number,
            self.now,
            created=self._ids(np.flatnonzero(appeared & ~old)),
            reparented=self._ids(edited[: len(edited) // 2]),
            restated=self._ids(edited[len(edited) // 2 :]),
            renamed=names,
            deleted=self._ids(removed[: len(removed) // 2]),
            hidden=self._ids(removed[len(removed) // 2 :]),
            returned=self._ids(np.flatnonzero(appeared & old)),
        )

    def _at(self, number: int, population: Population) -> Population:
        """The Hub of that day's end: who is there, since when it was not edited, how often it was downloaded."""
        now = self.start + number * DAY
        own = self.whole.metadata.modified
        modified = np.where(own <= now, np.maximum(own, self.modified), np.maximum(self.modified, population.created))
        downloads = self.whole.metadata.downloads * (100 + number) // 100
        metadata = replace(population.metadata, modified=modified, downloads=downloads)
        return replace(population, metadata=metadata, hidden=self.gone | ~self._born(number))

    def _born(self, number: int) -> Flags:
        """The models made by the end of that day."""
        born: Flags = self.whole.created <= self.start + number * DAY
        return born

    def _ids(self, numbers: NDArray[np.int64]) -> tuple[str, ...]:
        return tuple(self.now.ids[i] for i in numbers.tolist())


def _choose(
    population: Population, there: NDArray[np.int64], random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Whom the day befalls, nobody twice: plain leaves to edit, parents to rename, anyone to lose."""
    children = np.diff(population.hub_children.start)[: population.size]
    plain = (np.diff(population.hub.start) == 1) & (children == 0)
    plain[list({*population.cards.base_model, *population.cards.tags})] = False
    plain &= np.isin(population.hub_relation, (shape.FINETUNE, shape.QUANTIZED))
    leaves = random.permutation(there[plain[there]])
    others = random.permutation(np.setdiff1d(there[~plain[there]], there[children[there] > 20]))
    parents = others[children[others] > 0][:2]
    each = max(4, population.size // 1000)
    lost = random.permutation(np.concatenate([leaves[each : 2 * each], np.setdiff1d(others, parents)[: each // 2]]))
    return leaves[:each], parents, lost


def _edit(population: Population, edited: NDArray[np.int64], random: np.random.Generator) -> Population:
    """The first half of the models get another parent, the second half another relation."""
    again, other = edited[: len(edited) // 2], edited[len(edited) // 2 :]
    base_model = dict(population.cards.base_model)
    parents = population.hub.parents.copy()
    bases = np.flatnonzero(~population.hidden & (np.diff(population.hub_children.start)[: population.size] > 0))
    for child in again.tolist():
        place = population.hub.start[child]
        new = int(random.choice(bases[bases != parents[place]]))
        parents[place] = new
        base_model[child] = population.ids[new]
    relation, explicit = population.hub_relation.copy(), population.cards.explicit.copy()
    relation[other] = np.where(relation[other] == shape.FINETUNE, shape.QUANTIZED, shape.FINETUNE)
    explicit[other] = relation[other]
    return replace(
        population,
        hub=replace(population.hub, parents=parents),
        hub_relation=relation,
        cards=replace(population.cards, base_model=base_model, explicit=explicit),
    )


def _rename(
    population: Population, renamed: NDArray[np.int64], number: int
) -> tuple[Population, tuple[tuple[str, str], ...]]:
    """Move models to another name. Their children's cards still say the old one; the Hub follows it by itself."""
    ids, cards = list(population.ids), population.cards
    base_model, renames, names = dict(cards.base_model), dict(cards.renamed), []
    for i in renamed.tolist():
        children = population.truth.links.children[population.truth.links.parents == i].tolist()
        written = {child: population.base_model(child) for child in children}
        base_model |= {child: text for child, text in written.items() if text is not None}
        old, ids[i] = ids[i], f"{ids[i]}-v{number}"
        renames = {was: ids[i] if now == old else now for was, now in renames.items()} | {old: ids[i]}
        names.append((old, ids[i]))
    return replace(population, ids=ids, cards=replace(cards, base_model=base_model, renamed=renames)), tuple(names)
