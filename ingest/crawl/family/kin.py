"""What a planned crawl knows: who is listed, who descends from the family's bases, and which listings show whom."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ingest.crawl.family.gain import Kind, Making, Ratio, magnitude
from ingest.crawl.family.questions import Children, Question, Search, Tagged

BY_NAME, BY_TAG, BY_PARENT = 1, 2, 4
"""Which listings have shown a model: `search`, a tag's, its parent's."""

_BITS: dict[type, int] = {Search: BY_NAME, Tagged: BY_TAG, Children: BY_PARENT}
_COLUMNS = ("id", "hub_relation", "downloads", "likes", "created_at", "hub_parents")


@dataclass(frozen=True, slots=True)
class Family:
    """Whose descendants are wanted: those of one model (`root`), or of every model of an `owner`.

    `word` is what the searched names hold (lower case), None where nothing is searched.
    """

    owner: str
    root: str | None = None
    word: str | None = None

    def is_base(self, id: str) -> bool:
        return id == self.root if self.root else id.startswith(f"{self.owner}/")

    def kind(self, id: str) -> Kind:
        if id.startswith(f"{self.owner}/"):
            return Kind.OWN
        return Kind.NAMED if self.word and self.word in id.lower() else Kind.UNNAMED


@dataclass(slots=True)
class Known:
    """One listed model."""

    making: Making
    parents: tuple[str, ...]
    created: datetime | None = None
    shown: int = 0
    member: bool = False
    under: tuple[Kind, ...] = ()
    """The kinds of the parents whose children's listing showed it."""

    @property
    def elsewhere(self) -> bool:
        """Whether a listing shows it that is not the children of one certain parent."""
        return bool(self.shown & (BY_NAME | BY_TAG)) or len(self.under) > 1


class Kin:
    """Grows by `learn`; everything else reads. The same answers in the same order give the same state."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.listed: dict[str, Known] = {}
        self.children: dict[str, list[str]] = {}
        self.members: set[str] = set()
        self.own: list[str] = []
        """The members that are the owner's."""
        self.shown = {kind: Ratio(0.0, 50.0) for kind in Kind}
        """By the parent's kind, among parents already asked: how many of the children other listings show."""
        self.joining: Callable[[str], None] = lambda _: None
        self.naming: Callable[[str], None] = lambda _: None
        self._asked: set[str] = set()
        self._makings: dict[Making, Making] = {}

    def learn(self, question: Question, rows: pl.DataFrame) -> int:
        """Take in an answer; returns the members it added."""
        before = len(self.members)
        bit = _BITS.get(type(question), 0)
        asked, kind = None, None
        if isinstance(question, Children):
            asked, kind = question.value, self.family.kind(question.value)
            self._ascertain(asked, kind)
        for id, relation, downloads, likes, created, parents in rows.select(_COLUMNS).iter_rows():
            known = self.listed.get(id)
            if known is None:
                making = self._making(id, relation, downloads, likes)
                known = self.listed[id] = Known(making, (), created)
                for parent in parents or ():
                    self._hang(id, known, parent["id"])
            if asked is not None:
                self._hang(id, known, asked)
            self._show(known, bit, kind)
            if not known.member and (self.family.is_base(id) or any(map(self.is_member, known.parents))):
                self._join(id)
        return len(self.members) - before

    def shown_of(self, kind: Kind) -> float:
        """The share of a parent's children that listings show other than that of the parent's own children.

        Until enough parents of the kind were asked it is half of what holds for all kinds: children of the owner's
        models, which are most of those asked, bear the name and the architecture's tag more often.
        """
        hits, cases = (sum(getattr(ratio, name) for ratio in self.shown.values()) for name in ("hits", "cases"))
        ratio = self.shown[kind]
        value = Ratio(hits / (cases + ratio.weight) / 2, ratio.weight, ratio.hits, ratio.cases).value
        return min(max(value, 0.0), 1.0)

    def is_member(self, id: str) -> bool:
        """Whether a model is known to belong to the family: a base, or a listed descendant of one."""
        return self.family.is_base(id) or id in self.members

    def seen(self, id: str) -> int:
        """How many listed models name this one as their parent."""
        return len(self.children.get(id, ()))

    def waiting(self, id: str) -> int:
        """How many listed models would join if this one turned out to be a descendant (their own not counted)."""
        return sum(not self.listed[child].member for child in self.children.get(id, ()))

    def descendants(self) -> Iterator[tuple[str, Known]]:
        """The listed members that have a parent in the family."""
        for id in self.members:
            known = self.listed[id]
            if any(parent != id and self.is_member(parent) for parent in known.parents):
                yield id, known

    def _making(self, id: str, relation: str | None, downloads: int | None, likes: int | None) -> Making:
        making = Making(self.family.kind(id), relation, magnitude(downloads, likes))
        return self._makings.setdefault(making, making)

    def _hang(self, id: str, known: Known, parent: str) -> None:
        if parent not in known.parents and parent != id:
            known.parents = (*known.parents, parent)
            self.children.setdefault(parent, []).append(id)
            self.naming(parent)

    def _ascertain(self, asked: str, kind: Kind) -> None:
        """Leave out the one child for whose sake a parent was asked: counting it would flatter the others' share
        (Weinberg's proband correction)."""
        if self.seen(asked) and asked not in self._asked:
            self.shown[kind].hits -= 1
            self.shown[kind].cases -= 1
        self._asked.add(asked)

    def _show(self, known: Known, bit: int, asked: Kind | None) -> None:
        """Mark a model as shown by one more listing; a child that two listings show is a hit for its parents' kinds."""
        before = known.elsewhere
        known.shown |= bit
        if asked is not None:
            known.under = (*known.under, asked)
            self.shown[asked].cases += 1
        if known.elsewhere:
            newly = known.under if not before else known.under[-1:] if asked else ()
            for kind in newly:
                self.shown[kind].hits += 1

    def _join(self, id: str) -> None:
        """Make a listed model a member, and all that is listed below it."""
        below = [id]
        while below:
            joined = below.pop()
            known = self.listed.get(joined)
            if known is None or known.member:
                continue
            known.member = True
            self.members.add(joined)
            if known.making.kind is Kind.OWN:
                self.own.append(joined)
            self.joining(joined)
            below += self.children.get(joined, ())


class Ranking:
    """Ids by a number that only grows, highest first; equal ones by id."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, str]] = []

    def push(self, id: str, rank: int) -> None:
        heapq.heappush(self._heap, (-rank, id))

    def top(self, rank: Callable[[str], int | None]) -> str | None:
        """The id of the highest present rank (None: out for good), which stays on top."""
        while self._heap:
            said, id = self._heap[0]
            now = rank(id)
            if now == -said:
                return id
            heapq.heappop(self._heap)
            if now is not None and now < -said:
                self.push(id, now)
        return None
