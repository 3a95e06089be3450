"""How the answers of these files compare with those of an earlier commit: `python -m benchmarks.beside COMMIT`.

Both are asked the same in turn, each in a process of its own over a graph that it froze itself, so that a machine that
is slow for a while is slow for both. Of each address counts the least processor time of all rounds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.routes import Route, routes
from lineage.frozen import FrozenGraph

ROOT = Path(__file__).parents[1]
ADDRESSES = 40  # of each route, so many are asked for
SLIPPED = 1.15  # a ratio that is pointed at
ANSWERS = """
import gc, json, sys, time
from pathlib import Path
from lineage.frozen import FrozenGraph
from tests.web import synthetic
from web import Source, create_app

models, folder = int(sys.argv[1]), Path(sys.argv[2])
synthetic.graph(models, folder)

def app():
    return create_app(Source(FrozenGraph.open(folder), None)).test_client()

def milliseconds(client, path):
    started = time.process_time()
    response = client.get(path, headers={"Accept-Encoding": "gzip"})
    taken = 1000 * (time.process_time() - started)
    return taken if response.status_code == 200 else None

client = app()
print(json.dumps(FrozenGraph.open(folder).version), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if asked["once"]:
        client = app()
    milliseconds(client, asked["first"])
    gc.collect()
    print(json.dumps([milliseconds(client, path) for path in asked["paths"]]), flush=True)
"""
"""What runs in the files of either commit."""


class Answering:
    """A process that answers requests with the files of one commit."""

    def __init__(self, files: Path, graph: Path, models: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", ANSWERS, str(models), str(graph)],
            cwd=files,
            env={**os.environ, "PYTHONPATH": str(files)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.version: str = self._said()

    def milliseconds(self, route: Route, version: str) -> list[float | None]:
        """Of each address, with a version in it that is this graph's own; None where it is not answered."""
        assert self._process.stdin
        paths = [path.replace(version, self.version) for path in route.paths[:ADDRESSES]]
        asked = {"paths": paths, "first": "/table" if route.once else paths[0], "once": route.once}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        taken: list[float | None] = self._said()
        return taken

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def _said(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a process ended before it answered: see above")
        return json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="routes whose name has this")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        trees = (stack.enter_context(files_of(asked.commit)), ROOT)
        graphs = [Path(folder) / name for name in ("earlier", "now")]
        sides = [Answering(tree, graph, asked.models) for tree, graph in zip(trees, graphs, strict=True)]
        for side in sides:
            stack.callback(side.close)
        graph = FrozenGraph.open(graphs[1])
        print(f"{'route':62} {'p50 ms':>14} {'ratio':>6} {'p95 ms':>14} {'ratio':>6}   of {asked.commit}, and of now")
        ratios = []
        for route in routes(graph, ADDRESSES):
            if asked.only in route.name:
                ratios.append(_compared(route, sides, graph.version, asked.rounds))
        p50, p95 = np.exp(np.nanmean(np.log(ratios), axis=0))
        print(f"\nall routes, geometric mean of the ratios: p50 {p50:.2f}, p95 {p95:.2f}")


@contextmanager
def files_of(commit: str) -> Iterator[Path]:
    """The files of a commit, in a folder that goes again."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        yield Path(folder)


def _compared(route: Route, sides: list[Answering], version: str, rounds: int) -> tuple[float, float]:
    """Prints a row; the ratios of its p50 and p95, now to earlier, nan where one side does not answer."""
    least: list[list[list[float | None]]] = [[], []]
    for turn in range(rounds):
        for side in (0, 1) if turn % 2 else (1, 0):
            least[side].append(sides[side].milliseconds(route, version))
    taken = [np.min(np.array(times, np.float64), axis=0) for times in least]  # None is nan
    (before, before95), (now, now95) = (np.percentile(times, [50, 95]) for times in taken)
    row = f"{before:7.2f}{now:7.2f} {now / before:6.2f} {before95:7.2f}{now95:7.2f} {now95 / before95:6.2f}"
    print(f"{route.name:62} {row}{'   slower' if min(now / before, now95 / before95) > SLIPPED else ''}", flush=True)
    return now / before, now95 / before95


if __name__ == "__main__":
    main()
