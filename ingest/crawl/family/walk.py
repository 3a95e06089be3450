"""The planned walk: always the question that should add the most members, until the budget or the questions end."""

from collections.abc import Callable, Iterator
from datetime import datetime

import polars as pl

from ingest.crawl.family.coverage import Coverage, coverage, ended
from ingest.crawl.family.expectation import Expectation
from ingest.crawl.family.gain import FIRST_PAGE, OTHER_PARENT, Kind, Making, Ratio, per_request
from ingest.crawl.family.kin import Family, Kin, Ranking
from ingest.crawl.family.questions import (
    Ancestor,
    Author,
    Children,
    Listing,
    Model,
    Question,
    Search,
    Tagged,
    parse,
    query,
)
from ingest.crawl.family.streams import Stream
from ingest.crawl.journal import Note, Pages
from ingest.crawl.progress import Progress, Watch
from ingest.crawl.session import refuse_loop
from ingest.hub.client import PAGE_SIZE, Hub, Page

MUST = float("inf")


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
        self.expected = Expectation(self.kin, self.asked, self.streams)
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
        expected = self._frontier()
        return sorted(expected, key=lambda id: (-expected[id], id))

    def coverage(self) -> Coverage:
        """How much of the family is listed, by the crawl's own estimate."""
        frontier = self._frontier()
        if not frontier:
            return ended(self.kin)
        page = max((stream.gain for stream in self.streams.values()), default=0.0)
        return coverage(self.kin, self.expected.missing(frontier), page, self.expected.doubt(frontier))

    def _frontier(self) -> dict[str, float]:
        return {id: self.expected.of(id) for id in self._unasked()}

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
                yield self.expected.gain(making, id), Children(id)
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
        hoped = self._hoped(question)
        gained = self.kin.learn(question, rows)
        if isinstance(question, Model | Ancestor):
            self._absorb_model(question, rows)
        else:
            self._absorb_page(question, note.next, gained, rows)
        if question not in self.streams:
            self.must = [other for other in self.must if other != question]
        self.asked.add(question)
        if isinstance(question, Children):
            self._compare(question.value, gained, hoped)
        if isinstance(question, Author):
            self._find_tags(rows)

    def _hoped(self, question: Question) -> float | None:
        """What the first page of a model's children should add; None for any other."""
        if not isinstance(question, Children) or question in self.streams:
            return None
        return per_request(self.expected.unasked(self.expected.making(question.value), question.value))

    def _absorb_page(self, listing: Listing, next: str | None, gained: int, rows: pl.DataFrame) -> None:
        stream = self.streams.pop(listing, None) or Stream(None, 0.0, self._born(listing))
        stream.read(next, gained, rows)
        if next is None:
            self.expected.pace.learn(stream)
        else:
            self.streams[listing] = stream

    def _born(self, listing: Listing) -> datetime | None:
        """When the first model can have been listed: a child not before its parent."""
        known = self.kin.listed.get(listing.value) if isinstance(listing, Children) else None
        return known.created if known else None

    def _compare(self, parent: str, gained: int, hoped: float | None) -> None:
        """Hold what was expected of a parent against its children."""
        kind = self.family.kind(parent)
        if hoped is not None:
            self.expected.luck[kind].learn(gained, hoped)
        if kind is Kind.OWN:
            self.expected.rescale()

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
            self.parents.setdefault(self.expected.making(id), Ranking()).push(id, self.kin.seen(id))

    def _rank(self, id: str) -> int | None:
        return None if Children(id) in self.asked else self.kin.seen(id)

    def _other_rank(self, id: str) -> int | None:
        """First by who waits for it, then by who names it."""
        if id in self.kin.listed or Model(id) in self.asked or Ancestor(id) in self.asked:
            return None
        return self.kin.waiting(id) * PAGE_SIZE + min(self.kin.seen(id), PAGE_SIZE - 1)

    def _unasked(self) -> Iterator[str]:
        bases = (id for id in self.kin.children if self.family.is_base(id) and id not in self.kin.members)
        for id in (*self.kin.members, *bases):
            if Children(id) not in self.asked or Children(id) in self.streams:
                yield id
