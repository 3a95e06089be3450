"""A synthetic Hub's models, in columns: what is true, what the cards say, and what the Hub makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.practice import hub_rules, inventions, shape
from ingest.practice.cards import Cards, write_cards
from ingest.practice.genealogy.columns import DAY, Codes, Flags, Genealogy, Ints, Mass
from ingest.practice.genealogy.make import make_genealogy
from ingest.practice.metadata import Metadata, describe
from ingest.practice.random_streams import RandomStreams
from ingest.practice.weight_formats import WEIGHT_FORMATS
from lineage.errors import BadInput


@dataclass(frozen=True)
class Links:
    """For each model its parents' numbers: those of model i are `parents[start[i]:start[i + 1]]`."""

    start: NDArray[np.int64]
    parents: Ints

    @classmethod
    def none(cls, size: int) -> "Links":
        """No parents for each of `size` models."""
        return cls(np.zeros(size + 1, np.int64), np.empty(0, np.int32))

    def of(self, i: int) -> Ints:
        return self.parents[self.start[i] : self.start[i + 1]]

    @cached_property
    def children(self) -> Ints:
        """The child of each entry of `parents`."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))


@dataclass(frozen=True)
class Truth:
    """What is really so, whatever the cards say; columns by model.

    `relation` holds places in `shape.RELATIONS` (NONE: no parent), `quirk` places in QUIRKS, `mass` and `undeclared`
    values of Mass and Undeclared, `level` the derivations down from a root.
    """

    links: Links
    relation: Codes
    quirk: Codes
    mass: Codes
    undeclared: Codes
    level: Codes

    @property
    def is_mass_upload(self) -> Flags:
        return np.not_equal(self.mass, Mass.NO)


@dataclass
class Population:
    """`size` models, numbered by creation (equal dates by `_id`), so that `_id`s rise with the numbers.

    Numbers from `size` on are parents that are not on the Hub: the n-th of `absent` has `size + n`.
    """

    seed: int
    related: float
    ids: list[str]
    created: NDArray[np.int64]
    salt: NDArray[np.uint64]
    metadata: Metadata
    cards: Cards
    absent_created: NDArray[np.int64]
    truth: Truth
    hub: Links
    hub_relation: Codes
    """The Hub's own view (`baseModels`): parents in ASCII order and one relation, NONE where there is none."""
    hidden: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Models that are not shown: not made yet, deleted or private (`ingest.practice.days`)."""

    def __post_init__(self) -> None:
        if not len(self.hidden):
            self.hidden = np.zeros(self.size, np.bool_)

    @property
    def size(self) -> int:
        return len(self.ids)

    @cached_property
    def hub_children(self) -> Links:
        """For each model, and each parent that is gone, the shown models whose `baseModels` name it, by number."""
        shown = ~self.hidden[self.hub.children]
        parents, children = self.hub.parents[shown], self.hub.children[shown]
        order = np.argsort(parents, kind="stable")
        counts = np.bincount(parents, minlength=self.size + len(self.cards.absent))
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Links(start, children[order])

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each shown id."""
        return {
            name: i for i, (name, hidden) in enumerate(zip(self.ids, self.hidden.tolist(), strict=True)) if not hidden
        }

    def id(self, number: int) -> str:
        """The id of a model, or of a parent that is not on the Hub."""
        return self.ids[number] if number < self.size else self.cards.absent[number - self.size]

    def hub_id(self, number: int) -> str:
        """The Hub's `_id`: 24 hex digits, the first eight of them the creation time."""
        if number < self.size:
            return f"{self.created[number]:08x}{self.salt[number]:016x}"
        return f"{self.absent_created[number - self.size]:08x}{number:016x}"

    def card(self, number: int) -> hub_rules.Card:
        """What the author wrote about this model's parents."""
        explicit = self.cards.explicit[number]
        relation = shape.RELATIONS[explicit].value if explicit != shape.NONE else None
        written = (*WEIGHT_FORMATS[self.metadata.format[number]].written, *self.cards.tags.get(number, ()))
        return hub_rules.Card(self.base_model(number), relation, written)

    def base_model(self, number: int) -> object:
        """The card's `base_model`; None where it has none."""
        if number in self.cards.base_model:
            return self.cards.base_model[number]
        if self.truth.undeclared[number]:
            return None
        parents = [self.id(int(p)) for p in self.truth.links.of(number)]
        if len(parents) == 1 and not self.cards.listed[number]:
            return parents[0]
        return parents or None

    def current(self, text: str) -> str | None:
        """The present id of a repository that is named exactly (or was removed since), None for any other text."""
        if text in self.numbers:
            return text
        return self.cards.renamed.get(text) or (text if text in self._gone else None)

    @cached_property
    def _gone(self) -> dict[str, int]:
        """Numbers of the models that were there once."""
        pairs = zip(self.cards.absent, self.cards.gone, strict=True)
        hidden = {self.ids[i]: i for i in np.flatnonzero(self.hidden).tolist()}
        return {name: self.size + k for k, (name, gone) in enumerate(pairs) if gone} | hidden

    def number(self, id: str) -> int:
        """The number of a listed or removed model."""
        found = self.numbers.get(id)
        return self._gone[id] if found is None else found


def population(models: int, seed: int, related: float = shape.RELATED) -> Population:
    """A Hub of `models` models, the share `related` of them declaring a parent; the same arguments give the same Hub.

    Raises BadInput when there would be no model, or the share is no share.
    """
    _check(models, seed, related)
    streams = RandomStreams(seed)
    genealogy = make_genealogy(models, related, streams)
    ids = inventions.ids(genealogy, streams)
    cards = write_cards(genealogy, ids, streams)
    metadata = describe(genealogy, ids, streams)
    salt = streams("salt").integers(1, 2**63, models, dtype=np.uint64)
    order = np.lexsort((salt, genealogy.created))
    place = _places(order, len(cards.absent))
    cards = cards.renumbered(order, place)
    made = Population(
        seed=seed,
        related=related,
        ids=[ids[i] for i in order.tolist()],
        created=genealogy.created[order],
        salt=salt[order],
        metadata=metadata.reordered(order),
        cards=cards,
        absent_created=np.full(len(cards.absent), shape.FLOOR + 300 * DAY, np.int64),
        truth=_truth(genealogy, cards, order, place),
        hub=Links.none(models),
        hub_relation=np.full(models, shape.NONE, np.uint8),
    )
    made.hub, made.hub_relation = _hub_view(made)
    return made


def _check(models: int, seed: int, related: float) -> None:
    if models < 1 or seed < 0:
        raise BadInput(
            "a practice Hub needs at least one model and a seed of 0 or more", "for example --models 20000 --seed 1"
        )
    if not 0 <= related <= 0.95:
        raise BadInput(
            f"{related} is no share of related models", "choose one between 0 and 0.95; the real Hub has 0.2813"
        )


def _places(order: NDArray[np.int64], absent: int) -> Ints:
    """Each model's place in the order; parents that are not on the Hub stay behind all models."""
    size = len(order)
    place = np.arange(size + absent, dtype=np.int32)
    place[order] = np.arange(size, dtype=np.int32)
    return place


def _truth(genealogy: Genealogy, cards: Cards, order: NDArray[np.int64], place: Ints) -> Truth:
    first = np.flatnonzero(genealogy.parent >= 0)
    child = place[np.concatenate([first, genealogy.more[:, 0]])]
    parent = place[np.concatenate([genealogy.parent[first], genealogy.more[:, 1]])]
    return Truth(
        _links(child, parent, genealogy.size),
        genealogy.relation[order],
        cards.quirk,
        genealogy.mass[order],
        genealogy.undeclared[order],
        genealogy.level[order],
    )


def _hub_view(made: Population) -> tuple[Links, Codes]:
    """The Hub's view of every card. A plain card needs no rule read out: its parents are all there and a merge says so;
    the others go through `hub_rules.base_models` one by one."""
    truth = made.truth
    parents = np.diff(truth.links.start)
    odd = np.zeros(made.size, np.bool_)
    odd[list(made.cards.base_model)] = True
    odd |= (truth.relation == shape.MERGE) & (parents == 1)
    plain = (parents > 0) & (truth.undeclared == 0) & ~odd
    relation = np.where(plain, _plain_relation(made, parents), shape.NONE).astype(np.uint8)
    kept = plain[truth.links.children]
    child, parent = [truth.links.children[kept]], [truth.links.parents[kept]]
    for i in np.flatnonzero(odd & (truth.undeclared == 0)).tolist():
        view = hub_rules.base_models(made.card(i), made.current, WEIGHT_FORMATS[made.metadata.format[i]].seen)
        if view is not None:
            relation[i] = shape.RELATIONS.index(view.relation)
            parent.append(np.array([made.number(p) for p in view.parents], np.int32))
            child.append(np.full(len(view.parents), i, np.int32))
    links = _links(np.concatenate(child), np.concatenate(parent), made.size)
    _sort_parents(links, made, np.flatnonzero(np.diff(links.start) > 1))
    return links, relation


def _plain_relation(made: Population, parents: NDArray[np.int64]) -> NDArray[np.int64]:
    """The relation of a plain card: the stated one, merge where there are several parents, else what the files say."""
    by_format = np.array([shape.RELATIONS.index(f.relation) for f in WEIGHT_FORMATS])[made.metadata.format]
    explicit = made.cards.explicit
    return np.where(explicit != shape.NONE, explicit, np.where(parents > 1, shape.MERGE, by_format))


def _sort_parents(links: Links, made: Population, several: Iterable[int]) -> None:
    for i in several:
        part = links.of(int(i))
        part[:] = sorted(part.tolist(), key=made.id)


def _links(child: Ints, parent: Ints, size: int) -> Links:
    order = np.argsort(child, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(child, minlength=size))])
    return Links(start.astype(np.int64), parent[order].astype(np.int32))
