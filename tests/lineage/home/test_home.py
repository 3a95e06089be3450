"""The home folder: what is written appears whole or not at all, and an earlier step that is missing is named."""

from pathlib import Path

import pytest

from lineage.errors import BadFile, NewerFormat, NotLoadedError
from lineage.home.home import Home, by_age, new_folder, read_manifest, write_manifest, write_text


def test_a_folder_takes_its_place_when_the_block_ends(tmp_path: Path) -> None:
    final = tmp_path / "deep" / "final"
    with new_folder(final) as folder:
        (folder / "x").write_text("1")
        assert not final.exists()
    assert (final / "x").read_text() == "1"


def test_a_folder_replaces_the_one_before(tmp_path: Path) -> None:
    final = tmp_path / "final"
    for text in ("old", "new"):
        with new_folder(final) as folder:
            (folder / text).write_text(text)
    assert [p.name for p in final.iterdir()] == ["new"]
    assert [p.name for p in tmp_path.iterdir()] == ["final"]


def test_a_failure_leaves_the_folder_before_and_nothing_else(tmp_path: Path) -> None:
    final = tmp_path / "final"
    final.mkdir()
    (final / "x").write_text("old")
    with pytest.raises(KeyboardInterrupt), new_folder(final) as folder:
        (folder / "x").write_text("half")
        raise KeyboardInterrupt
    assert [p.name for p in tmp_path.iterdir()] == ["final"]
    assert (final / "x").read_text() == "old"


def test_a_text_is_replaced_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "x", "one")
    write_text(tmp_path / "a" / "x", "two")
    assert (tmp_path / "a" / "x").read_text() == "two"
    assert len(list((tmp_path / "a").iterdir())) == 1


def test_a_manifest_comes_back(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"id": "x"})
    assert read_manifest(tmp_path)["id"] == "x"


def test_a_manifest_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"id": "x"})
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(NewerFormat, match="99"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "\0"])
def test_a_broken_manifest_is_a_bad_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BadFile):
        read_manifest(tmp_path)


def test_of_snapshots_finished_together_the_newest_is_the_last_by_name(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for name in ("20260101T000000-a", "20260301T000000-b", "20260201T000000-c"):
        write_manifest(home.snapshots / name, {})
    (home.snapshots / ".half").mkdir()
    assert home.snapshot().name == "20260301T000000-b"
    assert home.snapshot("20260101T000000-a").name == "20260101T000000-a"


def test_the_newest_snapshot_is_the_last_finished_whatever_its_name(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for name, finished in {
        "zz": "2026-01-01T00:00:00+00:00",
        "20260301T000000-b": "2026-03-01T00:00:01.5+00:00",
    }.items():
        write_manifest(home.snapshots / name, {"finished_at": finished})
    assert home.snapshot().name == "20260301T000000-b"
    assert [folder.name for folder in by_age(home.snapshots)] == ["zz", "20260301T000000-b"]


def test_a_step_not_taken_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(NotLoadedError) as caught:
        home.snapshot()
    assert "crawl" in caught.value.hint
    with pytest.raises(NotLoadedError, match="nope"):
        home.resolution("nope")
