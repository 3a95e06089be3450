"""`qwen-lineage export`: one selection, a file whole or not at all, or text on standard output."""

import json
import os
from pathlib import Path

import pytest

from lineage.cli import run
from lineage.cli.commands.export import FORMATS as NAMES
from lineage.export import FORMATS
from tests.web.family import BASE, CHAT, MERGE


def test_the_command_has_every_format() -> None:
    assert tuple(FORMATS) == NAMES


@pytest.mark.parametrize(
    ("selection", "models"),
    [
        (["--model", MERGE], 4),
        (["--subtree", CHAT], 7),
        (["--lineage", MERGE], 3),
        (["--owner", "lab"], 2),
        (["--statement", "MATCH (m:Model {status: 'missing'}) RETURN m.id"], 1),
        (["--filter", "descends_from=model:" + CHAT], 6),
        (["--filter", "/table?descends_from=model:" + CHAT + "&sort=likes"], 6),
        (["--all"], 138),
    ],
)
def test_each_selection_is_a_file_with_a_manifest(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], selection: list[str], models: int
) -> None:
    file = tmp_path / "part.json"
    assert run(["export", *selection, "--home", str(home), "-o", str(file)]) == 0
    assert len(json.loads(file.read_text())["nodes"]) == models
    assert json.loads((tmp_path / "part.json.manifest.json").read_text())["counts"]["models"] == models
    assert f"{models:,} models" in capsys.readouterr().err


def test_a_condition_that_no_model_meets_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--filter", "author=la", "--home", str(home), "--format", "csv", "-o", "-"]) == 0
    assert "note: no model has author=la; did you mean" in capsys.readouterr().err


def test_standard_output_is_what_a_file_holds(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["export", "--subtree", BASE, "--home", str(home), "--attribute", "license"]
    assert run([*asked, "-o", str(tmp_path / "part.graphml")]) == 0
    capsys.readouterr()
    assert run([*asked, "--format", "graphml", "-o", "-"]) == 0
    assert capsys.readouterr().out == (tmp_path / "part.graphml").read_text()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["-o", "x.json"], "--all"),
        (["--all", "--owner", "lab", "-o", "x.json"], "--all"),
        (["--all", "-o", "x.docx"], "graphml"),
        (["--all", "--format", "parquet", "-o", "-"], "-o FILE"),
        (["--all", "-o", "no/such/folder/x.json"], "make it first"),
        (["--subtree", "Qwen/Qwen3-8", "-o", "x.json"], CHAT),
        (["--all", "--attribute", "colour", "-o", "x.json"], "downloads"),
        (["--filter", "licence=mit", "-o", "x.json"], "did you mean license"),
    ],
)
def test_what_cannot_be_exported_says_what_can(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["export", *arguments, "--home", str(home)]) == 2
    assert hint in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", [(), ("--format", "csv")], ids=["by the name", "csv"])
@pytest.mark.parametrize("named", ["", "new/"], ids=["there", "not there yet"])
def test_a_folder_is_told_from_a_format(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: tuple[str, ...], named: str
) -> None:
    assert run(["export", "--all", "--home", str(home), *format, "-o", f"{tmp_path}/{named}"]) == 2
    assert "names a folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_stays_one(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "part.json"
    os.mkfifo(pipe)
    assert run(["export", "--all", "--home", str(home), "-o", str(pipe)]) == 2
    assert "no regular file" in capsys.readouterr().err
    assert [pipe.is_fifo(), *tmp_path.iterdir()] == [True, pipe]
