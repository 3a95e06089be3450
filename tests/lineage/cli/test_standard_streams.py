"""Commands whose standard streams are closed, or whose reader goes: no traceback, and no file is taken for a stream."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lineage import cli
from lineage.home.home import Home

ROOT = Path(__file__).parents[3]
STATEMENT = "MATCH (m:Model) RETURN m.id AS id ORDER BY id LIMIT 3"


@pytest.fixture
def root(practice_home: Home) -> str:
    """The id of a model with derivatives."""
    most = "MATCH (m:Model)<-[:DERIVED_FROM]-(c) RETURN m.id AS id, count(c) AS n ORDER BY n DESC, id LIMIT 1"
    return run(practice_home, "cypher", most, "--csv").stdout.splitlines()[1].partition(",")[0]


def run(home: Home, *arguments: str, redirected: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
    """`qwen-lineage` with these arguments, its streams redirected as a shell does that."""
    command = ["sh", "-c", f'"$@" {redirected}', "sh", sys.executable, "-m", "lineage", *arguments]
    environment = {**os.environ, "QWEN_LINEAGE_HOME": str(home.root), **variables}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", ["snapshots", "claims", "quality", "variants ROOT", "bom ROOT", "licences ROOT"])
def test_a_command_without_standard_output_ends_well(practice_home: Home, root: str, words: str) -> None:
    done = run(practice_home, *(root if word == "ROOT" else word for word in words.split()), redirected=">&-")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)])
def test_a_command_whose_reader_goes_says_nothing(practice_home: Home, form: tuple[str, ...]) -> None:
    many = "UNWIND range(1, 30000) AS i RETURN 'a text of some length' AS text, i"
    done = run(practice_home, "cypher", many, "--limit", "30000", *form, redirected="| head -n 1 >/dev/null")
    assert done.stderr == ""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_file_of_the_store_takes_the_place_of_a_stream(practice_home: Home, closed: str) -> None:
    usual, done = run(practice_home, "cypher", STATEMENT), run(practice_home, "cypher", STATEMENT, redirected=closed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ("" if ">&-" in closed.split() else usual.stdout)


def test_a_reader_that_goes_ends_a_command_as_a_broken_pipe_does(practice_home: Home) -> None:
    """`qwen-lineage ... | head -1`, under `set -o pipefail`."""
    words = [sys.executable, "-m", "lineage", "cypher", "UNWIND range(1, 900) AS n RETURN n, 'words' AS w"]
    with subprocess.Popen(
        [*words, "--home", str(practice_home.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.wait() == 141
        assert process.stderr.read() == b""


@pytest.mark.parametrize("option", ["--home", "--store"])
def test_an_option_before_the_command_is_told_its_place(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([option, "x", "status"]) == 2
    assert f"{option} stands behind the command: qwen-lineage status {option}" in capsys.readouterr().err
