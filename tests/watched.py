"""Processes of ours, watched: what they import, and how long a processor works for them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WATCH = """
import atexit, sys, time
atexit.register(lambda: print(time.process_time(), *sys.modules, file=sys.stderr))
"""
COMMAND = "from lineage.cli import main; main()"


def watched(code: str, *arguments: str, **variables: str) -> tuple[set[str], float, str]:
    """The modules that a fresh interpreter has after `code`, its seconds of processor time, and what it
    printed. It must succeed, and print nothing on standard error."""
    command, environment = [sys.executable, "-c", WATCH + code, *arguments], {**os.environ, **variables}
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    seconds, *modules = run.stderr.split()
    return set(modules), float(seconds), run.stdout
