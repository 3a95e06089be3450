"""Long runs in a short time: a server under traffic whose home is updated, loaded and crawled anew again and again.

    python -m benchmarks.soak --minutes 10

Two days of hourly updates, a load by force every six hours and a whole crawl every twelve, in as many minutes as are
given (an hour, unless said otherwise), while four visitors ask for pages, answers, files and statements. The server
runs as its users run it, on a practice Hub that lives through a day for every hour. Looked at every few seconds: its
memory (PSS of its processes), descriptors, threads, processes, and the temporary files of all. The last quarter is held
against the second; whatever grew more than its bound ends this with 1.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.process_tree import descendants, memory
from ingest.practice import PracticeHub, Server, population
from ingest.practice.days import days
from lineage.home.home import Home
from lineage.home.servers import running_servers

HOURS = 48
VISITORS = 4
PAUSE = 0.05
"""Seconds that a visitor thinks."""

STATEMENT = "MATCH (c:Model)-[r:DERIVED_FROM]->(p:Model) RETURN p.id AS id, count(c) AS n ORDER BY n DESC, id LIMIT 20"
PATHS = (
    "/",
    "/outline",
    "/models/{id}",
    "/families/{id}",
    "/api/v1/graph",
    "/api/v1/models/{id}",
    "/api/v1/descendants/{id}?limit=20",
    "/api/v1/search?q={part}&limit=5",
    "/api/v1/map/view?fit_width=1440&fit_height=900",
    "/api/v1/cypher?statement={statement}",
    "/readyz",
)
BOUNDS: Mapping[str, tuple[float, float]] = {
    "memory, MB": (1.1, 10),
    "descriptors": (1.0, 8),
    "threads": (1.0, 4),
    "processes": (1.0, 1),
    "temporary files": (1.0, 2),
    "files in the home": (1.2, 12),
}
"""How much more the last quarter may have than the second: times so many, and so many beside."""


@dataclass
class Soak:
    """What is counted while it goes on."""

    home: Home
    url: str
    ids: list[str]
    server: int
    folder: Path
    statuses: Counter[int | str] = field(default_factory=Counter)
    samples: list[dict[str, float]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def visit(self, seed: int) -> None:
        """Ask for one thing after the other."""
        chance = random.Random(seed)
        while not self.over.wait(PAUSE):
            id = chance.choice(self.ids)
            known = {"id": quote(id), "part": quote(id.rpartition("/")[2][:4]), "statement": quote(STATEMENT)}
            try:
                with urlopen(self.url + chance.choice(PATHS).format(**known).removeprefix("/"), timeout=60) as answer:
                    answer.read()
                    self.statuses[answer.status] += 1
            except HTTPError as error:
                error.read()
                self.statuses[error.code] += 1
            except OSError as error:
                self.statuses[type(error).__name__] += 1

    def look(self, every: float) -> None:
        """Count what the server has, again and again."""
        while not self.over.wait(every):
            self.samples.append(self.sample())

    def sample(self) -> dict[str, float]:
        tree = descendants(self.server)
        return {
            "memory, MB": memory(self.server)[0],
            "descriptors": _count(tree, "fd"),
            "threads": _count(tree, "task"),
            "processes": len(tree),
            "temporary files": _files(self.folder),
            "files in the home": _files(self.home.root),
        }


def _files(folder: Path) -> int:
    """Files below a folder, whatever vanishes meanwhile."""
    return sum(len(names) for _, _, names in os.walk(folder))


def _count(tree: list[int], kind: str) -> int:
    total = 0
    for pid in tree:
        try:
            total += sum(1 for _ in Path(f"/proc/{pid}/{kind}").iterdir())
        except OSError:
            continue
    return total


def _qwen_lineage(home: Home, *words: str) -> int:
    command = [sys.executable, "-m", "lineage", *words, "--home", str(home.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        print(f"{' '.join(words)}: exit {done.returncode}: {done.stderr[-300:]}", flush=True)
    return done.returncode


def live(soak: Soak, hub: Server, to_come: "list[PracticeHub]", seconds: float) -> Counter[int]:
    """Two days: an update an hour, a load by force and a whole crawl now and then."""
    codes, begun = Counter[int](), time.monotonic()
    for hour, today in enumerate(to_come):
        hub.hub = today
        words = ["update", "--endpoint", hub.url, "--keep", "3", *(["--anew"] if hour % 12 == 6 else [])]
        codes[_qwen_lineage(soak.home, *words)] += 1
        if hour % 6 == 3:
            codes[_qwen_lineage(soak.home, "load", "--force")] += 1
        time.sleep(max(0.0, begun + (hour + 1) * seconds / len(to_come) - time.monotonic()))
    return codes


def quarters(samples: list[dict[str, float]]) -> dict[str, list[float]]:
    """The median of each count in each quarter of the time."""
    size = max(1, len(samples) // 4)
    parts = [samples[start : start + size] for start in range(0, 4 * size, size)]
    return {name: [median(one[name] for one in part) for part in parts if part] for name in samples[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--models", type=int, default=3_000)
    arguments = parser.parse_args()
    people = population(arguments.models, seed=7, related=0.8)
    hubs = [PracticeHub(day.population, quota=10**9) for day in days(people, HOURS)]
    with tempfile.TemporaryDirectory() as root, Server(hubs[0]) as hub:
        home, folder = Home(Path(root) / "home"), Path(root) / "tmp"
        folder.mkdir()
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        assert _qwen_lineage(home, "update", "--whole", "--endpoint", hub.url) == 0
        command = [sys.executable, "-m", "lineage", "serve", "--port", "0", "--home", str(home.root)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            while not (found := running_servers(home)):
                time.sleep(0.1)
            ids = [str(id) for id in list(people.numbers)[:: max(1, arguments.models // 300)]]
            soak = Soak(home, found[0].url, ids, server.pid, folder)
            codes = _run(soak, hub, hubs[1:], arguments.minutes * 60)
        finally:
            server.terminate()
            server.wait(30)
    sys.exit(_report(soak, codes))


def _run(soak: Soak, hub: Server, hubs: "list[PracticeHub]", seconds: float) -> Counter[int]:
    every = max(1.0, seconds / 240)
    watching = threading.Thread(target=soak.look, args=(every,))
    visitors = [threading.Thread(target=soak.visit, args=(seed,)) for seed in range(VISITORS)]
    for thread in (watching, *visitors):
        thread.start()
    try:
        return live(soak, hub, hubs, seconds)
    finally:
        soak.over.set()
        for thread in (watching, *visitors):
            thread.join()


def _report(soak: Soak, codes: Counter[int]) -> int:
    print(f"requests {json.dumps(dict(soak.statuses.most_common()))}; commands by exit code {dict(codes)}")
    print(f"{'median of each quarter':22}" + "".join(f"{n + 1:>10}" for n in range(4)))
    grown = []
    for name, parts in quarters(soak.samples).items():
        print(f"{name:22}" + "".join(f"{value:>10,.1f}" for value in parts))
        times, more = BOUNDS[name]
        if parts[-1] > parts[1] * times + more:
            grown.append(name)
    print(f"GREW: {', '.join(grown)}" if grown else "flat")
    return 1 if grown else 0


if __name__ == "__main__":
    main()
