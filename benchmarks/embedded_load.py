"""The embedded load against kglite's own bulk loads of the same rows, in turns, each in a process of its own.

python -m benchmarks.embedded_load [--models 200000] [--related 0.9]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import kglite
import polars as pl

from benchmarks.memory import peak
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.load.load import load
from ingest.practice import population, serve
from ingest.resolve import resolve
from lineage.home.home import Home
from lineage.place import place

REPEATS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=20_000)
    parser.add_argument("--related", type=float, default=0.9)
    options = parser.parse_args()
    print(f"{options.models:,} practice models, {options.related:.0%} of them related")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with serve(population(options.models, seed=1, related=options.related), quota=1_000_000) as hub:
            snapshot = crawl_all(home, Hub(hub.url))
        _compare(resolve(snapshot, home))


def _compare(resolution: Path) -> None:
    """Best of three each, saving included, turn by turn."""
    ways: dict[str, Callable[[Path], None]] = {"ours": _ours, "kglite from_records": _records}
    try:
        import pandas  # noqa: F401, PLC0415 - only kglite's DataFrame loader wants it
    except ImportError:
        print("pandas is not installed: kglite's add_nodes(DataFrame) is left out")
    else:
        ways["kglite add_nodes"] = _frames
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for _ in range(REPEATS):
            for name, way in ways.items():
                measured[name].append(processes.submit(_measured, way, resolution).result())
    best = {name: min(seconds for seconds, _ in each) for name, each in measured.items()}
    for name, seconds in best.items():
        held = max(megabytes for _, megabytes in measured[name])
        ratio = best["ours"] / seconds
        print(f"load, {name:<24}{seconds:>9.2f} s{held:>8.0f} MB   ours takes {ratio:.2f} times as long")


def _measured(way: Callable[[Path], None], resolution: Path) -> tuple[float, float]:
    """The seconds that a load takes, and the megabytes that its process held at most."""
    start = time.perf_counter()
    way(resolution)
    return time.perf_counter() - start, peak()


def _ours(resolution: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        load(resolution, place(folder).writer())


def _tables(resolution: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return pl.read_parquet(resolution / "models.parquet"), pl.read_parquet(resolution / "derivations.parquet")


def _records(resolution: Path) -> None:
    models, derivations = _tables(resolution)
    edge = {"type": "DERIVED_FROM", "source_type": "Model", "source_id_field": "child"}
    edge |= {"target_type": "Model", "target_id_field": "parent"}
    graph = kglite.from_records(
        {
            "nodes": [{"type": "Model", "id_field": "id", "records": models.to_dicts()}],
            "connections": [{**edge, "records": derivations.to_dicts()}],
        }
    )
    _save(graph)


def _frames(resolution: Path) -> None:
    import pandas as pd  # noqa: PLC0415

    models, derivations = _tables(resolution)
    graph = kglite.KnowledgeGraph()
    graph.add_nodes(pd.DataFrame(models.to_dict(as_series=False)), "Model", "id")
    edges = pd.DataFrame(derivations.to_dict(as_series=False))
    graph.add_relationships(edges, "DERIVED_FROM", "Model", "child", "Model", "parent")
    _save(graph)


def _save(graph: kglite.KnowledgeGraph) -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph.save(f"{folder}/graph.kgl")


if __name__ == "__main__":
    main()
