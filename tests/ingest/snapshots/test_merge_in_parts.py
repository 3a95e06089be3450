"""A merge in many small parts, with models that move about between them, against a plain account of the same days."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.rows import table
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots import buckets, matching, merge
from ingest.snapshots.deduplicate import Merge
from ingest.snapshots.merge import over
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from lineage.home.home import Home
from tests.ingest.worlds import NOON, item

DAY = timedelta(days=1)
MODELS, NAMES, PARENTS = 40, 60, 5

Item = dict[str, Any]
Told = dict[str, tuple[bool, datetime, datetime, list[str], dict[str, datetime]]]
"""By id, in order: whether removed, when first and last seen, former ids, and since when it names later parents."""


class Account:
    """What is known of each model, kept in plain dicts by its `_id`."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}

    def day(self, at: datetime, items: Iterable[Item], *, complete: bool) -> None:
        read = {one["_id"]: one for one in items}
        ids = {one["id"] for one in read.values()}
        left = {key: one for key, one in self.known.items() if key not in read and one["id"] not in ids}
        for one in left.values():
            one["removed"] |= complete
        self.known = left | {key: self._seen(at, one, self.known.get(key)) for key, one in read.items()}

    def told(self) -> Told:
        return {
            one["id"]: (one["removed"], one["first"], one["last"], one["former"], one["since"])
            for one in self.known.values()
        }

    def _seen(self, at: datetime, one: Item, was: dict[str, Any] | None) -> dict[str, Any]:
        parents = set(one["cardData"]["base_model"])
        now = {"id": one["id"], "removed": False, "first": at, "last": at, "former": [], "since": {}}
        now["parents"] = parents
        if was is None:
            return now
        now["first"], now["former"] = was["first"], list(was["former"])
        if was["id"] != one["id"] and was["id"] not in was["former"]:
            now["former"].append(was["id"])
        since = {parent: was["since"][parent] for parent in parents & was["since"].keys()}
        now["since"] = since | dict.fromkeys(parents - was["parents"], at)
        return now


def reading(draw: random.Random, before: dict[str, Item], *, complete: bool) -> dict[str, Item]:
    """The next day's items by `_id`, in any order: some gone, some new, some under another's old name."""
    today = {key: one for key, one in before.items() if draw.random() < 0.9}
    for key in draw.sample(range(MODELS), 6):
        today.setdefault(str(key), {})
    names = {one["id"]: key for key, one in today.items() if one}
    for key, one in today.items():
        name = one.get("id")
        if name is None or draw.random() < 0.2:
            name = f"a/{draw.randrange(NAMES)}"
            if name in names:
                name = f"b/{key}-{draw.randrange(10**9)}"
            names[name] = key
        parents = one["cardData"]["base_model"] if one and draw.random() < 0.7 else some(draw)
        today[key] = item(name, parents, _id=key, likes=draw.randrange(9))
    keys = draw.sample(sorted(today), len(today) if complete else len(today) // 3)
    return {key: today[key] for key in keys}


def some(draw: random.Random) -> list[str]:
    return sorted({f"p/{draw.randrange(PARENTS)}" for _ in range(draw.randrange(4))})


def told(snapshot: Snapshot) -> Told:
    """The same of a snapshot; a null is the day it was begun."""
    at = snapshot.facts.started_at
    return {
        row["id"]: (
            bool(row["removed"]),
            row["first_seen"] or at,
            row["last_seen"] or at,
            row["former_ids"] or [],
            {one["parent"]: one["since"] or at for one in row["parents_since"] or []},
        )
        for row in snapshot.rows().collect().to_dicts()
    }


EVERY_READING_IS_FEW, NONE_IS = 0, 10**9
WHATEVER_HOLDS_NO_MORE = 1.0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("few", "taken_over"),
    [(EVERY_READING_IS_FEW, merge.MOST_REPLACED), (EVERY_READING_IS_FEW, WHATEVER_HOLDS_NO_MORE), (NONE_IS, 0)],
)
def test_every_part_ends_as_the_plain_account_has_it(
    few: int, taken_over: float, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "FEW", few)
    monkeypatch.setattr(merge, "MOST_REPLACED", taken_over)
    monkeypatch.setattr(merge, "PART", 3)
    monkeypatch.setattr(table, "PART_ROWS", 5)
    monkeypatch.setattr(buckets, "WAITING", 300)
    monkeypatch.setattr(matching, "BUCKET_ROWS", 5)
    draw, account, base = random.Random(seed), Account(), None
    listed: dict[str, Item] = {}
    met: set[str] = set()
    for day in range(7):
        complete, at = day % 3 == 0, NOON + day * DAY
        items = reading(draw, listed, complete=complete)
        ids = {one["id"] for one in items.values()}
        kept = {} if complete else {key: one for key, one in listed.items() if one["id"] not in ids}
        listed = kept | items
        account.day(at, items.values(), complete=complete)
        base = write(Home(tmp_path), f"day-{day}", at, items.values(), over(base, complete=complete))
        assert list(told(base).items()) == list(account.told().items())
        for removed, _, _, former, since in told(base).values():
            met |= {"removed"} if removed else set()
            met |= {"renamed"} if former else set()
            met |= {"other parents"} if since else set()
    assert met == {"removed", "renamed", "other parents"}


def write(home: Home, name: str, at: datetime, items: Iterable[Item], merge: Merge) -> Snapshot:
    frames = [rows([one], Rejections()) for one in items]
    return Snapshot.open(write_snapshot(home, name, frames, About("a Hub", at, at), merge=merge))
