"""Commands as real processes, killed at seeded random moments, and what a home and a store then hold."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from lineage import queries
from lineage.home import Home
from lineage.stores import Reader

TIMES = ("started_at", "finished_at", "as_of", "id")
"""Fields of a manifest that differ from crawl to crawl; a snapshot's name holds its start."""


STARTING = 0.4
"""Share of a run that is Python importing what it needs: a kill there proves nothing."""


class Killer:
    """Runs `python -m lineage ...` and kills it somewhere in the time that its last whole run took; one that is not
    killed must end with one of the `good` exit codes."""

    def __init__(self, seed: int, good: Collection[int] = (0,)) -> None:
        self.kills = 0
        self._good = good
        self._chance = random.Random(seed)
        self._seconds = 0.0

    def finish(self, arguments: Iterable[str]) -> None:
        """Run the command to its end; it must succeed."""
        start = time.perf_counter()
        done = subprocess.run(_command(arguments), check=False, capture_output=True, text=True)
        self._seconds = time.perf_counter() - start
        assert done.returncode in self._good, done.stderr

    def kill(self, arguments: Iterable[str]) -> bool:
        """Run the command and kill it with SIGKILL; False when it was over before."""
        start = time.perf_counter()
        process = subprocess.Popen(_command(arguments), stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=self._chance.uniform(STARTING * self._seconds, self._seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.kills += 1
            return True
        self._seconds = time.perf_counter() - start
        assert process.returncode in self._good, said
        return False


def run(*arguments: str) -> None:
    """Run a command to its end; it must succeed."""
    Killer(0).finish(arguments)


def _command(arguments: Iterable[str]) -> list[str]:
    return [sys.executable, "-m", "lineage", *arguments]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path there; manifests without their times and names, and the checksum of all."""
    return {str(path.relative_to(folder)): _content(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def leftovers(home: Home) -> list[Path]:
    """Work of processes that are no more."""
    return [path for path in home.root.rglob("*") if path.name.startswith(".")]


def graph(reader: Reader) -> set[str]:
    """All models and all derivations a store holds, each as a text."""
    return {
        repr([value.isoformat() if isinstance(value, datetime) else value for value in row])
        for batches in (queries.all_models(reader), queries.all_derivations(reader))
        for batch in batches
        for row in zip(*batch.values(), strict=True)
    }


def difference(one: set[str], other: set[str]) -> list[str]:
    """What only one of two graphs has: a few examples, since all of it would take pytest minutes to print."""
    return sorted(one ^ other)[:4]


def _content(path: Path) -> bytes:
    if path.name != "manifest.json":
        return path.read_bytes()
    manifest = json.loads(path.read_text())
    return json.dumps({name: value for name, value in manifest.items() if name not in (*TIMES, "checksum")}).encode()
