"""The crawl: from a Hub's listing to a snapshot, page by page, going on where it was stopped."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from ingest.crawl.journal import Journal
from ingest.crawl.journal_entries import JournalEntry
from ingest.crawl.listing_guard import ListingGuard
from ingest.crawl.progress import Midway, PartialCrawl, Progress, Watch
from ingest.crawl.session import crawl_journal, source_name, write_crawl
from ingest.hub.client import PAGE_SIZE, Hub, Query
from ingest.snapshots.merge import newest_complete
from lineage.gc_pause import collecting_seldom
from lineage.home.home import Home

HUB_MODELS = 3_300_000
"""Models on the Hub, for the estimate of a full crawl: 3,094,856 on 2026-09-25, and some 3,500 more a day."""

EVERYTHING: Query = (("sort", "createdAt"), ("limit", PAGE_SIZE))


@collecting_seldom()
def crawl_all(
    home: Home,
    hub: Hub,
    watch: Watch = lambda _: None,
    enough: Callable[[], bool] = lambda: False,
    midway: Midway = lambda _: None,
) -> Path:
    """Walk the whole listing and write it as a snapshot; returns its folder.

    Sorted by `createdAt`, which never changes under the crawl. A crawl of the same Hub that was stopped before goes
    on at its next page, unless a complete snapshot was made since it began. `enough` is asked before each request but
    the first and may end it early: the snapshot is of no known part of the Hub then, and the crawl can go on. `midway`
    is told after each. Raises HubError, and keeps every page read until then.
    """
    journal = _overtaken(home, hub, crawl_journal(home, hub, "all"))
    guard = ListingGuard(entry.next for entry in journal.entries)
    write = partial(write_crawl, home, hub, journal, query=urlencode(EVERYTHING))
    last = journal.last
    if last is not None:
        midway(_at_hand(journal, last, write))
    while last is None or last.next is not None:
        if last is not None and enough():
            return write(ended=False)
        page = hub.page(last.next) if last and last.next else hub.first(EVERYTHING)
        guard.check(page)
        last = journal.add(page, "all")
        del page  # its memory is the next one's
        watch(_progress(journal, last))
        midway(_at_hand(journal, last, write))
    return write()


def _overtaken(home: Home, hub: Hub, journal: Journal) -> Journal:
    """The pages, none of them where a complete snapshot was made since the first was read: with them the crawl would
    end in a snapshot that is older than that one, and from which no refresh goes on."""
    newest = newest_complete(home, source_name(hub, journal)) if journal.entries else None
    if newest is None or newest.facts.data_at <= journal.started_at:
        return journal
    journal.remove()
    return Journal(journal.folder)


def _at_hand(journal: Journal, last: JournalEntry, write: Callable[..., Path]) -> PartialCrawl:
    write_part, goes_on = partial(write, ended=False), last.next is not None
    return PartialCrawl(_progress(journal, last), lambda: None, write_part, goes_on)


def _progress(journal: Journal, last: JournalEntry) -> Progress:
    return Progress(last.number, journal.models, _expected(last), "listing")


def _expected(entry: JournalEntry) -> int | None:
    """Models to expect in all: what the practice Hub says, else what the whole Hub is known to hold."""
    if entry.synthetic is None:
        return HUB_MODELS
    match = re.search(r"models=(\d+)", entry.synthetic)
    return int(match[1]) if match else None
