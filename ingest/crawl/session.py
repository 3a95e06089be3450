"""What every crawl shares: where its unfinished pages lie, when its listing loops, and how it becomes a snapshot."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.crawl.journal import Pages
from ingest.hub.client import Hub
from ingest.hub.transport import RESUME
from ingest.snapshots.merge import newest_complete, over
from ingest.snapshots.snapshot import About, free_name, snapshot_name, write_snapshot
from lineage.errors import HubError
from lineage.home import Home


def finish(
    home: Home,
    hub: Hub,
    pages: Pages,
    scope: str | None = None,
    frontier: list[str] | None = None,
    query: str | None = None,
    coverage: Mapping[str, Any] | None = None,
) -> Path:
    """Turn the pages of a finished crawl into a snapshot, and remove them.

    A crawl of everything goes on with the history of the newest complete snapshot of the same Hub: models that one
    has and this one has not are kept as removed. `coverage` is what is known of how much was found (`estimate`, `low`,
    `high`, `method`); it goes into the manifest.
    """
    synthetic = mark(pages)
    source = source_of(hub, pages)
    base = newest_complete(home, source, pages.started_at) if scope is None and not frontier else None
    about = About(
        source=source,
        started_at=pages.started_at,
        complete=not frontier,
        synthetic=synthetic is not None,
        scope=scope,
        frontier=len(frontier or ()),
        query=query,
        base=base.facts.id if base else None,
        coverage=coverage,
    )
    name = name_of(home, hub, pages, scope or "all")
    beside = {"frontier.txt": "".join(f"{id}\n" for id in frontier)} if frontier else {}
    folder = write_snapshot(home, name, pages.parts(), about, pages.tally(), beside, over(base, complete=True))
    pages.remove()
    return folder


def mark(pages: Pages) -> str | None:
    """What the practice Hub said of itself on these pages; None when they are the real one's."""
    return next((note.synthetic for note in pages.notes if note.synthetic), None)


def source_of(hub: Hub, pages: Pages) -> str:
    """The Hub these pages are from, as manifests name it: the practice Hub by what it holds, not by its port."""
    synthetic = mark(pages)
    return f"practice Hub ({synthetic})" if synthetic else hub.endpoint


def name_of(home: Home, hub: Hub, pages: Pages, what: str) -> str:
    """The name of the snapshot that these pages become; the same when it is written again."""
    label = "practice" if mark(pages) else re.sub(r"^https?://", "", hub.endpoint)
    name = snapshot_name(pages.started_at, f"{label} {what}")
    return free_name(home, name, pages.started_at)


def unfinished(home: Home, hub: Hub, scope: str) -> Path:
    """The folder of the unfinished crawl of this Hub and scope; a Hub on this machine may come back on another port."""
    host = re.sub(r"^https?://", "", hub.endpoint)
    host = re.sub(r"^(127\.0\.0\.1|localhost):\d+", "local", host)
    return home.root / "crawls" / re.sub(r"[^\w.-]+", "-", f"{host} {scope}")


def refuse_loop(next_path: str | None, asked: set[str | None]) -> None:
    """Raise HubError when a page names a next one that was asked for already; else remember it."""
    if next_path is not None and next_path in asked:
        raise HubError("the Hub's listing leads back to a page that was read already", RESUME)
    asked.add(next_path)
