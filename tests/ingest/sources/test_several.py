"""Several files laid over one another: one model each, nothing known is hidden, and each file counted."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from ingest.commands.import_file import import_
from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources.several import import_files
from lineage.errors import BadFile, BadInput
from lineage.home.home import Home
from lineage.values import DatedBy, Extent

CHANGED = "2026-08-20T10:00:00.000Z"
RICH = {"id": "a/b", "lastModified": CHANGED, "downloads": 7, "likes": 1, "cardData": {"base_model": "c/d"}}


def lines(path: Path, *items: object) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def laid_over(tmp_path: Path, *paths: Path, **options: Any) -> tuple[Snapshot, dict[str, dict[str, Any]]]:
    opened = Snapshot.open(import_files(paths, Home(tmp_path / "home"), **options))
    return opened, {row["id"]: row for row in opened.rows().collect().to_dicts()}


@pytest.mark.parametrize("turned", [False, True])
def test_fields_are_of_the_richer_file_and_claims_of_both(turned: bool, tmp_path: Path) -> None:
    rich = lines(tmp_path / "rich.jsonl", {"_id": "1", **RICH})
    plain = tmp_path / "edges.csv"
    plain.write_text("child,parent,relation,downloads\na/b,e/f,adapter,5\ng/h,a/b,finetune,\n")
    files = [plain, rich] if turned else [rich, plain]
    opened, rows = laid_over(tmp_path, *files)
    assert (rows["a/b"]["downloads"], rows["a/b"]["likes"], rows["a/b"]["hub_id"]) == (7, 1, "1")
    assert json.loads(rows["a/b"]["card_base_model"]) == ["e/f", "c/d"]
    assert set(rows) == {"a/b", "g/h"}
    edges = pl.read_parquet(resolve(opened.folder, Home(tmp_path / "home")) / "derivations.parquet")
    assert set(edges.select("child", "parent", "relation").rows()) == {
        ("a/b", "c/d", "unknown"),
        ("a/b", "e/f", "adapter"),
        ("g/h", "a/b", "finetune"),
    }


def test_the_newer_row_counts_whatever_its_file_and_unknown_hides_nothing(tmp_path: Path) -> None:
    newer = {"id": "a/b", "lastModified": "2026-08-21T00:00:00.000Z", "downloads": 9}
    _, rows = laid_over(tmp_path, lines(tmp_path / "new", newer), lines(tmp_path / "old", RICH))
    assert (rows["a/b"]["downloads"], rows["a/b"]["likes"]) == (9, 1)


def test_each_file_is_counted_and_named_and_so_are_the_models_in_both(tmp_path: Path) -> None:
    one = lines(tmp_path / "one.jsonl", RICH, {"id": "x/y"}, {"no": "id"})
    two = lines(tmp_path / "two.jsonl", RICH)
    opened, _ = laid_over(tmp_path, one, two)
    counts = opened.manifest["counts"]
    assert {name: file["models"] for name, file in counts["files"].items()} == {"one.jsonl": 2, "two.jsonl": 1}
    assert (counts["seen"], counts["duplicates"], opened.facts.listed) == (4, 1, 2)
    assert counts["first_rejected"][0]["place"] == "one.jsonl line 3"
    assert "one.jsonl (" in opened.facts.source
    assert "two.jsonl (" in opened.facts.source
    assert (opened.facts.as_of, opened.facts.as_of_how) == (
        datetime(2026, 8, 20, 10, tzinfo=UTC),
        DatedBy.NEWEST_CHANGE,
    )


def test_a_model_that_one_file_has_removed_and_the_newer_lists_is_listed(tmp_path: Path) -> None:
    radar = {
        "id": "a/b",
        "created_at": "2026-08-01T00:00:00Z",
        "updated_at": "2026-08-02T00:00:00Z",
        "downloads_30d": 1,
    }
    gone = lines(tmp_path / "radar", {**radar, "removed": True, "removed_at": "2026-08-03T00:00:00Z"})
    opened, rows = laid_over(tmp_path, gone, lines(tmp_path / "api", RICH))
    assert (opened.facts.listed, rows["a/b"]["removed"], rows["a/b"]["last_seen"]) == (1, None, None)


def test_a_hub_id_of_a_model_renamed_meanwhile_is_one_models(tmp_path: Path) -> None:
    old = [{"_id": "1", "id": "a/old"}, {"_id": "2", "id": "c/d"}]
    new = [{"_id": "1", "id": "a/new"}, {"id": "a/old", "likes": 2}, {"id": "c/d"}]
    _, rows = laid_over(tmp_path, lines(tmp_path / "one", *old), lines(tmp_path / "two", *new))
    assert {id: row["hub_id"] for id, row in rows.items()} == {"a/old": None, "a/new": "1", "c/d": "2"}


def test_one_bad_file_leaves_nothing_and_a_file_twice_is_refused(tmp_path: Path) -> None:
    good, bad = lines(tmp_path / "good", RICH), lines(tmp_path / "bad", {"no": "id", "createdAt": 5})
    home = Home(tmp_path / "home")
    with pytest.raises(BadFile):
        import_files([good, bad], home)
    with pytest.raises(BadInput, match="twice"):
        import_files([good, tmp_path / "." / "good"], home)
    with pytest.raises(BadInput, match="one card"):
        import_files([good, bad], home, card_id="a/b")
    assert not home.snapshots.exists() or not list(home.snapshots.iterdir())


@pytest.mark.parametrize(
    ("options", "note"),
    [
        (["--whole"], "no refresh can go on from it"),
        (["--as-of", "2026-08-01"], "changes in it are younger than the date given, up to 2026-08-20"),
        ([], None),
    ],
)
def test_the_command_notes_what_is_odd_about_dates(options: list[str], note: str | None, tmp_path: Path) -> None:
    item = {"id": "a/b"} if "--whole" in options else RICH
    files = [str(lines(tmp_path / name, item)) for name in ("one", "two")]
    result = CliRunner().invoke(import_, [*files, "--home", str(tmp_path / "home"), *options])
    assert result.exit_code == 0, result.exception
    assert ("note: " in result.stderr) == (note is not None)
    assert note is None or note in result.stderr


def test_the_command_takes_files_states_date_and_extent_and_says_what_it_made(tmp_path: Path) -> None:
    files = [lines(tmp_path / "one", RICH), lines(tmp_path / "two", {**RICH, "lastModified": "2026-08-25T00:00:00Z"})]
    options = ["--home", str(tmp_path / "home"), "--as-of", "2026-08-26", "--whole"]
    result = CliRunner().invoke(import_, [*map(str, files), *options])
    assert result.exit_code == 0, result.exception
    assert "the whole Hub, data of 2026-08-26 (as stated at import), read " in result.stderr
    assert "of different days (one 2026-08-20, two 2026-08-25)" in result.stderr
    facts = Snapshot.open(Home(tmp_path / "home").snapshot()).facts
    assert (facts.extent, facts.as_of_how) == (Extent.WHOLE, DatedBy.STATED)
