"""What published claims ask of all models is counted by a load, of a few changes by what they touch."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.load.claim_counts import count_for_claims
from ingest.load.kept import keep_matches, kept_matches
from ingest.resolve import changed_rows, layers, resolve
from lineage.home.home import Home
from lineage.published_claims import known_claims, questions_of
from lineage.resolved import row_counts
from lineage.resolved.resolved_tables import TableFiles, scan_table
from tests.ingest.resolve.test_changed_tables import World

QUESTIONS = questions_of(known_claims())


class DownloadedWorld(World):
    """One whose models state downloads of all time, and have tags of architectures."""

    def _made(self, key: str) -> dict[str, Any]:
        made = super()._made(key)
        made["downloadsAllTime"] = self.draw.choice((None, 5, 70))
        made["tags"] = [*made.get("tags", []), self.draw.choice(("qwen2", "qwen3_moe", "llama"))]
        return made


def counted(folder: Path) -> row_counts.RowCounts:
    return QUESTIONS.count(QUESTIONS.matches(scan_table(folder, "models")))


def test_each_days_counts_are_those_of_all_its_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed_rows, "FEW", 1)
    monkeypatch.setattr(layers, "ONE_CHANGED_IN", 1)
    world = DownloadedWorld(3, Home(tmp_path))
    earlier: Path | None = None
    for changes in (90, 6, 6, 6, 6):
        folder = resolve(world.live(changes), world.home)
        count_for_claims(folder, earlier)
        assert row_counts.kept(folder) == (QUESTIONS, counted(folder))
        earlier = folder
    assert TableFiles(folder, "models").is_changed


def test_of_a_few_changes_only_these_are_looked_at(tmp_path: Path) -> None:
    world = DownloadedWorld(5, Home(tmp_path))
    earlier = resolve(world.live(300), world.home)
    count_for_claims(earlier, None)
    known = kept_matches(earlier)
    assert known is not None
    keep_matches(earlier, known.clear())
    folder = resolve(world.live(4), world.home)
    count_for_claims(folder, earlier)
    changes = pl.scan_parquet(TableFiles(folder, "models").changes)
    assert row_counts.kept(folder) == (QUESTIONS, QUESTIONS.count(QUESTIONS.matches(changes)))


def test_what_is_kept_is_not_counted_again(tmp_path: Path) -> None:
    world = DownloadedWorld(5, Home(tmp_path))
    earlier = resolve(world.live(300), world.home)
    folder = resolve(world.live(4), world.home)
    for before, one in ((None, earlier), (earlier, folder)):
        count_for_claims(one, before)
        known = kept_matches(one)
        assert known is not None
        keep_matches(one, known.head(1))
        count_for_claims(one, before)
        kept = kept_matches(one)
        assert kept is not None
        assert kept.equals(known.head(1))
        keep_matches(one, known)
