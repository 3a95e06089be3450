"""The scripts: their types hold, and the pure modules' own tests pass. Needs Node, which users do not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import IN_CI

JS = Path(__file__).parent / "js"
ROOT = JS.parents[2]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        message = f"no {name} on this machine: install Node 20 or later"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return found


def test_pure_modules_do_what_their_tests_say() -> None:
    files = sorted(str(path) for path in JS.glob("*.test.*js"))
    assert files
    done = subprocess.run([_tool("node"), "--test", *files], check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_hold() -> None:
    if not (JS / "node_modules").is_dir():
        command = [_tool("npm"), "ci", "--no-audit", "--no-fund"]
        installed = subprocess.run(command, check=False, capture_output=True, text=True, cwd=JS, env=dict(os.environ))
        if installed.returncode != 0 and not IN_CI:
            pytest.skip(f"TypeScript could not be installed: {installed.stderr[-200:]}")
        assert installed.returncode == 0, installed.stderr
    tsc = JS / "node_modules" / ".bin" / "tsc"
    done = subprocess.run(
        [str(tsc), "--noEmit", "-p", "web/static/jsconfig.json"], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout
