"""What is printed: drawn and never cut on a terminal, plain lines in a pipe, without colours where nobody wants any."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.load.load import load
from lineage import cli
from lineage.home.home import Home
from lineage.stores import open_writer
from tests.lineage.stores.families import FAMILY, resolution

NODES = "MATCH (m:Model) RETURN m.id AS id, m.downloads AS in_30_days ORDER BY id"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("home")
    load(resolution(root / "resolved" / "family", FAMILY), open_writer("embedded:", Home(root).store))
    assert cli.run(["freeze", "--home", str(root)]) == 0
    return root


def on_a_terminal(*arguments: str, **variables: str) -> str:
    """What our command line prints on a terminal 20 columns wide."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "20", "TERM": "xterm", **variables}
    with subprocess.Popen([sys.executable, "-m", "lineage", *arguments], stdout=theirs, env=environment) as process:
        os.close(theirs)
        printed = b""
        try:
            while piece := os.read(ours, 10_000):
                printed += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        assert process.wait() == 0
    os.close(ours)
    return printed.decode()


def test_in_a_pipe_a_row_is_a_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["cypher", NODES, "--home", str(home)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "id\tin_30_days",
        "Q/base\t",
        "a/child\t12",
        "a/merge\t0",
        "lost/parent\t",
    ]


def test_on_a_terminal_it_is_drawn_and_no_id_is_cut(home: Path) -> None:
    drawn = on_a_terminal("cypher", NODES, "--home", str(home))
    assert "│ lost/parent │" in drawn and "\x1b[" in drawn
    plain = on_a_terminal("cypher", NODES, "--home", str(home), NO_COLOR="1")
    assert not re.search(r"\x1b\[(3|4|9)\d", plain) and "│ lost/parent │" in plain


def test_on_a_dumb_terminal_no_column_is_lost(home: Path) -> None:
    wide = "x" * 100
    drawn = on_a_terminal("cypher", f"RETURN 1 AS first, '{wide}' AS wide", "--home", str(home), TERM="dumb")
    assert "│ first │" in drawn.replace("┃", "│") and f"│ 1     │ {wide} │" in drawn
    assert "\x1b" not in drawn


def test_what_makes_something_says_what_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["freeze", "--json", "--home", str(home)]) == 0
    assert json.loads(capsys.readouterr().out)["models"] == 4
    for command in (["snapshots", "--json"], ["prune", "--json"]):
        assert cli.run([*command, "--home", str(home)]) == 0
        assert json.loads(capsys.readouterr().out) == []


def test_a_misspelt_command_names_those_like_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lod"]) == 2
    assert "Did you mean load?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "proposed"),
    [("impact a/", "a/child a/merge"), ("fixes lo", "lost"), ("resolve x", ""), ("export --subtree Q", "Q/base")],
)
def test_the_shell_completes_what_is_in_the_home(
    words: str, proposed: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *begun = words.split()
    typed = ["qwen-lineage", command, "--home", str(home), *begun]
    monkeypatch.setenv("_QWEN_LINEAGE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(typed))
    monkeypatch.setenv("COMP_CWORD", str(len(typed) - 1))
    with pytest.raises(SystemExit):
        cli.run([])
    assert [line.removeprefix("plain,") for line in capsys.readouterr().out.split()] == proposed.split()


def test_numbers_that_are_none_are_null_in_json_and_nothing_in_csv(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = "RETURN 1e308 * 10 AS large, [toFloat('NaN')] AS none, 0.5 AS half"
    assert cli.run(["cypher", statement, "--json", "--home", str(home)]) == 0
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail) == [
        {"large": None, "none": [None], "half": 0.5}
    ]
    assert cli.run(["cypher", statement, "--csv", "--home", str(home)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == ",[null],0.5"
