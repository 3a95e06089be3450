"""What statements cost on a running server, and what it holds then: latency, processor time, memory.

python -m benchmarks.statements [--models 200000] [--home DIR] [--repeats 100]

`--home` names a home that is crawled, resolved, loaded and frozen; else one of `--models` practice models is made.
The server and the engine behind it are processes of their own; their processor time counts together, that of the
process forked for each statement included. Every model is asked for once, so that no answer was kept.
"""

import argparse
import json
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np

import lineage
from benchmarks.process_tree import memory
from benchmarks.serving import Served, made, served

PAGES = ("", "table", "outline", "owners", "growth", "licences", "claims", "quality", "questions", "cypher")
OF_MODELS = ("models/{}", "table/{}", "outline/{}", "api/v1/descendants/{}", "api/v1/impact/{}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--repeats", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or made(Path(folder), options.models)
        graph = lineage.open(home).graph
        numbers = np.random.default_rng(1).choice(graph.size, options.repeats, replace=False)
        random = [graph.ids[int(number)] for number in numbers]
        largest = [graph.ids[int(number)] for number in graph.lists.families(options.repeats, 0).numbers]
        print(f"{graph.size:,} models, {graph.derivations:,} derivations")
        with served(home) as server:
            _statements(server, random, largest)
            for page in (*PAGES, *(route.format(quote(id)) for id in random for route in OF_MODELS)):
                urllib.request.urlopen(server.url + page).read()
            _print_memory(server, f"all of these and {len(PAGES) + len(OF_MODELS) * len(random)} pages and answers")


def _statements(server: Served, random: Sequence[str], largest: Sequence[str]) -> None:
    _print_memory(server, "nothing")
    began, cpu = time.monotonic(), server.cpu
    _ask(server, "RETURN 1 AS one")
    print(f"the engine opened and a first statement: {time.monotonic() - began:.2f} s, CPU {server.cpu - cpu:.2f} s")
    print(f"{'statement':<44}{'least ms':>10}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}   of {len(random)} models")
    match = "MATCH (m:Model {{id: {}}})"
    _print(server, "a model by id", [f"{match} RETURN m.downloads AS downloads" for match in _each(match, random)])
    _print(
        server,
        "its parents",
        [f"{match}-[:DERIVED_FROM]->(p) RETURN p.id AS id" for match in _each(match, random)],
    )
    _print(
        server,
        "the largest families: their children counted",
        [f"{match}<-[:DERIVED_FROM]-(c) RETURN count(c) AS children" for match in _each(match, largest)],
    )
    _print_memory(server, "all of these")


def _each(pattern: str, ids: Sequence[str]) -> list[str]:
    return [pattern.format(json.dumps(id)) for id in ids]


def _print(server: Served, name: str, statements: Sequence[str]) -> None:
    cpu = server.cpu
    taken = [1000 * _ask(server, statement) for statement in statements]
    cpu = 1000 * (server.cpu - cpu) / len(statements)
    least, p50, p95 = np.percentile(taken, (0, 50, 95))
    print(f"{name:<44}{least:>10.1f}{p50:>9.1f}{p95:>9.1f}{cpu:>9.1f}", flush=True)


def _ask(server: Served, statement: str) -> float:
    """The seconds of an answer that has rows. Raises HTTPError for any other."""
    began = time.monotonic()
    urllib.request.urlopen(f"{server.url}api/v1/cypher?{urlencode({'statement': statement})}").read()
    return time.monotonic() - began


def _print_memory(server: Served, asked: str) -> None:
    held, own = memory(server.pid)
    print(f"memory after {asked}: {held:.0f} MB, of it {own:.0f} MB its own", flush=True)


if __name__ == "__main__":
    main()
