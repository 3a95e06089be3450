"""The report by what changed since an earlier resolution is the one of all its rows, day by day."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from ingest.audit import irregularities
from ingest.audit.quality import Audit, audit
from ingest.audit.since import audit_since
from ingest.load.kept import KeptAudit, keep_audit, kept_audit
from ingest.resolve import changed_rows, layers, resolve
from lineage.home.home import Home
from tests.ingest.resolve.test_changed_tables import World

WORDS = ("lora", "sft", "sft", "qlora", "distillation", "merged", "quantized", None, None)


class WorldOfWords(World):
    """One whose cards also name relations that the Hub does not know, and name a parent again."""

    def _made(self, key: str) -> dict[str, Any]:
        made = super()._made(key)
        card = made["cardData"]
        if isinstance(named := card.get("base_model"), list) and self.draw.random() < 0.2:
            card["base_model"] = [*named, *named]
        card["base_model_relation"] = self.draw.choice(WORDS)
        return made


@pytest.fixture(autouse=True)
def few_words_and_any_change_is_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(irregularities, "WORDS", 2)
    monkeypatch.setattr(changed_rows, "FEW", 1)
    monkeypatch.setattr(layers, "ONE_CHANGED_IN", 1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def going_on(folder: Path, earlier: Path, known: Audit) -> Audit | None:
    return audit_since(folder, earlier, known.tally, known.examples)


@pytest.mark.parametrize("seed", range(2))
def test_the_report_of_each_day_is_that_of_all_its_rows(seed: int, home: Home) -> None:
    world = WorldOfWords(seed, home)
    earlier = resolve(world.live(90), home)
    known, by_changes = audit(earlier), 0
    for _ in range(8):
        folder = resolve(world.live(8), home)
        found, expected = going_on(folder, earlier, known), audit(folder)
        assert found in (None, expected)
        by_changes += found is not None
        earlier, known = folder, found or expected
    assert by_changes >= 6


def test_of_tables_that_are_no_changes_of_one_file_nothing_is_known(home: Home, tmp_path: Path) -> None:
    world = WorldOfWords(1, home)
    earlier = resolve(world.live(60), home)
    known = audit(earlier)
    folder = resolve(world.live(4), home)
    assert going_on(folder, earlier, known) == audit(folder)
    shutil.copytree(earlier, tmp_path / "copy")
    assert going_on(folder, tmp_path / "copy", known) is None


def test_what_is_kept_is_read_again_unless_it_is_damaged(home: Home) -> None:
    folder = resolve(WorldOfWords(2, home).live(60), home)
    assert kept_audit(folder) is None
    made = audit(folder)
    keep_audit(folder, made)
    assert kept_audit(folder) == KeptAudit(made.tally, made.examples)
    path = folder / "kept" / "report.json"
    path.write_bytes(path.read_bytes()[:-1])
    assert kept_audit(folder) is None
