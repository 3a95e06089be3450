"""What authors write about their models' parents: the truth in most cases, and every known way to miss it."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import Codes, Flags, Genealogy, Ints, Mass
from ingest.practice.invented_owners import owner
from ingest.practice.known_bases import removed, renamed
from ingest.practice.quirks import MISSTATEMENTS, QUIRKS, Quirk
from ingest.practice.random_streams import RandomStreams


@dataclass
class Cards:
    """What the cards say, by the models' numbers. A model in `base_model` says exactly that; the others say the truth:
    one parent's id as a string or (`listed`) a list of one, or a list of several."""

    base_model: dict[int, object] = field(default_factory=dict)
    tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    quirk: Codes = field(default_factory=lambda: np.empty(0, np.uint8))
    listed: Flags = field(default_factory=lambda: np.empty(0, np.bool_))
    explicit: Codes = field(default_factory=lambda: np.empty(0, np.uint8))
    """The relation the card states (a code), shape.NONE for most."""
    absent: list[str] = field(default_factory=list)
    """Parents that are not on the Hub; the n-th has the number `models + n`."""
    gone: list[bool] = field(default_factory=list)
    """For each absent parent, whether it was there once (and was removed)."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Old ids and the present ones."""

    def renumbered(self, order: NDArray[np.int64], place: Ints) -> "Cards":
        """The same cards, where the models in this `order` have the numbers 0, 1, ...: `place` has each one's."""
        return replace(
            self,
            base_model={int(place[i]): value for i, value in self.base_model.items()},
            tags={int(place[i]): tags for i, tags in self.tags.items()},
            quirk=self.quirk[order],
            listed=self.listed[order],
            explicit=self.explicit[order],
        )


def write_cards(genealogy: Genealogy, ids: list[str], streams: RandomStreams) -> Cards:
    """Write every card; changes the genealogy's first parent where the true one is not on the Hub."""
    return _Author(genealogy, ids, streams).write()


class _Author:
    """Hands out the quirks: each one to its share of the children that nobody hangs on, no child twice."""

    def __init__(self, genealogy: Genealogy, ids: list[str], streams: RandomStreams) -> None:
        self.genealogy, self.ids = genealogy, ids
        self.random = streams("cards")
        self.cards = Cards(
            quirk=np.zeros(genealogy.size, np.uint8),
            listed=streams("lists").random(genealogy.size) < 0.45,
            explicit=np.full(genealogy.size, shape.NONE, np.uint8),
        )

    def write(self) -> Cards:
        self._explicit_relations()
        self._renames()
        numbers = self.genealogy.related_models
        relation = self.genealogy.relation[numbers]
        plain = (self.genealogy.mass[numbers] == Mass.NO) & ~self.genealogy.has_children[numbers]
        plain &= (relation < shape.UNKNOWN) & (relation != shape.MERGE)
        queue = self.random.permutation(numbers[plain])
        self._tag_only(numbers[relation == shape.UNKNOWN])
        queue = self._cycles(queue)
        for name, share in shape.IRREGULAR.items():
            count = round(share * len(numbers)) or int(len(numbers) >= 500)
            part, queue = queue[:count], queue[count:]
            self._irregular(Quirk(name), part)
        self._old_ids()
        return self.cards

    def _parent(self, i: int) -> str:
        return self.ids[int(self.genealogy.parent[i])]

    def _irregular(self, quirk: Quirk, part: Ints) -> None:
        if quirk is Quirk.MISSING:
            self._hang_on(part, quirk, [self._lost_id(i) for i in part.tolist()], gone=False)
        elif quirk is Quirk.REMOVED:
            self._removed(part)
        else:
            for i in part.tolist():
                self._mark(i, quirk)
                self._misstate(quirk, i)

    def _misstate(self, quirk: Quirk, i: int) -> None:
        base_model, tags = self.cards.base_model, self.cards.tags
        if quirk is Quirk.LEAKED_TAG:
            base_model[i], tags[i] = None, (f"base_model:adapter:outputs/run-{i}/checkpoint-{i % 9}00",)
        elif quirk is Quirk.LONELY_MERGE:
            base_model[i], tags[i] = [self._parent(i), self._lost_id(i)], ("merge",)
        elif quirk is Quirk.ONE_PARENT:
            base_model[i] = [self._parent(i), self.ids[i % len(self.genealogy.bases)]]
        elif quirk is Quirk.SELF_REFERENCE:
            base_model[i] = self.ids[i]
        else:
            base_model[i] = MISSTATEMENTS[quirk](self._parent(i), i)

    def _lost_id(self, i: int) -> str:
        """An id that no repository has, as of a step before this model that was never published."""
        return f"{owner(i % 997)}/{self.ids[i].rpartition('/')[2]}-stage1"

    def _mark(self, i: int, quirk: Quirk) -> None:
        self.cards.quirk[i] = QUIRKS.index(quirk)

    def _removed(self, part: Ints) -> None:
        """Parents that are gone: one famous one with its share, the rest invented ones with six children on average."""
        (famous, children), *_ = removed().items()
        share = children / (shape.IRREGULAR["removed"] * shape.DERIVATIONS)
        names = []
        for i, luck in zip(part.tolist(), self.random.random(len(part)).tolist(), strict=True):
            number = int(luck * luck * max(1, len(part) // 6))
            names.append(famous if i % 1000 < share * 1000 else f"{owner(number)}/withdrawn-{number}")
        self._hang_on(part, Quirk.REMOVED, names, gone=True)

    def _hang_on(self, part: Ints, quirk: Quirk, names: list[str], gone: bool) -> None:
        """Make parents that are not on the Hub the true ones of these models, and have their cards say so."""
        known = {name: k for k, name in enumerate(self.cards.absent)}
        listed = set(self.ids) if names else set()
        for i, wanted in zip(part.tolist(), names, strict=True):
            name = wanted + "-old" * (wanted in listed)
            if name not in known:
                known[name] = len(self.cards.absent)
                self.cards.absent.append(name)
                self.cards.gone.append(gone)
            self.genealogy.parent[i] = self.genealogy.size + known[name]
            self.cards.base_model[i] = name
            self._mark(i, quirk)

    def _tag_only(self, part: Ints) -> None:
        """A derivation of unknown relation: the author wrote the tag, and nothing else."""
        for i in part.tolist():
            self.cards.base_model[i] = None
            self.cards.tags[i] = (f"base_model:{self._parent(i)}",)
            self._mark(i, Quirk.TAG_ONLY)

    def _cycles(self, queue: Ints) -> Ints:
        """Rings of two and three models that name each other; returns who is left."""
        rings = round(shape.CYCLES * self.genealogy.size)
        rings = max(shape.FEWEST_CYCLES, rings) if self.genealogy.size >= 2000 else 0
        for ring in range(rings):
            size = 2 + ring % 2
            members, queue = queue[:size].tolist(), queue[size:]
            for i, other in zip(members, members[1:] + members[:1], strict=True):
                self.cards.base_model[i] = self.ids[other]
                self._mark(i, Quirk.CYCLE)
        return queue

    def _renames(self) -> None:
        """The known renames, and one model in a thousand of those with children that moved to another owner."""
        present = set(self.ids[: len(self.genealogy.bases)])
        self.cards.renamed = {old: new for old, new in renamed().items() if new in present}
        parents = np.flatnonzero(self.genealogy.has_children)
        parents = parents[parents >= len(self.genealogy.bases)]
        taken = {name.lower() for name in self.ids} if len(parents) else set()
        for i in parents[:: max(1, len(parents) // max(1, self.genealogy.size // 8000))].tolist():
            old = f"{owner(i % 883)}/{self.ids[i].rpartition('/')[2]}-preview"
            if old.lower() not in taken:
                self.cards.renamed[old] = self.ids[i]

    def _old_ids(self) -> None:
        """Some children of a renamed model still say its old id."""
        old = {new: old for old, new in self.cards.renamed.items()}
        named = np.zeros(self.genealogy.size, np.bool_)
        named[[i for i, name in enumerate(self.ids) if name in old]] = True
        related = self.genealogy.related_models
        parent = self.genealogy.parent[related]
        chosen = (parent < self.genealogy.size) & (self.cards.quirk[related] == 0)
        chosen &= self.genealogy.relation[related] != shape.MERGE
        chosen &= self.random.random(len(related)) < shape.RENAMED_CLAIMS
        chosen &= named[np.where(parent < self.genealogy.size, parent, 0)]
        for i in related[chosen].tolist():
            self.cards.base_model[i] = old[self._parent(i)]
            self._mark(i, Quirk.RENAMED)

    def _explicit_relations(self) -> None:
        genealogy = self.genealogy
        declared = (genealogy.parent >= 0) & (genealogy.undeclared == 0) & (genealogy.relation < shape.UNKNOWN)
        states = declared & (self.random.random(genealogy.size) < shape.EXPLICIT)
        self.cards.explicit[states] = genealogy.relation[states]
