"""A synthetic Hub's models, in columns: what is true, what the cards say, and what the Hub makes of them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.practice import hub_rules, shape
from ingest.practice.cards import Cards
from ingest.practice.genealogy.columns import Codes, Flags, Ints, Mass
from ingest.practice.metadata import Metadata
from ingest.practice.weight_formats import WEIGHT_FORMATS


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
