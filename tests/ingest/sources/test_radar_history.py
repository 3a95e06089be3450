"""Radar's real history, round by round: what the snapshots keep of it is what was observed.

The data lies beside the project, not in it; without it these tests skip.
"""

import gzip
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from ingest.audit.diff import compare
from ingest.resolve import resolve
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots.merge import over
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from ingest.sources.radar import as_item
from lineage.home.home import Home
from lineage.resolved.resolved_tables import scan_table

Observed = dict[str, dict[str, Any]]
"""What a round saw of each model, by id."""


def rounds(file: Path) -> list[tuple[datetime, Observed]]:
    found: dict[str, Observed] = {}
    with gzip.open(file) as lines:
        for line in lines:
            seen = orjson.loads(line)
            found.setdefault(seen["observed_at"], {})[seen["id"]] = seen
    return [(datetime.fromisoformat(at), found[at]) for at in sorted(found)]


def frame(observed: Iterable[dict[str, Any]]) -> pl.DataFrame:
    return rows((as_item({**seen, "tags": seen["tags_base"]}) for seen in observed), Rejections())


class History:
    """Every round laid over the one before: as changes, or (complete) as a listing of all that is not removed."""

    def __init__(self, file: Path, folder: Path, *, complete: bool) -> None:
        self.home, self.rounds = Home(folder), rounds(file)
        self.snapshots: list[Snapshot] = []
        self.listed: list[Observed] = []
        now: Observed = {}
        known = frame([])
        for number, (at, observed) in enumerate(self.rounds):
            now = {**now, **observed}
            self.listed.append({id: seen for id, seen in now.items() if not seen["removed"]})
            read = frame(observed.values())
            known = pl.concat([known.filter(~pl.col("id").is_in(observed.keys())), read])
            listing = known.filter(pl.col("id").is_in(self.listed[-1].keys())) if complete else read
            base = self.snapshots[-1] if self.snapshots else None
            merge = over(base, complete=complete)
            written = write_snapshot(self.home, f"round-{number:02}", [listing], About("radar", at, at), merge=merge)
            self.snapshots.append(Snapshot.open(written))

    @cached_property
    def last_resolved(self) -> Path:
        return resolve(self.snapshots[-1].folder, self.home)

    @cached_property
    def resolved(self) -> list[Path]:
        """Each round's snapshot, resolved."""
        return [*(resolve(snapshot.folder, self.home) for snapshot in self.snapshots[:-1]), self.last_resolved]

    def rows(self, number: int) -> pl.DataFrame:
        return self.snapshots[number].rows().collect()


@pytest.fixture(scope="module")
def file(shared_data: Path) -> Path:
    return shared_data / "radar-2026-08-22" / "history.jsonl.gz"


@pytest.fixture(scope="module")
def whole(file: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(file, tmp_path_factory.mktemp("whole"), complete=True)


@pytest.fixture(scope="module")
def changes(file: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(file, tmp_path_factory.mktemp("changes"), complete=False)


def test_after_each_round_the_listed_models_are_those_not_removed(whole: History) -> None:
    for number, listed in enumerate(whole.listed):
        rows = whole.rows(number)
        assert set(rows.filter(pl.col("removed").is_null())["id"]) == set(listed)
        assert whole.snapshots[number].facts.listed == len(listed)


def test_every_model_that_was_ever_listed_is_kept(whole: History) -> None:
    ever: set[str] = set()
    for number, listed in enumerate(whole.listed):
        ever |= set(listed)
        rows = whole.rows(number)
        assert rows.height == len(ever)
        assert set(rows["id"]) == ever


def test_first_and_last_seen_are_the_rounds_that_listed_it(whole: History) -> None:
    times = [at for at, _ in whole.rounds]
    models = scan_table(whole.last_resolved, "models").collect().filter(pl.col("status") != "missing")
    for id, status, first, last in models.select("id", "status", "first_seen", "last_seen").rows():
        saw = [number for number, listed in enumerate(whole.listed) if id in listed]
        assert (first, last) == (times[saw[0]], times[saw[-1]])
        assert status == ("listed" if saw[-1] == len(times) - 1 else "removed")


def test_tombstones_keep_their_edges(whole: History) -> None:
    removed = scan_table(whole.last_resolved, "models").collect().filter(status="removed")["id"]
    edges = scan_table(whole.last_resolved, "derivations").collect().filter(pl.col("child").is_in(removed.to_list()))
    told = {id for id in removed if last_word(whole, id)["tags_base"]}
    assert len(told) > 50
    assert told <= set(edges["child"])


def last_word(history: History, id: str) -> dict[str, Any]:
    """The last observation of a model while it was listed."""
    return next(listed[id] for listed in reversed(history.listed) if id in listed)


def test_changes_only_keep_the_last_word_of_every_model(changes: History) -> None:
    now: Observed = {}
    for number, (_, observed) in enumerate(changes.rounds):
        now |= observed
        tags = dict(changes.rows(number).select("id", "tags").rows())
        assert tags == {id: seen["tags_base"] for id, seen in now.items()}


def test_an_edge_is_as_old_as_the_round_since_which_it_was_always_named(changes: History) -> None:
    """Told again from the observations alone: a text dropped and taken up again counts from then on."""
    since: dict[str, dict[str, datetime]] = {}
    for at, observed in changes.rounds:
        for id, seen in observed.items():
            since[id] = {parent: since.get(id, {}).get(parent, at) for parent in named(seen)}
    edges = scan_table(changes.last_resolved, "derivations").collect()
    younger = 0
    for child, parent, first in edges.select("child", "parent", "first_seen").rows():
        if parent in since[child]:
            assert first == since[child][parent], (child, parent)
            younger += first != min(at for at, observed in changes.rounds if child in observed)
    assert younger > 100


def named(seen: dict[str, Any]) -> set[str]:
    """The ids that an observation names plainly, by card or by a bare tag."""
    card = (seen["base_model"] or "").split(", ")
    tags = [tag.removeprefix("base_model:") for tag in seen["tags_base"]]
    relations = ("finetune:", "adapter:", "quantized:", "merge:")
    plain = [tag.partition(":")[2] if tag.startswith(relations) else tag for tag in tags]
    return {text for text in (*card, *plain) if text}


def test_the_difference_of_two_rounds_is_what_was_observed(changes: History) -> None:
    now: Observed = {}
    views = []
    for _, observed in changes.rounds:
        now = {**now, **observed}
        views.append(now)
    moved = 0
    for (before, after), (a, b) in zip(pairwise(views), pairwise(changes.resolved), strict=True):
        found = compare(a, b)
        assert set(found.added["id"]) == set(after) - set(before)
        assert found.removed.is_empty()
        for row in found.reparented.to_dicts():
            same_text = named(before[row["id"]]) == named(after[row["id"]])
            learned_the_case = {p.lower() for p in row["before"]} == {p.lower() for p in row["after"]}
            assert learned_the_case or not same_text, row
        moved += found.reparented.height
    assert moved > 100
