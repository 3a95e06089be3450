"""CPU and memory of a crawl, and CPU of `HfApi.list_models` over the same pages, each in a process of its own.

python -m benchmarks.crawl [--models 1000000] [--related 0.2813] [--only crawl]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.memory import peak

ISOLATED = {"DO_NOT_TRACK": "1", "NO_PROXY": "127.0.0.1"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=1_000_000)
    parser.add_argument("--related", type=float, default=0.2813)
    parser.add_argument("--only", choices=list(WAYS))
    parser.add_argument("--child", nargs=2, metavar=("WAY", "URL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        way, url = options.child
        print(json.dumps(_measured(WAYS[way], url)))
        return
    from ingest.practice import population, serve  # noqa: PLC0415 - not in the process that is measured

    made = population(options.models, seed=1, related=options.related)
    with serve(made, quota=1_000_000) as server:
        found = {way: _child(way, server.url) for way in WAYS if options.only in (None, way)}
    for way, numbers in found.items():
        per_model = f"{numbers['cpu'] / options.models * 1e6:6.1f} us of CPU a model"
        print(f"{way:12} {per_model}, {numbers['seconds']:7.1f} s, peak {numbers['memory']:.0f} MB", end="")
        print(f", {numbers['bytes'] / options.models:.1f} bytes a model on disk" if numbers["bytes"] else "")
    if len(found) == len(WAYS):
        print(f"crawl / list_models: {found['crawl']['cpu'] / found['list_models']['cpu']:.2f}")


def _child(way: str, url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **ISOLATED, "HF_HOME": folder}
        command = [sys.executable, "-m", "benchmarks.crawl", "--child", way, url]
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def _measured(way: Callable[[str], Callable[[], int]], url: str) -> dict[str, Any]:
    """CPU and wall seconds of a way, imports left out; peak memory of the whole process, MB; bytes it wrote."""
    work = way(url)
    began, cpu = time.perf_counter(), time.process_time()
    size = work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"seconds": seconds, "cpu": cpu, "memory": peak(), "bytes": size}


def _list_models(url: str) -> Callable[[], int]:
    from huggingface_hub import HfApi  # noqa: PLC0415

    from ingest.rows.fields import EXPAND  # noqa: PLC0415

    def work() -> int:
        for _ in HfApi(endpoint=url, token=False).list_models(sort="created_at", expand=[*EXPAND]):
            pass
        return 0

    return work


def _crawl(url: str) -> Callable[[], int]:
    from ingest.crawl.everything import crawl_all  # noqa: PLC0415
    from ingest.hub.client import Hub  # noqa: PLC0415
    from ingest.snapshots.snapshot import Snapshot  # noqa: PLC0415
    from lineage.home.home import Home  # noqa: PLC0415

    def work() -> int:
        with tempfile.TemporaryDirectory() as folder:
            made = Snapshot.open(crawl_all(Home(Path(folder)), Hub(url)))
            return sum(path.stat().st_size for path in made.files)

    return work


WAYS: dict[str, Callable[[str], Callable[[], int]]] = {"list_models": _list_models, "crawl": _crawl}

if __name__ == "__main__":
    main()
