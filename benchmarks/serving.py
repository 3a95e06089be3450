"""A server of a home in a process of its own, and what it costs."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process_tree import Usage, descendants, memory, usage
from ingest.practice import population, serve

OURS = [sys.executable, "-m", "lineage"]


@dataclass(frozen=True, slots=True)
class Served:
    """A running `serve`: its address, which ends with a slash, and its process."""

    url: str
    pid: int

    @property
    def cpu(self) -> float:
        """Seconds that it has used by now, with the processes that it started."""
        while True:
            try:
                return sum(map(_cpu, descendants(self.pid)))
            except FileNotFoundError:  # one ended meanwhile: its seconds are its parent's soon
                time.sleep(0.01)


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """Serve a home's graph and store until the block ends."""
    command = [*OURS, "serve", "--port", "0", "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        url = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/", line)))
        yield Served(url, process.pid)
    finally:
        process.terminate()
        process.wait()


def first_answer(home: Path) -> Usage:
    """From the start of `serve` to the first answer."""
    began = time.monotonic()
    with served(home) as server:
        urllib.request.urlopen(f"{server.url}api/v1/graph").read()
        seconds = time.monotonic() - began
        peak, own = memory(server.pid)
        return Usage(seconds, server.cpu, peak, own)


def made(home: Path, models: int) -> Path:
    """A home of so many practice models, crawled to frozen."""
    with serve(population(models, seed=1), quota=1_000_000) as hub:
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "QWEN_LINEAGE_HOME": str(home)}
        for command in ("crawl", "resolve", "load", "freeze"):
            usage([*OURS, command], environment)
    return home


def _cpu(pid: int) -> float:
    """Of a process and of those that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
