"""What every crawl shares: the journal that it goes on with, and how that becomes a snapshot."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from ingest.crawl.journal import Journal
from ingest.crawl.journal_entries import JournalEntry, entries
from ingest.crawl.unfinished import begun_crawl
from ingest.hub.client import Hub
from ingest.snapshots.merge import newest_complete, over
from ingest.snapshots.snapshot import About, free_name, snapshot_name, write_snapshot
from lineage.errors import BadFile
from lineage.home.home import Home
from lineage.values import WHOLE_HUB, Scope


def write_crawl(
    home: Home,
    hub: Hub,
    journal: Journal,
    scope: Scope = WHOLE_HUB,
    frontier: list[str] | None = None,
    query: str | None = None,
    coverage: Mapping[str, Any] | None = None,
    plan: str | None = None,
    *,
    ended: bool = True,
) -> Path:
    """Turn the journal of a finished crawl into a snapshot, and remove it; of one that has not `ended` it stays.

    A crawl of everything goes on with the history of the newest complete snapshot of the same Hub: models that one
    has and this one has not are kept as removed. `coverage` is what is known of how much was found (`estimate`, `low`,
    `high`, `method`); it goes into the manifest. `plan` is what was asked and why, a JSON object a line.
    """
    synthetic = synthetic_mark(journal)
    source = source_name(hub, journal)
    complete = ended and not frontier
    base = newest_complete(home, source, journal.started_at) if scope.is_whole and complete else None
    if base is not None:
        base.check()
    about = About(
        source=source,
        started_at=journal.started_at,
        complete=complete,
        synthetic=synthetic is not None,
        scope=scope,
        frontier=len(frontier or ()),
        query=query,
        base=base.facts.id if base else None,
        coverage=coverage,
    )
    name = crawl_name(home, hub, journal, str(scope))
    beside = {"frontier.txt": "".join(f"{id}\n" for id in frontier)} if frontier else {}
    beside |= {"plan.jsonl": plan} if plan else {}
    folder = write_snapshot(home, name, journal.parts(), about, journal.rejections(), beside, over(base, complete=True))
    if ended:
        journal.remove()
    return folder


def synthetic_mark(journal: Journal) -> str | None:
    """What the practice Hub said of itself on these pages; None when they are the real one's."""
    return next((entry.synthetic for entry in journal.entries if entry.synthetic), None)


def source_name(hub: Hub, journal: Journal) -> str:
    """The Hub these pages are from, as manifests name it: the practice Hub by what it holds, not by its port."""
    synthetic = synthetic_mark(journal)
    return f"practice Hub ({synthetic})" if synthetic else hub.endpoint


def crawl_name(home: Home, hub: Hub, journal: Journal, what: str) -> str:
    """The name of the snapshot that these pages become; the same when it is written again."""
    label = "practice" if synthetic_mark(journal) else re.sub(r"^https?://", "", hub.endpoint)
    name = snapshot_name(journal.started_at, f"{label} {what}")
    return free_name(home, name, journal.started_at)


def crawl_journal(home: Home, hub: Hub, crawl: str) -> Journal:
    """The journal of the unfinished crawl of this Hub, a new one where there is none; `crawl` as `begun_crawl` has it.

    What an earlier version began goes on below the name that it has now. Raises BadFile where a journal is damaged, or
    its pages are of another crawl.
    """
    text = f"{_label(hub)} {crawl}"
    folder, earlier = home.crawls / _escaped(text), home.crawls / re.sub(r"[^\w.-]+", "-", text)
    if not folder.exists() and _begun(entries(earlier)) == crawl:
        earlier.replace(folder)
    journal = Journal(folder)
    begun = _begun(journal.entries)
    if begun not in (None, crawl):
        raise BadFile(f"{folder}: holds the pages of another crawl ({begun})", "move or remove that folder")
    return journal


def _begun(pages: Sequence[JournalEntry]) -> str | None:
    """The crawl that a journal's pages are of; None where there is none."""
    return begun_crawl(pages[0].asked) if pages else None


def _label(hub: Hub) -> str:
    """The Hub's address without its scheme; a Hub on this machine may come back on another port."""
    host = re.sub(r"^https?://", "", hub.endpoint)
    return re.sub(r"^(127\.0\.0\.1|localhost):\d+", "local", host)


def _escaped(text: str) -> str:
    """The text as the name of a folder, another for every text: `huggingface.co+family+Qwen%2FQwen3-8B`."""
    return re.sub(r"[^\w.-]", lambda found: quote_plus(found[0]), text)
