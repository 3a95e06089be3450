"""A new reading over an earlier snapshot: one history for each model, whatever it is called and whoever forgets it."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots import merge as merging
from ingest.snapshots.merge import newest_complete, over
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from lineage.home.home import Home
from lineage.values import Scope
from tests.ingest.worlds import NOON, item

DAY = timedelta(days=1)
BASE = "Qwen/Qwen3-8B"
TAGS = [f"base_model:{BASE}", f"base_model:finetune:{BASE}"]


class Story:
    """Snapshots of one source, a day apart, each over the one before."""

    def __init__(self, folder: Path) -> None:
        self.home, self.day = Home(folder), 0
        self.snapshot: Snapshot | None = None

    def read(self, items: Iterable[object], *, complete: bool = True) -> dict[str, dict[str, Any]]:
        """A day's reading of everything, or (not complete) of changes; the rows after it, by id."""
        at = NOON + self.day * DAY
        about = About("a Hub", at, at)
        merge = over(self.snapshot, complete=complete)
        frame = rows(items, Rejections())
        folder = write_snapshot(self.home, f"day-{self.day}", [frame], about, merge=merge)
        self.day += 1
        self.snapshot = Snapshot.open(folder)
        return {row["id"]: row for row in self.snapshot.rows().collect().to_dicts()}

    def resolved(self, table: str) -> dict[Any, dict[str, Any]]:
        assert self.snapshot
        frame = pl.read_parquet(resolve(self.snapshot.folder, self.home) / f"{table}.parquet")
        key = (lambda r: r["id"]) if table == "models" else (lambda r: (r["child"], r["parent"]))
        return {key(row): row for row in frame.to_dicts()}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def test_a_model_missing_from_a_complete_reading_is_a_tombstone_with_its_edges(story: Story) -> None:
    story.read([item(BASE, _id="1"), item("a/b", BASE, _id="2", hub={BASE: "1"}), item("c/d", "a/b", _id="3")])
    story.read([item(BASE, _id="1"), item("c/d", "a/b", _id="3")])
    assert story.snapshot
    assert (story.snapshot.facts.listed, story.snapshot.manifest["counts"]["removed"]) == (2, 1)
    models, edges = story.resolved("models"), story.resolved("derivations")
    assert (models["a/b"]["status"], models["a/b"]["last_seen"]) == ("removed", NOON)
    assert (models[BASE]["first_seen"], models[BASE]["last_seen"]) == (NOON, NOON + DAY)
    assert set(edges) == {("a/b", BASE), ("c/d", "a/b")}
    assert edges["a/b", BASE]["last_seen"] == NOON
    assert edges["c/d", "a/b"]["last_seen"] == NOON + DAY


def test_a_tombstone_keeps_its_date_however_many_readings_miss_it(story: Story) -> None:
    story.read([item("a/b", _id="1")])
    for _ in range(3):
        kept = story.read([item("c/d", _id="2")])["a/b"]
    assert (kept["removed"], kept["first_seen"], kept["last_seen"]) == (True, NOON, NOON)


def test_a_model_that_comes_back_is_listed_again_and_as_old_as_before(story: Story) -> None:
    story.read([item("a/b", _id="1")])
    story.read([item("c/d", _id="2")])
    story.read([item("a/b", _id="1"), item("c/d", _id="2")])
    assert story.resolved("models")["a/b"]["status"] == "listed"
    assert story.resolved("models")["a/b"]["first_seen"] == NOON
    assert story.resolved("models")["a/b"]["last_seen"] == NOON + 2 * DAY


def test_changes_leave_the_rest_listed_but_not_seen(story: Story) -> None:
    story.read([item("a/b", _id="1"), item("c/d", _id="2")])
    story.read([item("c/d", _id="2", likes=9), item("e/f", _id="3")], complete=False)
    models = story.resolved("models")
    assert {id: m["status"] for id, m in models.items()} == dict.fromkeys(("a/b", "c/d", "e/f"), "listed")
    assert models["a/b"]["last_seen"] == NOON
    assert models["c/d"]["last_seen"] == NOON + DAY
    assert (models["c/d"]["likes"], models["e/f"]["first_seen"]) == (9, NOON + DAY)


def test_a_deletion_found_after_refreshes_is_dated_by_when_it_was_seen_not_by_the_refreshes(story: Story) -> None:
    story.read([item("a/b", _id="1"), item("c/d", _id="2")])
    story.read([item("c/d", _id="2")], complete=False)
    story.read([item("c/d", _id="2")])
    assert story.resolved("models")["a/b"]["last_seen"] == NOON


def test_a_rename_is_followed_by_the_hubs_own_id(story: Story) -> None:
    child = item("c/d", "a/old", _id="2", hub={"a/old": "1"})
    story.read([item("a/old", BASE, _id="1"), child, item(BASE, _id="9")])
    after = story.read([item("a/new", BASE, _id="1"), item(BASE, _id="9")], complete=False)
    assert set(after) == {"a/new", "c/d", BASE}
    models, edges = story.resolved("models"), story.resolved("derivations")
    assert models["a/new"]["first_seen"] == NOON
    assert set(edges) == {("a/new", BASE), ("c/d", "a/new")}
    assert {edge["first_seen"] for edge in edges.values()} == {NOON}


def test_an_edge_stays_as_old_when_its_parent_is_renamed_and_the_child_read_again(story: Story) -> None:
    story.read([item("a/old", _id="1"), item("c/d", "a/old", _id="2", hub={"a/old": "1"})])
    story.read([item("a/new", _id="1"), item("c/d", "a/old", _id="2", hub={"a/new": "1"})])
    assert {pair: edge["first_seen"] for pair, edge in story.resolved("derivations").items()} == {
        ("c/d", "a/new"): NOON
    }


def test_a_new_parent_is_younger_than_its_child_and_stays_so(story: Story) -> None:
    listed = [item(BASE, _id="1"), item("x/y", _id="2")]
    story.read([*listed, item("a/b", [BASE], _id="3", hub={BASE: "1"}, tags=TAGS)])
    both = item("a/b", [BASE, "x/y"], _id="3", hub={BASE: "1"}, tags=TAGS)
    for _ in range(2):
        story.read([*listed, both])
    edges = story.resolved("derivations")
    assert edges["a/b", BASE]["first_seen"] == NOON
    assert edges["a/b", "x/y"]["first_seen"] == NOON + DAY
    assert edges["a/b", "x/y"]["last_seen"] == NOON + 2 * DAY


def test_a_parent_named_in_a_refresh_keeps_its_date_through_the_next_ones(story: Story) -> None:
    story.read([item(BASE, _id="1"), item("a/b", _id="3")])
    story.read([item("a/b", BASE, _id="3")], complete=False)
    story.read([], complete=False)
    assert story.resolved("derivations")["a/b", BASE]["first_seen"] == NOON + DAY


def test_a_parent_of_an_old_name_is_as_young_wherever_it_stands(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "PART", 1)
    listed = [item("gpt2", _id="1"), item(BASE, _id="2")]
    story.read([*listed, item("a/b", BASE, _id="3")])
    story.read([*listed, item("a/b", [BASE, "gpt2"], _id="3")])
    seen = {parent: edge["first_seen"] for (_, parent), edge in story.resolved("derivations").items()}
    assert seen == {BASE: NOON, "gpt2": NOON + DAY}


def test_a_change_of_relation_makes_no_younger_edge(story: Story) -> None:
    story.read([item(BASE, _id="1"), item("a/b", _id="2", tags=TAGS)])
    story.read([item(BASE, _id="1"), item("a/b", _id="2", tags=[TAGS[0], f"base_model:adapter:{BASE}"])])
    edge = story.resolved("derivations")["a/b", BASE]
    assert (edge["relation"], edge["first_seen"]) == ("adapter", NOON)


def test_another_repository_under_an_old_id_is_another_model(story: Story) -> None:
    story.read([item("a/b", _id="1", likes=5)])
    after = story.read([item("a/b", _id="2")])
    assert list(after) == ["a/b"]
    assert (after["a/b"]["hub_id"], after["a/b"]["first_seen"]) == ("2", None)


def test_without_hub_ids_the_id_is_what_counts(story: Story) -> None:
    story.read([item("a/b"), item("c/d")])
    after = story.read([item("c/d"), item("e/f")])
    assert {id: row["removed"] for id, row in after.items()} == {"a/b": True, "c/d": None, "e/f": None}
    assert after["c/d"]["first_seen"] == NOON


def test_history_starts_from_the_newest_complete_snapshot_of_the_same_source(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for name, about in {
        "z-first": About("Hub", NOON, NOON),
        "y-second": About("Hub", NOON + DAY, NOON + DAY),
        "x-family": About("Hub", NOON + 2 * DAY, NOON + 2 * DAY, scope=Scope.family("a/b")),
        "w-partial": About("Hub", NOON + 3 * DAY, NOON + 3 * DAY, complete=False),
        "v-other": About("another Hub", NOON + 4 * DAY, NOON + 4 * DAY),
    }.items():
        write_snapshot(home, name, [], about)
    newest = newest_complete(home, "Hub")
    assert newest
    assert newest.facts.id == "y-second"
    earlier = newest_complete(home, "Hub", before=NOON + DAY)
    assert earlier
    assert earlier.facts.id == "z-first"
    assert newest_complete(home, "no Hub") is None
