"""The same model twice in an import: what each says is kept, and of what both say the newer counts."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage.home.home import Home

OLD = {"id": "a/b", "lastModified": "2025-01-01T00:00:00.000Z"}
NEW = {"id": "a/b", "lastModified": "2025-02-01T00:00:00.000Z"}


def imported(tmp_path: Path, *items: object) -> tuple[Snapshot, dict[str, Any]]:
    (tmp_path / "x").write_text("\n".join(json.dumps({"cardData": {}, **item}) for item in items))  # type: ignore[dict-item]
    opened = Snapshot.open(import_file(tmp_path / "x", Home(tmp_path)))
    (row,) = opened.rows().filter(pl.col("id") == "a/b").collect().to_dicts()
    return opened, row


@pytest.mark.parametrize("turned", [False, True])
def test_the_newer_counts_wherever_it_stands_and_unknown_hides_nothing(turned: bool, tmp_path: Path) -> None:
    items = [{**OLD, "downloads": 5, "likes": 3, "tags": ["x"]}, {**NEW, "downloads": 7, "tags": ["y", "x"]}]
    opened, row = imported(tmp_path, *(reversed(items) if turned else items), {"id": "c/d"})
    assert (row["downloads"], row["likes"], row["tags"]) == (7, 3, ["x", "y"])
    assert opened.facts.listed == 2
    assert opened.manifest["counts"]["duplicates"] == 1


def test_without_dates_the_later_line_counts(tmp_path: Path) -> None:
    _, row = imported(tmp_path, {"id": "a/b", "downloads": 7}, {"id": "a/b", "downloads": 5})
    assert row["downloads"] == 5


def test_claims_are_united_each_parent_with_its_own_relation(tmp_path: Path) -> None:
    cards = [
        {"base_model": "c/d", "base_model_relation": "adapter"},
        {"base_model": ["e/f", "c/d"]},
        {"base_model": "g/h", "base_model_relation": "merge"},
    ]
    opened, row = imported(tmp_path, *({"id": "a/b", "cardData": card} for card in cards))
    assert json.loads(row["card_base_model"]) == ["c/d", "e/f", "g/h"]
    edges = pl.read_parquet(resolve(opened.folder, Home(tmp_path)) / "derivations.parquet")
    assert edges.select("parent", "relation").rows() == [("c/d", "adapter"), ("e/f", "unknown"), ("g/h", "merge")]


def test_the_hubs_claims_are_united_where_they_state_one_relation(tmp_path: Path) -> None:
    claims = [{"relation": "merge", "models": [{"_id": str(n), "id": f"c/{n}"}]} for n in (1, 2)]
    _, row = imported(tmp_path, *({"id": "a/b", "baseModels": claim} for claim in claims))
    assert [parent["id"] for parent in row["hub_parents"]] == ["c/1", "c/2"]


def test_a_model_that_was_renamed_meanwhile_is_there_once(tmp_path: Path) -> None:
    items = [{"_id": "1", "id": "a/old"}, {"_id": "1", "id": "a/old", "likes": 2}, {"_id": "1", "id": "a/b"}]
    opened, _ = imported(tmp_path, *items)
    assert opened.rows().collect()["id"].to_list() == ["a/b"]


def test_models_united_some_at_a_time_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [{"id": f"a/{n % 40}", "likes": n, "tags": [f"t{n}"], "_id": str(n % 60)} for n in range(200)]
    (tmp_path / "x").write_text("\n".join(json.dumps(item) for item in items))
    at_once, in_turns = (Home(tmp_path / name) for name in ("at-once", "in-turns"))
    expected = Snapshot.open(import_file(tmp_path / "x", at_once))
    monkeypatch.setattr("ingest.snapshots.deduplicate.TOGETHER", 7)
    found = Snapshot.open(import_file(tmp_path / "x", in_turns))
    assert found.rows().collect().sort("id").equals(expected.rows().collect().sort("id"))
    assert found.facts.listed == 40
