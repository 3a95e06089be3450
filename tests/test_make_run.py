"""`make run` as a person has it in a terminal: Ctrl-C is how it ends, and loses nothing."""

import os
import shutil
import signal
import subprocess
import sys
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


def make_run(arguments: str) -> list[str]:
    return ["make", "run", f"ARGS={arguments}"]


def test_ctrl_c_ends_it_without_an_error_once_the_command_has_ended(clone: Path, tmp_path: Path) -> None:
    """A terminal tells everybody in it; make does not wait for more than its shell."""
    home = tmp_path / "home"
    with serving(HeldHub()) as url:
        environment = {**os.environ, "HF_ENDPOINT": url, "PYTHONPATH": str(ROOT)}
        ran = {"cwd": clone, "env": environment, "start_new_session": True, "text": True}
        command = make_run(f"--whole --no-serve --home {home}")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **ran) as process:  # type: ignore[call-overload]
            until(lambda: pages_kept(home) == FIRST)
            os.killpg(process.pid, signal.SIGINT)
            told, _ = process.communicate(timeout=LATEST)
    assert "what was finished is kept" in told.splitlines()[-1]
    assert "***" not in told
    assert pages_kept(home) >= FIRST
    assert process.returncode == -signal.SIGINT, "make was told too"


def test_another_failure_is_one_with_the_commands_own_code(clone: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = make_run("--nonsense")
    ran = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "Error 2" in ran.stderr
