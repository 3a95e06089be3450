"""The suite in several processes: every test runs once, those of a file and of a server together, and what is made once
is made once."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.side_by_side import LONG

ROOT = Path(__file__).resolve().parents[1]
CONFTEST = """
import os, pytest
from tests.side_by_side import once, shared_folder
from tests.side_by_side import pytest_collection_modifyitems, pytest_configure_node, pytest_xdist_make_scheduler
from tests.side_by_side import pytest_xdist_setupnodes

@pytest.fixture(scope="session")
def neo4j_url():
    return "bolt://nowhere"

@pytest.fixture(scope="session")
def made(tmp_path_factory, pytestconfig):
    def fill(folder):
        folder.mkdir()
        (folder / str(os.getpid())).touch()
    return once(shared_folder(tmp_path_factory, pytestconfig) / "made", fill)

@pytest.fixture(autouse=True)
def told(request, made):
    (made / f"{request.node.name} {os.getpid()}").touch()
"""
SUITE = {
    "conftest": CONFTEST,
    "test_one": "def test_one_a(): pass\ndef test_one_b(neo4j_url): pass\ndef test_one_c(): pass\n",
    "test_two": "def test_two_a(neo4j_url): pass\ndef test_two_b(): pass\ndef test_two_c(): pass\n",
    "test_apart": "import pytest\npytestmark = pytest.mark.apart\n"
    "@pytest.mark.parametrize('letter', set('abcdefgh'))\ndef test_it(letter): pass\n",
}


def _run(folder: Path, *options: str) -> dict[str, str]:
    """The process that ran each test, by the test's name."""
    for name, text in SUITE.items():
        (folder / f"{name}.py").write_text(text)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    arguments = [*options, "--basetemp", str(folder / "temp"), "-o", "markers=apart", str(folder)]
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert re.search(r"^14 passed in ", done.stdout, re.MULTILINE), done.stdout + done.stderr
    told = [path.name for path in folder.glob("temp/**/made/made/* *")]
    assert len(told) == 14
    return dict(name.split() for name in told)  # type: ignore[misc]


def test_every_test_runs_once_and_files_and_lines_stay_together(tmp_path: Path) -> None:
    by = _run(tmp_path, "-n", "2", "--dist", "loadfile")
    assert by["test_one_a"] == by["test_one_c"]
    assert by["test_two_b"] == by["test_two_c"]
    assert by["test_one_b"] == by["test_two_a"]
    assert len(set(by.values())) == 2
    assert max(Counter(by.values()).values()) < 14


def test_what_all_processes_need_is_made_once(tmp_path: Path) -> None:
    _run(tmp_path, "-n", "3", "--dist", "loadfile")
    assert len([path for path in tmp_path.glob("temp/**/made/made/*") if " " not in path.name]) == 1


def test_in_one_process_nothing_changes(tmp_path: Path) -> None:
    assert len(set(_run(tmp_path).values())) == 1


@pytest.mark.parametrize("file", LONG)
def test_a_long_file_is_still_there(file: str) -> None:
    assert (ROOT / file).exists()
