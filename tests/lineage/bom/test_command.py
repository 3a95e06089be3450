"""`qwen-lineage bom`: a document on standard output or in a file, whole or not at all."""

import os
from pathlib import Path

import pytest

from lineage.bom import BomFormat
from lineage.cli import run
from lineage.cli.commands.bom import FORMATS
from tests.web import family
from tests.web.family import CHAT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("home")
    family.write(root / "store", family.MODELS, family.DERIVATIONS, family.facts())
    return root


def test_the_command_has_every_format() -> None:
    assert tuple(BomFormat) == FORMATS


def test_a_file_holds_what_standard_output_shows(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "model.json"
    asked = ["bom", CHAT, "--home", str(home), "--format", "cyclonedx-1.7", "--subtree"]
    assert run(asked) == 0
    printed = capsys.readouterr().out
    assert run([*asked, "-o", str(file)]) == 0
    assert file.read_text() == printed
    assert '"specVersion": "1.7"' in printed


def test_an_unknown_model_leaves_a_file_as_it_was(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "model.json"
    file.write_text("before")
    assert run(["bom", "Qwen/Qwen3-8", "--home", str(home), "-o", str(file)]) == 2
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]
    assert f"did you mean {CHAT}" in capsys.readouterr().err


@pytest.mark.parametrize("named", ["", "new/"])
def test_a_folder_is_no_file(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str) -> None:
    assert run(["bom", CHAT, "--home", str(home), "-o", f"{tmp_path}/{named}"]) == 2
    assert "names a folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_stays_one(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "model.json"
    os.mkfifo(pipe)
    assert run(["bom", CHAT, "--home", str(home), "-o", str(pipe)]) == 2
    assert "no regular file" in capsys.readouterr().err
    assert [pipe.is_fifo(), *tmp_path.iterdir()] == [True, pipe]
