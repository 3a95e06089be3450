"""Commands as real processes, killed at seeded random moments, and what a home and a store then hold."""

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from lineage import cli, queries
from lineage.home.home import Home
from lineage.stores import Reader

TIMES = ("started_at", "finished_at", "as_of", "id")
"""Fields of a manifest that differ from crawl to crawl; a snapshot's name holds its start."""
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(
    [
        *("ingest.commands.crawl", "ingest.commands.resolve", "ingest.commands.load", "ingest.commands.update"),
        *(
            "ingest.crawl.everything",
            "ingest.crawl.family",
            "ingest.resolve",
            "ingest.load.load",
            "ingest.pipeline.update",
        ),
        *("lineage.stores.embedded.writer", "lineage.stores.neo4j.publish", __name__),
    ]
)


class Killer:
    """Runs commands and kills them somewhere in the time that the last whole run took; one that is not killed must end
    with one of the `good` exit codes."""

    def __init__(self, seed: int, good: Collection[int] = (0,)) -> None:
        self.kills = 0
        self._good = good
        self._chance = random.Random(seed)
        self._seconds = 0.0

    def finish(self, arguments: Iterable[str]) -> None:
        """Run the command to its end; it must succeed."""
        assert not self._killed(arguments, None)

    def kill(self, arguments: Iterable[str]) -> bool:
        """Run the command and kill it with SIGKILL; False when it was over before."""
        killed = self._killed(arguments, self._chance.uniform(0, self._seconds))
        self.kills += killed
        return killed

    def _killed(self, arguments: Iterable[str], after: float | None) -> bool:
        start = time.perf_counter()
        with command(arguments) as (process, errors):
            process.join(after)
            if process.is_alive():
                process.kill()
                process.join()
                return True
            self._seconds = time.perf_counter() - start
            assert process.exitcode in self._good, errors.read_text()
            return False


def run(*arguments: str) -> None:
    """Run a command to its end; it must succeed."""
    Killer(0).finish(arguments)


@contextmanager
def command(arguments: Iterable[str]) -> Iterator[tuple[BaseProcess, Path]]:
    """A command as a process of its own, and the file of what it says. It is forked from one that has imported what
    commands need: it works from its first moment on, so that a kill strikes its work."""
    with TemporaryDirectory() as folder:
        errors = Path(folder) / "errors"
        process = FORKING.Process(target=_main, args=(list(arguments), dict(os.environ), errors))
        process.start()
        yield process, errors


def _main(arguments: list[str], environment: Mapping[str, str], errors: Path) -> None:
    os.environ |= environment
    with errors.open("wb") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    cli.main(arguments)


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
