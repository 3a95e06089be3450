"""The refresh: what changed since the newest complete snapshot, read by `lastModified` and laid over it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import polars as pl

from ingest.crawl.journal import Journal
from ingest.crawl.listing_guard import ListingGuard
from ingest.crawl.overlap import OVERLAP
from ingest.crawl.progress import Progress, Watch
from ingest.crawl.session import crawl_journal, crawl_name, source_name, synthetic_mark
from ingest.hub.client import PAGE_SIZE, Hub, ListingPage, Query
from ingest.rows.kinds import DATE
from ingest.snapshots.merge import newest_complete, over
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from lineage.errors import NotLoadedError
from lineage.files.making import OnMade, unasked
from lineage.gc_pause import collecting_seldom
from lineage.home.home import Home

CHANGED = "lastModified"
CHANGES: Query = (("sort", CHANGED), ("limit", PAGE_SIZE))


@collecting_seldom()
def refresh(
    home: Home,
    hub: Hub,
    overlap: timedelta = OVERLAP,
    watch: Watch = lambda _: None,
    made: OnMade = unasked,
    *,
    only_changes: bool = False,
) -> Path:
    """Bring the newest complete snapshot of this Hub, or a file of all its models, up to date as a new one; returns its
    folder. With `only_changes` none is made where every row read is in that snapshot as it is, whose folder it is then.

    The listing is followed from the last change down to `overlap` before that snapshot. What shows in no change
    (deletions, models made private, renames, downloads) stays as it was: a full crawl sees to it. Goes on where it was
    stopped. `made` is told whether its files could be taken over. Raises NotLoadedError without such a snapshot, and
    HubError.
    """
    journal = crawl_journal(home, hub, "refresh")
    journal = journal if journal.entries else _begun(journal, hub, watch)
    is_real = synthetic_mark(journal) is None
    base = newest_complete(home, source_name(hub, journal), files=is_real)
    if base is None:
        journal.remove()
        whole = ", or `qwen-lineage import --whole FILE` of a list of all its models"
        made_up = "; its models are made up, and no file is the base of such a Hub"
        raise NotLoadedError(
            f"no complete snapshot of {hub.endpoint} to refresh",
            f"make one with `qwen-lineage crawl`{whole if is_real else made_up}",
        )
    if base.facts.data_at >= journal.started_at:  # left over from before that snapshot, which knows better
        journal.remove()
        journal = _begun(Journal(journal.folder), hub, watch)
    base.check()
    until = watermark(base.facts.data_at, base.rows()) - overlap
    _follow(journal, hub, until, watch)
    if only_changes and base.states(journal.parts()):
        journal.remove()
        return base.folder
    return _finish(home, hub, journal, base, until, made)


def watermark(data_at: datetime, models: pl.LazyFrame) -> datetime:
    """Changes before this moment are in a snapshot: when its data are from, or its last change where the Hub's clock is
    behind."""
    last: datetime | None = models.select(pl.col("last_modified").max()).collect().item()
    return data_at if last is None else min(data_at, last)


def _begun(journal: Journal, hub: Hub, watch: Watch) -> Journal:
    """The pages with the first one read."""
    entry = journal.add(hub.first(CHANGES), "changes")
    watch(Progress(entry.number, journal.models, None, "changes"))
    return journal


def _follow(journal: Journal, hub: Hub, until: datetime, watch: Watch) -> None:
    """Read on until a page ends before that moment."""
    guard = ListingGuard(entry.next for entry in journal.entries)
    dates = list(journal.frames())[-1]["last_modified"].drop_nulls()
    oldest = None if dates.is_empty() else dates[-1]
    while (last := journal.last) and last.next is not None and (oldest is None or oldest >= until):
        page = hub.page(last.next)
        guard.check(page)
        entry = journal.add(page, "changes")
        oldest = _oldest(page)
        watch(Progress(entry.number, journal.models, None, f"changes since {until:%Y-%m-%d %H:%M}"))


def _oldest(page: ListingPage) -> datetime | None:
    """The last change on a page, the one farthest back; None when nothing on it is dated."""
    return next(filter(None, map(_changed, reversed(page.items.items))), None)


def _changed(item: Any) -> datetime | None:
    """When a model was changed last, as its row has it."""
    value = item.get(CHANGED) if isinstance(item, Mapping) else getattr(item, CHANGED, None)
    dates, _ = DATE.clean(pl.Series([DATE.read(value)], dtype=DATE.dtype))
    date: datetime | None = dates[0]
    return date


def _finish(home: Home, hub: Hub, journal: Journal, base: Snapshot, until: datetime, made: OnMade) -> Path:
    about = About(
        source=source_name(hub, journal),
        started_at=journal.started_at,
        synthetic=synthetic_mark(journal) is not None,
        query=f"{urlencode(CHANGES)} until {until.isoformat()}",
        base=base.facts.id,
        only_changes=True,
    )
    name = crawl_name(home, hub, journal, "refresh")
    merge = over(base, complete=False, made=made)
    folder = write_snapshot(home, name, journal.parts(), about, journal.rejections(), merge=merge)
    journal.remove()
    return folder
