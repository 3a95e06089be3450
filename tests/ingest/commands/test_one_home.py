"""One home, several processes: whoever works second is told who is first; whoever only reads needs no permission to
write."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lineage import settings
from lineage.cli import command_line as cli
from lineage.home import work_lock
from lineage.home.home import Home
from lineage.home.work_lock import working

ROOT = Path(__file__).resolve().parents[3]
ANOTHER_USER = 65534

SECOND = {
    "run": "run --practice --models 60 --no-serve --fresh",
    "crawl": "crawl --endpoint http://127.0.0.1:9",
    "refresh": "refresh --endpoint http://127.0.0.1:9",
    "update": "update --endpoint http://127.0.0.1:9",
    "import": f"import {ROOT}/README.md --id a/b",
    "resolve": "resolve",
    "load": "load",
    "freeze": "freeze",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of 60 made-up models, two snapshots of them, loaded and frozen."""
    home = Home(tmp_path_factory.mktemp("one-home") / "home")
    for _ in range(2):
        run = ["run", "--practice", "--models", "60", "--no-serve", "--fresh", "--home", str(home.root)]
        assert cli.run(run) == 0
    return home


@pytest.mark.parametrize("second", SECOND)
def test_whoever_comes_second_is_told_who_works_in_one_line(
    second: str, small: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(work_lock, "A_WHILE", 0.1)
    with working(small, "update"):
        code = cli.run([*SECOND[second].split(), "--home", str(small.root)])
    said = capsys.readouterr().err
    assert code == 4, said
    assert f"`update` (process {os.getpid()}, since " in said
    assert "Traceback" not in said


def test_a_step_waits_for_another_one(small: Home, tmp_path: Path) -> None:
    home = Path(shutil.copytree(small.root, tmp_path / "home"))
    steps = [[sys.executable, "-m", "lineage", step, "--home", str(home)] for step in ("load", "freeze", "resolve")]
    running = [subprocess.Popen(step, stderr=subprocess.PIPE, text=True, cwd=ROOT) for step in steps]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said


READING = """
import sys
import lineage
from lineage.cli import command_line as cli
from lineage.place import place
from web.app import app_of
home = sys.argv[1]
for words in (["status"], ["snapshots"], ["quality"], ["cypher", "MATCH (m:Model) RETURN count(*) AS n", "--json"]):
    assert cli.run([*words, "--home", home]) == 0, words
assert lineage.open(home).graph.size >= 60
client = app_of(place(home)).test_client()
for path in ("/", "/api/v1/graph", "/outline", "/readyz"):
    assert client.get(path, base_url="http://localhost").status_code == 200, path
"""
OPEN = "import lineage, sys; lineage.open(sys.argv[1])"


@contextmanager
def closed(home: Path, mode: int) -> Iterator[None]:
    """Nobody may write into the home, whoever owns it."""
    folders = [home, *(path for path in home.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(mode)
    for path in home.rglob("*"):
        if path.is_file():
            path.chmod(mode & 0o444)
    try:
        yield
    finally:
        for folder in folders:
            folder.chmod(0o755)


AS_ANYBODY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner")
"""How root becomes a user like others, whom permissions bind."""

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def as_anybody(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python as a user whom the permissions of files bind."""
    command = [*(AS_ANYBODY if IS_ROOT else ()), sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)


@pytest.fixture
def readable(small: Home, tmp_path: Path) -> Path:
    """A copy of the home."""
    if IS_ROOT and shutil.which(AS_ANYBODY[0]) is None:
        pytest.skip("root is bound by no permissions, and there is no setpriv")
    return Path(shutil.copytree(small.root, tmp_path / "home"))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users as POSIX has them")
@pytest.mark.parametrize("frozen", [True, False])
def test_reading_needs_no_permission_to_write(readable: Path, frozen: bool) -> None:
    if not frozen:
        shutil.rmtree(readable / "frozen")
    with closed(readable, 0o555):
        done = as_anybody("-c", READING, str(readable))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


@pytest.mark.skipif(not IS_ROOT, reason="only root gives a home to somebody else")
@pytest.mark.parametrize("step", ["resolve", "update"])
def test_a_home_that_others_may_read_is_written_by_its_owner_alone(step: str, readable: Path) -> None:
    for path in (readable, *readable.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.chown(path, ANOTHER_USER, ANOTHER_USER)
    done = as_anybody("-m", "lineage", step, "--home", str(readable))
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, f"qwen-lineage: {readable}: you may not write it")
    assert as_anybody("-m", "lineage", "status", "--home", str(readable)).returncode == 0


@pytest.mark.skipif(not IS_ROOT, reason="only root gives a home to somebody else")
def test_a_private_home_says_how_others_may_read_it(readable: Path) -> None:
    readable.chmod(0o700)
    os.chown(readable, ANOTHER_USER, ANOTHER_USER)
    for arguments in (["-m", "lineage", "status", "--home", str(readable)], ["-c", OPEN, str(readable)]):
        done = as_anybody(*arguments)
        assert "QWEN_LINEAGE_ACCESS" in done.stderr, done.stderr
    assert "Traceback" not in as_anybody("-m", "lineage", "resolve", "--home", str(readable)).stderr


@pytest.mark.parametrize(
    ("word", "folder", "file"), [("", 0o700, None), ("group", 0o750, 0o640), ("all", 0o755, 0o644)]
)
def test_who_may_read_a_home_is_a_setting(
    word: str, folder: int, file: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if word:
        monkeypatch.setenv(settings.ACCESS.variable, word)
    home = tmp_path / "home"
    assert cli.run(["import", f"{ROOT}/README.md", "--id", "a/b", "--home", str(home)]) == 0
    assert home.stat().st_mode & 0o777 == folder
    for path in (home / "snapshots").rglob("*") if file else ():
        assert path.stat().st_mode & 0o777 == (folder if path.is_dir() else file), path


def test_what_was_written_in_private_is_opened_by_the_next_command_that_writes(
    readable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = readable / ".huggingface" / "token"
    token.parent.mkdir()
    token.write_text("secret")
    for path in (*readable.rglob("*"), readable):
        path.chmod(0o700 if path.is_dir() else 0o600)
    monkeypatch.setenv(settings.ACCESS.variable, "group")
    assert cli.run(["load", "--home", str(readable)]) == 0
    parts = [path for part in Home(readable).parts for path in (part, *part.rglob("*"))]
    modes = {path: path.stat().st_mode & 0o777 for path in (readable, *parts) if path.exists()}
    assert {path: mode for path, mode in modes.items() if mode != (0o750 if path.is_dir() else 0o640)} == {}
    assert {path.name for path in modes} >= {"models.parquet", "arrays.bin", "manifest.json"}
    assert token.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("word", "mode"), [("private", 0o700), ("group", 0o750), ("", 0o755)])
def test_a_home_is_closed_again_where_that_is_set_and_else_keeps_its_mode(
    word: str, mode: int, readable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readable.chmod(0o755)
    monkeypatch.setenv(settings.ACCESS.variable, word)
    assert cli.run(["load", "--home", str(readable)]) == 0
    assert readable.stat().st_mode & 0o777 == mode


def test_an_access_that_is_none_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(settings.ACCESS.variable, "everybody")
    assert cli.run(["import", f"{ROOT}/README.md", "--id", "a/b", "--home", str(tmp_path / "home")]) == 2
    assert "one of private, group, all" in capsys.readouterr().err
