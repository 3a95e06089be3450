"""`make run` as a person or a supervisor has it: a signal ends the command too, and loses nothing."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.pipeline.publisher import FIRST
from tests.ingest.networks import HeldHub, serving
from tests.test_cli import pages_kept
from tests.waiting import LATEST, until

ROOT = Path(__file__).parents[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project's folder as `make run` leaves it: everything is installed."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    (commands / "python").symlink_to(sys.executable)
    command = commands / "qwen-lineage"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m lineage "$@"\n')
    command.chmod(0o755)
    (tmp_path / ".venv" / ".run").touch()
    return tmp_path


@contextmanager
def run_that_reads(clone: Path, home: Path) -> Iterator["subprocess.Popen[str]"]:
    """`make run` in a session of its own, once it has read some pages of a Hub that holds the next ones back."""
    with serving(HeldHub()) as url:
        with subprocess.Popen(
            ["make", "run", f"ARGS=--whole --no-serve --home {home}"],
            cwd=clone,
            env={**os.environ, "HF_ENDPOINT": url, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        ) as process:
            until(lambda: pages_kept(home) == FIRST)
            yield process
            process.wait(LATEST)
        until(lambda: not is_any_left(process.pid))


def is_any_left(session: int) -> bool:
    """Whether a process of a group lives."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_c_loses_nothing(clone: Path, tmp_path: Path) -> None:
    """A terminal tells everybody in it."""
    home = tmp_path / "home"
    with run_that_reads(clone, home) as process:
        os.killpg(process.pid, signal.SIGINT)
        told, _ = process.communicate(timeout=LATEST)
    assert "what was finished is kept" in told
    assert pages_kept(home) >= FIRST


def test_what_ends_make_ends_the_command(clone: Path, tmp_path: Path) -> None:
    """A supervisor, or an editor's stop button, tells make alone."""
    home = tmp_path / "home"
    with run_that_reads(clone, home) as process:
        process.terminate()
    assert pages_kept(home) >= FIRST


def test_a_failure_is_one_with_the_commands_own_code(clone: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = ["make", "run", "ARGS=--nonsense"]
    ran = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "Error 2" in ran.stderr
