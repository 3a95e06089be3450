"""Loading and freezing at full size on both engines, and a loop tuned by hand on the same server in the same run.

python -m benchmarks.load [--models 200000] [--heap 3g] [--home DIR] [--only load|days|embedded]

The loop knows nothing of snapshots: constraint and indexes, then UNWIND and MERGE of the same rows with the same
properties, in the batch size that is best for it, moments sent the quickest way. It and our load take turns on emptied
databases. `--heap` sets the server's, of which a load may take what all transactions get; `--home` keeps the
made-up resolution for the next run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import neo4j
import polars as pl

from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.load.load import load
from ingest.practice import population, serve
from ingest.resolve import resolve
from lineage.home.home import Home, read_manifest, write_manifest
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, EdgeSchema, NodeSchema
from lineage.stores import open_writer, statements
from lineage.stores.neo4j.statements import AWAIT_INDEXES
from tests.neo4j_server import neo4j_server

PARTS: dict[str, NodeSchema | EdgeSchema] = {"models": MODEL, "derivations": DERIVED_FROM, "inferred": INFERRED_FROM}
BATCHES = (2_000, 5_000, 10_000)
TUNING_ROWS = 20_000
EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
FREEZING = """\
import resource, sys, time
from pathlib import Path
from lineage.freezing.freeze import freeze
from lineage.home.home import Home
from lineage.stores import open_reader
url, home, password = sys.argv[1], Home(Path(sys.argv[2])), sys.stdin.read()
reader = open_reader(url, home.store, password)
start = time.perf_counter()
graph = freeze(reader, home)
seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{graph.size:,} models in {seconds:.1f} s, peak {peak:,.0f} MB, digest {graph.version}")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--heap", help="of the server, e.g. 3g  [default: that of the tests]")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only", choices=("load", "days", "embedded"))
    options = parser.parse_args()
    if options.heap:
        os.environ["_JAVA_OPTIONS"] = f"-Xmx{options.heap}"  # it wins over the command line's
    with tempfile.TemporaryDirectory() as folder:
        home = Home(options.home or Path(folder))
        today = _resolution(home, options.models)
        print(f"{_rows(today):,} rows to load: {read_manifest(today)['counts']}", flush=True)
        if options.only in (None, "embedded"):
            _embedded(today, Path(folder))
        if options.only != "embedded":
            with neo4j_server(transaction="0", options=()) as (url, password):
                _neo4j(today, url, password, Path(folder), options.only)


def _neo4j(today: Path, url: str, password: str, folder: Path, only: str | None) -> None:
    host = url.replace("neo4j@", "")
    with neo4j.GraphDatabase.driver(host, auth=("neo4j", password), notifications_min_severity="OFF") as driver:
        if only in (None, "load"):
            _against_the_loop(today, driver, url, password)
        if only in (None, "days"):
            with _heap() as peak:
                if only == "days":
                    _say("Neo4j, first load", _ours(today, url, password), peak)
                _say("Neo4j, the same again", _ours(today, url, password), peak)
                _say("Neo4j, the same again, compared (--force)", _ours(today, url, password, force=True), peak)
                print(f"Neo4j, freeze: {_frozen(url, folder / 'server', password)}", flush=True)
                _say("Neo4j, a day later", _ours(_a_day_later(today, folder), url, password), peak)


def _embedded(today: Path, folder: Path) -> None:
    url = f"embedded:{folder / 'store'}"
    _say("embedded, first load", _ours(today, url, ""))
    _say("embedded, the same again", _ours(today, url, ""))
    print(f"embedded, freeze: {_frozen(url, folder / 'embedded', '')}", flush=True)
    _say("embedded, a day later", _ours(_a_day_later(today, folder), url, ""))


def _against_the_loop(today: Path, driver: neo4j.Driver, url: str, password: str) -> None:
    """A warm-up for both, tuning, then turn by turn; best of two."""
    _loop(today, driver, BATCHES[-1], TUNING_ROWS)
    tried = {size: _loop(today, driver, size, TUNING_ROWS) for size in BATCHES}
    best = min(tried, key=lambda size: tried[size])
    print(f"the loop's batches: {', '.join(f'{n:,} rows {s:.1f} s' for n, s in tried.items())}", flush=True)
    loop, ours = [], []
    for _ in range(2):
        loop.append(_loop(today, driver, best))
        _empty(driver)
        ours.append(_ours(today, url, password)[1])
        print(f"loop {loop[-1]:.1f} s, ours {ours[-1]:.1f} s", flush=True)
    print(
        f"our load runs at {min(loop) / min(ours):.2f} times the speed of the loop ({_rows(today):,} rows)", flush=True
    )


def _loop(today: Path, driver: neo4j.Driver, size: int, rows: int | None = None) -> float:
    """Seconds of the bare loop, from an empty database to the last row; with `rows`, of so many models only."""
    _empty(driver)
    start = time.perf_counter()
    for statement in (*statements.constraints(), *statements.indexes(), AWAIT_INDEXES):
        driver.execute_query(statement)
    for name, schema in PARTS.items() if rows is None else [("models", MODEL)]:
        put = statements.put(schema, statements.MILLISECONDS)
        table = pl.read_parquet(today / f"{name}.parquet", n_rows=rows)
        table = table.with_columns(pl.col(pl.Datetime("ms", "UTC")).dt.epoch("ms"))
        for batch in table.iter_slices(size):
            with driver.session() as session:
                session.run(put, rows=batch.to_dicts()).consume()
    return time.perf_counter() - start


def _ours(today: Path, url: str, password: str, force: bool = False) -> tuple[int, float]:
    start = time.perf_counter()
    with closing(open_writer(url, Path(), password)) as writer:
        written = load(today, writer, force=force)
        if getattr(writer, "in_parts", False):
            print("(in parts: meanwhile readers saw nothing)", flush=True)
    return written, time.perf_counter() - start


def _empty(driver: neo4j.Driver) -> None:
    with driver.session() as session:
        session.run(EMPTY).consume()


def _say(what: str, done: tuple[int, float], peak: list[float] | None = None) -> None:
    heap = f", server's heap up to {max(peak):,.0f} MB" if peak else ""
    print(f"{what}: {done[0]:,} rows written in {done[1]:.1f} s{heap}", flush=True)
    if peak:
        peak.clear()


def _frozen(url: str, folder: Path, password: str) -> str:
    """Freezing in a process of its own, so that its peak of memory is nobody else's."""
    command = [sys.executable, "-c", FREEZING, url, str(folder)]
    return subprocess.run(command, input=password, check=True, capture_output=True, text=True).stdout.strip()


def _resolution(home: Home, models: int) -> Path:
    if home.resolved.is_dir():
        return home.resolution()
    with serve(population(models, seed=1, related=0.9), quota=100_000) as hub:
        return resolve(crawl_all(home, Hub(hub.url)), home)


def _a_day_later(today: Path, folder: Path) -> Path:
    """Every model seen again with other downloads, 1 % new, 0.1 % gone with their edges."""
    tomorrow = folder / "tomorrow"
    tomorrow.mkdir(exist_ok=True)
    seen, number = pl.col("last_seen") + timedelta(days=1), pl.int_range(pl.len())
    models = pl.read_parquet(today / "models.parquet").with_columns(last_seen=seen, downloads=pl.col("downloads") + 1)
    gone = models.filter(number % 1000 == 1).select("id")
    new = models.filter(number % 100 == 2).with_columns(id=pl.col("id") + "-new", hub_id=None)
    pl.concat([models.join(gone, on="id", how="anti"), new]).sort("id").write_parquet(tomorrow / "models.parquet")
    for name in ("derivations", "inferred"):
        edges = pl.read_parquet(today / f"{name}.parquet")
        if "last_seen" in edges.columns:
            edges = edges.with_columns(last_seen=seen)
        for end in ("child", "parent"):
            edges = edges.join(gone, left_on=end, right_on="id", how="anti")
        edges.write_parquet(tomorrow / f"{name}.parquet")
    (tomorrow / "claims.parquet").write_bytes((today / "claims.parquet").read_bytes())
    write_manifest(tomorrow, read_manifest(today) | {"id": "tomorrow"})
    return tomorrow


def _rows(today: Path) -> int:
    return sum(pl.scan_parquet(today / f"{name}.parquet").select(pl.len()).collect().item() for name in PARTS)


@contextmanager
def _heap() -> Iterator[list[float]]:
    """Megabytes of the server's heap in use, twice a second; nothing where the JDK's jstat is missing."""
    seen: list[float] = []
    over = threading.Event()
    pids = subprocess.run(["pgrep", "-P", str(os.getpid()), "java"], check=False, capture_output=True, text=True)

    def watch() -> None:
        while not over.wait(0.5):
            with suppress(OSError, ValueError, IndexError):
                told = subprocess.check_output(
                    ["jstat", "-gc", pids.stdout.split()[0]], text=True, stderr=subprocess.DEVNULL
                )
                names, numbers = told.splitlines()
                used = dict(zip(names.split(), numbers.split(), strict=True))
                seen.append(sum(float(used[part]) for part in ("S0U", "S1U", "EU", "OU")) / 1024)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield seen
    over.set()
    thread.join()


if __name__ == "__main__":
    main()
