"""What is printed to be pasted: parsed by a shell's rules it names the program, place and Hub that were in use."""

import shlex
import sys
from pathlib import Path

import pytest

from lineage import cli
from lineage.cli.shell import pasteable, shell_command
from lineage.home.home import Home, default_home
from lineage.place import Place, place

DEFAULT = Place(Home(default_home()), "embedded:")


@pytest.fixture(autouse=True)
def without_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)


def test_in_the_default_place_nothing_is_added() -> None:
    assert shell_command("load", DEFAULT) == "qwen-lineage load"
    assert shell_command("practice-hub") == "qwen-lineage practice-hub"


def test_home_and_store_are_there_however_they_were_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given = shell_command("load", place("/data/my home", "embedded:/x"))
    monkeypatch.setenv("QWEN_LINEAGE_HOME", "/data/my home")
    monkeypatch.setenv("QWEN_LINEAGE_STORE", "embedded:/x")
    assert shell_command("load", place()) == given
    assert shlex.split(given) == ["qwen-lineage", "load", "--home", "/data/my home", "--store", "embedded:/x"]


def test_no_password_is_printed_and_the_command_takes_what_is() -> None:
    text = shell_command("serve", Place(DEFAULT.home, "neo4j://me:secret@db:7687"))
    assert text == "qwen-lineage serve --store neo4j://me@db:7687"


def test_the_hub_is_named_for_those_who_ask_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:8766/s/a b")
    text = shell_command("crawl --family Qwen/Qwen3-8B", DEFAULT)
    assert shlex.split(text)[:3] == ["HF_ENDPOINT=http://127.0.0.1:8766/s/a b", "qwen-lineage", "crawl"]
    assert shell_command("resolve", DEFAULT) == "qwen-lineage resolve"
    assert shell_command("crawl", DEFAULT, endpoint="http://x") == "HF_ENDPOINT=http://x qwen-lineage crawl"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    program = tmp_path / "bin" / "qwen-lineage"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


def test_a_program_that_is_not_on_the_path_is_called_as_it_was(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [str(installed), "run"])
    monkeypatch.setenv("PATH", "/nowhere")
    assert shell_command("serve") == f"{installed} serve"
    monkeypatch.setenv("PATH", str(installed.parent))
    assert shell_command("serve") == "qwen-lineage serve"


def test_a_module_is_called_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/x/lineage/__main__.py", "run"])
    assert shell_command("serve") == f"{sys.executable} -m lineage serve"


def test_commands_in_a_hint_are_for_the_place_that_was_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pasteable("`qwen-lineage load`, or `qwen-lineage run`", Place(Home(Path("/h")), "embedded:")) == (
        "`qwen-lineage load --home /h`, or `qwen-lineage run --home /h`"
    )
    assert cli.run(["freeze", "--home", str(tmp_path)]) == 2
    assert f"`qwen-lineage run --home {tmp_path}`" in capsys.readouterr().err


def test_a_hint_at_a_help_text_stays_short() -> None:
    hint = "see `qwen-lineage import --help`"
    assert pasteable(hint, Place(Home(Path("/h")), "embedded:")) == hint
