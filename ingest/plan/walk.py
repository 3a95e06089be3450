"""The planned walk: always the question that should add the most members, until the budget or the questions end."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from ingest.crawl import Progress, Watch, refuse_loop
from ingest.hub import PAGE_SIZE, Hub, Page
from ingest.pages import Note, Pages
from ingest.plan.coverage import Coverage, coverage
from ingest.plan.gain import (
    FIRST_PAGE,
    OTHER_PARENT,
    Kind,
    Making,
    Ratio,
    expected_children,
    magnitude,
    next_page,
    smoothed,
)
from ingest.plan.kin import Family, Kin, Ranking
from ingest.plan.questions import Ancestor, Author, Children, Listing, Model, Question, Search, Tagged, parse, query

MUST = float("inf")


@dataclass(slots=True)
class Stream:
    """A listing being read page by page: the next page's path (None: its first), what that should add, pages read."""

    next: str | None
    gain: float
    pages: int = 0

    @property
    def rest(self) -> float:
        """What all its further pages should add: sizes being heavy-tailed, as many pages as were read."""
        return self.gain * max(self.pages, 1)


class Walk:
    """One crawl of a family; a new one over the pages of a stopped one goes on exactly where that was."""

    def __init__(self, pages: Pages, hub: Hub, family: Family, watch: Watch = lambda _: None) -> None:
        self.pages, self.hub, self.family, self.watch = pages, hub, family, watch
        self.kin = Kin(family)
        self.kin.joining, self.kin.naming = self._joined, self._named
        self.asked: set[Question] = set()
        self.streams: dict[Listing, Stream] = {}
        self.must: list[Question] = []
        self.parents: dict[Making, Ranking] = {}
        self.others = Ranking()
        self.kinship = Ratio(0.5, 4.0)
        """How many of the unlisted parents of strangers turned out to be descendants."""
        self.scale = Ratio(1.0, float(PAGE_SIZE))
        """First pages of the bases' children: what they had to what was expected, in models."""
        self._paths = {note.next for note in pages.notes}
        self._open()
        for note, rows in zip(pages.notes, pages.frames(), strict=True):
            self._absorb(parse(note.asked), note, rows)

    @property
    def requests(self) -> int:
        return len(self.pages.notes)

    def run(self, max_requests: int, enough: Callable[[], bool] = lambda: False) -> None:
        """Ask until `max_requests` were spent in all, nothing is left to ask, or `enough` says so."""
        while self.requests < max_requests and not enough() and self.step():
            pass

    def step(self) -> bool:
        """Ask the best question left; False when there is none."""
        best = max(self._choices(), key=lambda choice: (choice[0], choice[1].key), default=None)
        if best is None:
            return False
        question = best[1]
        page = self._ask(question)
        note = self.pages.add(page, question.key)
        self._absorb(question, note, self.pages.fresh())
        self.watch(Progress(self.requests, len(self.kin.listed), None, question.key.replace(":", " of ", 1)))
        return True

    def frontier(self) -> list[str]:
        """Bases and members whose children were not (all) asked for, the likeliest parents first."""
        expected = {id: self._expected(id) for id in self._unasked()}
        return sorted(expected, key=lambda id: (-expected[id], id))

    def coverage(self) -> Coverage:
        """How much of the family is listed, by the crawl's own estimate."""
        missing = math.fsum(map(self._expected, self._unasked()))  # in whatever order
        return coverage(self.kin, missing, max((stream.gain for stream in self.streams.values()), default=0.0))

    def _open(self) -> None:
        if self.family.root:
            self.must = [Ancestor(self.family.root)]
            self._consider(self.family.root)
        else:
            self.must = [Author(self.family.owner)]
        if self.family.word:
            self.streams[Search(self.family.word)] = Stream(None, FIRST_PAGE["search"])

    def _choices(self) -> Iterator[tuple[float, Question]]:
        """The best question of each sort, with the members it should add."""
        if self.must:
            yield MUST, self.must[0]
            return
        for listing, stream in self.streams.items():
            yield stream.gain, listing
        for making, ranking in self.parents.items():
            if (id := ranking.top(self._rank)) is not None:
                yield next_page(self._expected_of(making, id)), Children(id)
        if (id := self.others.top(self._other_rank)) is not None:
            waiting = self.kin.waiting(id)
            gain = self.kinship.value * (1 + waiting) if waiting else OTHER_PARENT * self.kin.seen(id)
            yield gain, Model(id)

    def _ask(self, question: Question) -> Page:
        if isinstance(question, Model | Ancestor):
            return self.hub.alone(question.value)
        stream = self.streams.get(question)
        page = self.hub.page(stream.next) if stream and stream.next else self.hub.first(query(question))
        refuse_loop(page.next, self._paths)
        return page

    def _absorb(self, question: Question, note: Note, rows: pl.DataFrame) -> None:
        """Learn from an answer, whether it came just now or before a stop."""
        if isinstance(question, Children) and question not in self.streams:
            self._compare(question.value, rows.height)
        gained = self.kin.learn(question, rows)
        if isinstance(question, Model | Ancestor):
            self._absorb_model(question, rows)
        else:
            stream = self.streams.pop(question, None)
            if note.next is not None:
                pages = stream.pages if stream else 0
                before = stream.gain if stream and pages else None
                self.streams[question] = Stream(note.next, smoothed(before, gained), pages + 1)
            if isinstance(question, Author):
                self._find_tags(rows)
        if question not in self.streams:
            self.must = [other for other in self.must if other != question]
        self.asked.add(question)

    def _compare(self, base: str, children: int) -> None:
        """Correct what is expected of bases; of strangers not, since those with children seen are asked first."""
        making = self._making(base)
        if making.kind is Kind.OWN:
            self.scale.hits += children
            self.scale.cases += min(making.children, PAGE_SIZE)

    def _absorb_model(self, question: Model | Ancestor, rows: pl.DataFrame) -> None:
        if isinstance(question, Ancestor):
            above = [parent for id in rows["id"] for parent in self.kin.listed[id].parents]
            wanted = {Ancestor(id) for id in above} - self.asked - {question}
            self.must = sorted({*self.must, *wanted}, key=lambda other: other.key)
        elif self.kin.seen(question.value) > 0:
            self.kinship.cases += 1
            self.kinship.hits += self.kin.is_member(question.value)

    def _find_tags(self, rows: pl.DataFrame) -> None:
        """Ask for the architectures among the tags of the owner's own models: those that hold the searched word."""
        if not self.family.word:
            return
        tags = rows["tags"].explode().drop_nulls().unique().sort().to_list()
        for tag in tags:
            if self.family.word in tag.lower() and ":" not in tag and Tagged(tag) not in self.asked:
                self.streams.setdefault(Tagged(tag), Stream(None, FIRST_PAGE["tagged"]))

    def _joined(self, id: str) -> None:
        self._consider(id)

    def _named(self, parent: str) -> None:
        """A listed model named this one as its parent."""
        if self.kin.is_member(parent):
            self._consider(parent)
        elif parent not in self.kin.listed:
            self.others.push(parent, self._other_rank(parent) or 0)

    def _consider(self, id: str) -> None:
        if Children(id) not in self.asked:
            self.parents.setdefault(self._making(id), Ranking()).push(id, self.kin.seen(id))

    def _making(self, id: str) -> Making:
        known = self.kin.listed.get(id)
        return known.making if known else Making(self.family.kind(id), None, magnitude(None, None))

    def _rank(self, id: str) -> int | None:
        return None if Children(id) in self.asked else self.kin.seen(id)

    def _other_rank(self, id: str) -> int | None:
        """First by who waits for it, then by who names it."""
        if id in self.kin.listed or Model(id) in self.asked or Ancestor(id) in self.asked:
            return None
        return self.kin.waiting(id) * PAGE_SIZE + min(self.kin.seen(id), PAGE_SIZE - 1)

    def _expected_of(self, making: Making, id: str) -> float:
        scale = self.scale.value if making.kind is Kind.OWN else 1.0
        return expected_children(making, self.kin.seen(id), self.kin.shown_of(making.kind), scale)

    def _expected(self, id: str) -> float:
        stream = self.streams.get(Children(id))
        return stream.rest if stream else self._expected_of(self._making(id), id)

    def _unasked(self) -> Iterator[str]:
        bases = (id for id in self.kin.children if self.family.is_base(id) and id not in self.kin.members)
        for id in (*self.kin.members, *bases):
            if Children(id) not in self.asked or Children(id) in self.streams:
                yield id
