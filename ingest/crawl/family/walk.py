"""The walk of a family: it sends what the state chooses, and gives the state what came, until the budget is spent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl

from ingest.crawl.family.apply import apply, start
from ingest.crawl.family.choose import Choice, choose, describe
from ingest.crawl.family.expected import frontier
from ingest.crawl.family.profile import Family
from ingest.crawl.family.reasons import subject
from ingest.crawl.family.requests import AncestorRequest, ModelRequest, parse, query
from ingest.crawl.journal import Journal
from ingest.crawl.journal_entries import JournalEntry
from ingest.crawl.listing_guard import ListingGuard
from ingest.crawl.progress import Progress, Watch
from ingest.hub.client import Hub, ListingPage


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a walk, the first being number 1; and what came, None while there is no answer: models, and the
    members of the family among them that were not known before."""

    number: int
    choice: Choice
    models: int | None = None
    members: int | None = None

    def as_dict(self) -> dict[str, Any]:
        choice = self.choice
        return {
            "request": self.number,
            "asked": choice.request.key,
            "page": choice.page,
            "expected": round(choice.expected, 3),
            "reason": choice.reason,
            "models": self.models,
            "members": self.members,
        }


Explain = Callable[[Step], None]
"""Is told of each step twice: as it is sent, and once it is answered."""


class Walk:
    """One crawl of a family; a new one over the journal of a stopped one goes on exactly where that was."""

    def __init__(
        self,
        journal: Journal,
        hub: Hub,
        family: Family,
        watch: Watch = lambda _: None,
        explain: Explain = lambda _: None,
    ) -> None:
        self.journal, self.hub, self.watch, self.explain = journal, hub, watch, explain
        self.state = start(family)
        self.steps: list[Step] = []
        self._guard = ListingGuard(entry.next for entry in journal.entries)
        for entry, rows in zip(journal.entries, journal.frames(), strict=True):
            self._take(describe(self.state, parse(entry.asked)), entry, rows)

    @property
    def requests(self) -> int:
        return len(self.steps)

    @property
    def progress(self) -> Progress:
        doing = subject(self.steps[-1].choice.request) if self.steps else ""
        return Progress(self.requests, len(self.state.listed), None, doing)

    def run(self, max_requests: int) -> None:
        """Ask until `max_requests` were spent in all, or nothing is left to ask."""
        while self.requests < max_requests and self.step():
            pass

    def step(self) -> bool:
        """Send the request that the state chooses; False when there is none."""
        choice = choose(self.state)
        if choice is None:
            return False
        self.explain(Step(self.requests + 1, choice))
        entry = self.journal.add(self._send(choice), choice.request.key)
        self.explain(self._take(choice, entry, self.journal.fresh()))
        self.watch(self.progress)
        return True

    def frontier(self) -> list[str]:
        """Bases and members whose children were not (all) asked for, the likeliest parents first."""
        children = frontier(self.state)
        return sorted(children, key=lambda id: (-children[id], id))

    def plan(self) -> str:
        """Every request so far, why it was sent and what came, a JSON object a line."""
        return "".join(f"{orjson.dumps(step.as_dict()).decode()}\n" for step in self.steps)

    def _send(self, choice: Choice) -> ListingPage:
        request = choice.request
        if isinstance(request, ModelRequest | AncestorRequest):
            return self.hub.alone(request.value)
        page = self.hub.page(choice.path) if choice.path else self.hub.first(query(request))
        self._guard.refuse_loop(page.next)
        return page

    def _take(self, choice: Choice, entry: JournalEntry, rows: pl.DataFrame) -> Step:
        """Take in an answer, whether it came just now or before a stop."""
        members = apply(self.state, choice.request, rows, entry.next)
        step = Step(self.requests + 1, choice, rows.height, members)
        self.steps.append(step)
        return step
