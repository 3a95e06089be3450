"""What stands in a home is what its name and its manifest say, or one line says that it is not."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ingest.snapshots.resolved import checked
from ingest.snapshots.snapshot import Snapshot, facts
from lineage.cli import command_line as cli
from lineage.errors import BadFile, BadInput, NotLoadedError
from lineage.frozen import FrozenGraph
from lineage.home.home import FolderKind, Home, check_name, read_manifest, write_manifest
from tests.lineage.stores.families import FACTS, FAMILY, resolution

NO_NAMES = ["../snapshots/a", "a/b", "..", ".", "", " ", "/etc", "a\\b", "a\0b", "a\nb", ".hidden", "x" * 300, "\ud800"]
WRONG: list[Any] = [None, "1", [], {}, 1.5, True, -1]


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_refused_before_any_file_is_touched(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no name"):
        check_name(name)
    home = Home(tmp_path / "home")
    for look in (home.snapshot, home.resolution):
        with pytest.raises(BadInput):
            look(name)
    assert not home.root.exists()


@pytest.mark.parametrize("command", ["load", "resolve", "quality", "verify", "diff", "evaluate inference --snapshot"])
def test_every_command_that_takes_a_name_checks_it(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = ["b"] if command == "diff" else []
    assert cli.run([*command.split(), "../snapshots/a", *second, "--home", str(tmp_path)]) == 2
    assert "no name of a snapshot" in capsys.readouterr().err


def test_a_name_that_imports_may_give_is_one(tmp_path: Path) -> None:
    for name in ("20261122T221300-hub-stats", "my list (2)", "modèles"):
        assert check_name(name) == name
        with pytest.raises(NotLoadedError):
            Home(tmp_path).snapshot(name)


def manifest_of(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A family resolved in `folder`, its manifest changed by hand and without its checksum, as 0.1.0 wrote it."""
    path = resolution(folder, FAMILY) / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["checksum"]
    change(manifest)
    path.write_text(json.dumps(manifest))
    return folder


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("key", ["format", *FACTS.to_row(), "checksums"])
def test_a_field_of_another_kind_is_one_line(key: str, value: Any, tmp_path: Path) -> None:
    folder = manifest_of(tmp_path / FACTS.id, lambda manifest: manifest.update({key: value}))
    try:
        facts(checked(folder), folder)
    except BadFile as error:
        assert "\n" not in error.message
        assert error.hint


@pytest.mark.parametrize("value", [None, "1", [], 1.5, True, -1])
def test_a_format_that_is_no_number_is_refused(value: Any, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="format"):
        read_manifest(manifest_of(tmp_path / "x", lambda manifest: manifest.update(format=value)))


@pytest.mark.parametrize("text", ["", "null", "[]", '"x"', "1", "{", "[" * 100_000, "\x00", '{"format": 1e999}'])
def test_what_is_no_manifest_is_one_line_for_every_kind(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    for read in (Snapshot.open, checked, FrozenGraph.open):
        with pytest.raises(BadFile):
            read(tmp_path)


def test_any_other_byte_of_a_manifest_is_noticed(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"id": "x", "listed": 10, "shares": [0.5, 1e-9], "é": None})
    path = tmp_path / "manifest.json"
    whole, read = path.read_bytes(), read_manifest(tmp_path)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with suppress(BadInput):
            assert read.items() <= read_manifest(tmp_path).items()  # the flip is in the name of the checksum's key


def test_a_folder_of_another_kind_or_another_name_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    write_manifest(home.resolved / "a", {"kind": FolderKind.SNAPSHOT, "id": "a"})
    with pytest.raises(BadFile, match="no resolved snapshot, but a snapshot"):
        home.resolution("a")
    write_manifest(home.snapshots / "b", {"kind": FolderKind.SNAPSHOT, "id": "a"})
    with pytest.raises(BadFile, match="another name"):
        home.snapshot("b")


@pytest.mark.parametrize("name", ["models", "derivations"])
def test_a_resolved_snapshot_without_its_tables_is_none(name: str, tmp_path: Path) -> None:
    folder = resolution(tmp_path / "x", FAMILY)
    (folder / f"{name}.parquet").unlink()
    with pytest.raises(BadFile, match=f"no {name}.parquet"):
        checked(folder)
    (folder / f"{name}.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadFile, match="no readable table"):
        checked(folder)
