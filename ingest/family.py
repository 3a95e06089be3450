"""The crawl of one family: all direct children first, then deeper, the likeliest parents first, within a budget."""

import heapq
import math
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from ingest.crawl import Progress, Watch, finish, refuse_loop, unfinished
from ingest.hub import PAGE_SIZE, Hub, Page
from ingest.pages import Pages
from lineage.errors import UnknownModel
from lineage.home import Home

FERTILITY = {"finetune": 0.079, "quantized": 0.0095, "adapter": 0.0019, "merge": 0.05}
"""Share of models that have children of their own, by how they were made (Laufer et al. 2025; merges by ear)."""

UNKNOWN_FERTILITY = 0.01
OWNER_FACTOR = 20.0  # the root's owner builds on its own models far more often than a stranger's are built on


def crawl_family(home: Home, hub: Hub, root: str, max_requests: int, watch: Watch = lambda _: None) -> Path:
    """Take a family from the Hub in at most `max_requests` requests and write it as a snapshot; returns its folder.

    The root and its ancestors come by name, children by `filter=base_model:<id>`, then the Hub's other parents of
    merges by name. Members whose children nobody asked for are the frontier: counted in the manifest, listed in
    `frontier.txt`. Goes on where it was stopped. Raises UnknownModel, HubError.
    """
    walk = _Walk(Pages(unfinished(home, hub, f"family {root}")), hub, root, max_requests, watch)
    walk.take_root()
    walk.take_ancestors()
    walk.take_children()
    walk.take_other_parents()
    return finish(home, hub, walk.pages, scope=f"family of {root}", frontier=walk.frontier())


class _Walk:
    """What is known so far of the family; rebuilt from the pages when a crawl goes on."""

    def __init__(self, pages: Pages, hub: Hub, root: str, max_requests: int, watch: Watch) -> None:
        self.pages, self.hub, self.root, self.max_requests, self.watch = pages, hub, root, max_requests, watch
        self.listed: set[str] = set()
        self.members: set[str] = set()
        self.ancestors: set[str] = {root}
        self.named: Counter[str] = Counter()
        self.queue: list[tuple[float, str]] = []
        self.asked = {note.asked for note in pages.notes if note.next is None}
        self.open = {
            note.asked: note.next for note in pages.notes if note.next is not None and note.asked not in self.asked
        }
        self.paths = {note.next for note in pages.notes}
        for note, frame in zip(pages.notes, pages.frames(), strict=True):
            self._learn(note.asked, frame)

    @property
    def spent(self) -> bool:
        return len(self.pages.notes) >= self.max_requests

    def take_root(self) -> None:
        self._take_model(self.root, "ancestor")
        if self.root not in self.listed:
            self.pages.remove()
            raise UnknownModel(
                f"{self.hub.endpoint} shows no model {self.root}", "check the id: owner/name, in its case"
            )

    def take_ancestors(self) -> None:
        """The root's parents, their parents, and so on, by name."""
        while not self.spent and (wanted := {id for id in self.ancestors if f"ancestor:{id}" not in self.asked}):
            self._take_model(min(wanted), "ancestor")

    def take_children(self) -> None:
        self._take_children_of(self.root)
        while self.queue and not self.spent:
            self._take_children_of(heapq.heappop(self.queue)[1])

    def take_other_parents(self) -> None:
        """Models the Hub names as parents of members, the most named first: a merge's other side."""
        for id, _ in sorted(self.named.items(), key=lambda item: (-item[1], item[0])):
            if self.spent:
                return
            if id not in self.listed:
                self._take_model(id, "model")

    def frontier(self) -> list[str]:
        """Members whose children were not (all) asked for, the likeliest parents first."""
        return [id for _, id in sorted(self.queue) if f"children:{id}" not in self.asked] + [
            asked.removeprefix("children:") for asked in sorted(self.open)
        ]

    def _take_children_of(self, id: str) -> None:
        question = f"children:{id}"
        while question not in self.asked and not self.spent:
            following = self.open.get(question)
            page = self.hub.page(following) if following else self.hub.first(_children_query(id))
            refuse_loop(page.next, self.paths)
            self._keep(page, question)

    def _take_model(self, id: str, role: str) -> None:
        if f"{role}:{id}" not in self.asked and not self.spent:
            item = self.hub.model(id)
            self._keep(Page([] if item is None else [item], None, self.hub.synthetic), f"{role}:{id}")

    def _keep(self, page: Page, question: str) -> None:
        note, frame = self.pages.add(page, question)
        if note.next is None:
            self.asked.add(question)
            self.open.pop(question, None)
        else:
            self.open[question] = note.next
        self._learn(question, frame)
        self.watch(Progress(len(self.pages.notes), len(self.listed), None, question.replace(":", " of ", 1)))

    def _learn(self, question: str, frame: pl.DataFrame) -> None:
        for row in frame.iter_rows(named=True):
            self.listed.add(row["id"])
            parents = [parent["id"] for parent in row["hub_parents"] or ()]
            self.named.update(parents)
            if question.startswith("ancestor:"):
                self.ancestors.update(parents)
            if question.startswith("children:") and row["id"] not in self.members:
                self.members.add(row["id"])
                if f"children:{row['id']}" not in self.asked:
                    heapq.heappush(self.queue, (-expected_children(row, self.root), row["id"]))


def expected_children(row: dict[str, Any], root: str) -> float:
    """How many children a model is likely to have, up to a factor: by its making, its use, and whose it is."""
    rate = FERTILITY.get(row["hub_relation"] or "", UNKNOWN_FERTILITY)
    used = 1 + math.log10(1 + (row["downloads"] or 0)) + 2 * math.log10(1 + (row["likes"] or 0))
    same_owner = row["author"] == root.partition("/")[0]
    return rate * used * (OWNER_FACTOR if same_owner else 1.0)


def _children_query(id: str) -> list[tuple[str, str | int]]:
    return [("filter", f"base_model:{id}"), ("sort", "createdAt"), ("limit", PAGE_SIZE)]
