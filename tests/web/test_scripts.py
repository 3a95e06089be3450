"""The scripts: none leans back on itself, their types hold, and the pure modules' own tests pass.

Types and tests need Node, which users do not.
"""

import os
import posixpath
import re
import shutil
import subprocess
from pathlib import Path

import networkx as nx
import pytest

from tests.conftest import IN_CI

JS = Path(__file__).parent / "js"
ROOT = JS.parents[2]
SCRIPTS = ROOT / "web/static/js"
NAMED = re.compile(r'"(\.{1,2}/[^"]+\.js)"')  # in an import, or in the comment that names a type of another module


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


def _modules() -> nx.DiGraph:
    """The scripts, each with those whose values or types it names."""
    names = nx.DiGraph()
    for path in SCRIPTS.rglob("*.js"):
        name = path.relative_to(SCRIPTS).as_posix()
        for other in NAMED.findall(path.read_text()):
            names.add_edge(name, posixpath.normpath(posixpath.join(posixpath.dirname(name), other)))
    return names


def test_no_two_scripts_lean_on_each_other_by_any_way_round() -> None:
    modules = _modules()
    assert len(modules) > 40
    assert [sorted(circle) for circle in nx.strongly_connected_components(modules) if len(circle) > 1] == []
