"""What well-kept libraries would do in the place of the frozen graph's own columns, adjacency and components.

`python -m benchmarks.alternatives --models 200000` compares, in one run and interleaved:

- columns and ids in our mapped arrays with the same columns in an Arrow IPC file that polars opens, in processes of
  their own: time from the start to the first answer, memory, and single questions;
- descendants by our subtree index with `scipy.sparse.csgraph.breadth_first_order`, and making the adjacency;
- strongly connected components with `scipy.sparse.csgraph.connected_components` and networkx.

scipy is no dependency of ours: `pip install scipy` first, or put it on PYTHONPATH.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.frozen import synthetic
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.frozen.derivations.components import components
from lineage.frozen.storage.csr import Csr
from tests.lineage.frozen.graphs import FACTS

ROUNDS = 3
OURS = """
from lineage.frozen import FrozenGraph
graph = FrozenGraph.open(Path(sys.argv[1]) / "g")
number, summary = graph.ids.number, graph.models.summary
take = lambda numbers: graph.models.column("downloads").take(numbers)
"""
ARROW = """
import polars as pl
frame = pl.read_ipc(Path(sys.argv[1]) / "models.arrow")
number = frame["id"].search_sorted
summary = lambda n: frame.row(n, named=True)
take = lambda numbers: frame["downloads"].gather(numbers).to_list()
"""
ASKED = """
import json, os, sys, time
from pathlib import Path
{opening}
ids = json.loads(Path(sys.argv[1], "ids.json").read_text())
def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
def median(work, arguments):
    times = []
    for argument in arguments:
        start = time.perf_counter()
        work(argument)
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2] * 1e6
number(ids[0])
first, opened = time.process_time() * 1000, memory()
numbers = [number(id) for id in ids]
pages = [numbers[start:start + 50] for start in range(0, len(numbers), 50)]
print(json.dumps({{
    "first answer, ms CPU": first, "memory then, MB": opened, "number of an id, us": median(number, ids),
    "all of a model, us": median(summary, numbers), "50 of a column, us": median(take, pages),
    "memory after, MB": memory(),
}}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    models = parser.parse_args().models
    batches = synthetic(models)
    with tempfile.TemporaryDirectory() as temporary:
        build(*batches, FACTS, Path(temporary) / "g")
        graph = FrozenGraph.open(Path(temporary) / "g")
        print(f"{graph.size:,} models, {graph.derivations:,} derivations")
        bench_columns(graph, batches[0], Path(temporary))
        bench_descendants(graph)
        bench_components(graph)


def bench_columns(graph: FrozenGraph, batches: Sequence[dict[str, list[Any]]], folder: Path) -> None:
    import polars as pl  # noqa: PLC0415

    frame = pl.concat([pl.DataFrame(batch, infer_schema_length=None) for batch in batches], how="vertical_relaxed")
    frame.sort("id").write_ipc(folder / "models.arrow")
    dice = random.Random(1)
    (folder / "ids.json").write_text(json.dumps([graph.ids[dice.randrange(graph.size)] for _ in range(1000)]))
    runs: dict[str, list[dict[str, float]]] = {"ours": [], "Arrow IPC by polars": []}
    for _ in range(ROUNDS):
        for name, opening in (("ours", OURS), ("Arrow IPC by polars", ARROW)):
            command = [sys.executable, "-c", ASKED.format(opening=opening), str(folder)]
            run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            runs[name].append(json.loads(run.stdout))
    for name, figures in runs.items():
        print(f"{name:22}", ", ".join(f"{what} {min(run[what] for run in figures):.1f}" for what in figures[0]))
    print(f"the Arrow file of the same columns has {(folder / 'models.arrow').stat().st_size / 1e6:.1f} MB")


def bench_descendants(graph: FrozenGraph) -> None:
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import breadth_first_order  # noqa: PLC0415

    child, parent = graph.edges.child, graph.edges.parent
    shape = (graph.size, graph.size)
    matrix = csr_matrix((np.ones(len(child), np.int8), (parent, child)), shape=shape)

    def theirs(number: int) -> int:
        return len(breadth_first_order(matrix, number, return_predecessors=False)) - 1

    some = [random.Random(n).randrange(graph.size) for n in range(50)]
    for name, numbers in (("the 20 largest roots", graph.lists.families(20).numbers), ("50 random models", some)):
        assert [len(graph.lineage.descendants(n)) for n in numbers] == [theirs(n) for n in numbers]
        works = (partial(_each, graph.lineage.descendants, numbers), partial(_each, theirs, numbers))
        ours, scipy = (best / len(numbers) for best in _interleaved(*works))
        print(f"descendants of {name}: ours {ours:.3f} ms, scipy {scipy:.3f} ms each")
    make = _interleaved(
        lambda: Csr.of_edges(parent, child, graph.size),
        lambda: csr_matrix((np.ones(len(child), np.int8), (parent, child)), shape=shape),
    )
    print(f"adjacency out of edges: ours {make[0]:.1f} ms, scipy {make[1]:.1f} ms")


def bench_components(graph: FrozenGraph) -> None:
    """On the graph itself, and on the worst there is: a random graph of which nearly all is one cycle."""
    dice = np.random.default_rng(1)
    size = graph.size // 4
    child, parent = dice.integers(0, size, 2 * size), dice.integers(0, size, 2 * size)
    tangle = Csr.of_edges(parent, child, size), Csr.of_edges(child, parent, size)
    _compare_components("this graph", graph.children, graph.parents)
    _compare_components(f"a tangle of {size:,} models", *tangle)


def _compare_components(name: str, children: Csr, parents: Csr) -> None:
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    size = len(children.indptr) - 1
    matrix = csr_matrix((np.ones(len(children.indices), np.int8), children.indices, children.indptr), (size, size))
    net = nx.DiGraph()
    net.add_nodes_from(range(size))
    net.add_edges_from(
        zip(np.repeat(np.arange(size), children.degrees).tolist(), children.indices.tolist(), strict=True)
    )
    assert len(np.unique(components(children, parents))) == connected_components(matrix, connection="strong")[0]
    ours, scipy, networkx = _interleaved(
        lambda: components(children, parents),
        lambda: connected_components(matrix, connection="strong"),
        lambda: sum(1 for _ in nx.strongly_connected_components(net)),
    )
    print(f"components of {name}: ours {ours:.0f} ms, scipy {scipy:.0f} ms, networkx {networkx:.0f} ms")


def _each(work: Callable[[int], object], numbers: Sequence[int]) -> None:
    for number in numbers:
        work(number)


def _interleaved(*works: Callable[[], object]) -> list[float]:
    """The best of some runs of each, in milliseconds of CPU, taken in turns; none of them has a second thread."""
    rounds = [[_cpu(work) for work in works] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _cpu(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return 1000 * (process_time() - started)


if __name__ == "__main__":
    started = perf_counter()
    main()
    print(f"in {perf_counter() - started:.0f} s")
