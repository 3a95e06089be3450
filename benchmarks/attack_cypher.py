"""The statements of `tests.lineage.cypher.attacks` against a real Neo4j with 1 GB of heap, and the embedded engine.

python -m benchmarks.attack_cypher [--only KIND] [--seconds N] [--engine neo4j|embedded] [--every N] [--quiet]

Each statement may take `--seconds` (3). A row a kind: how many were refused before an engine saw them, were answered or
ended with an error in time, ended late (5 seconds after their limit), ran on at the server when they were over for
their asker (looked at 2 seconds later), or ended the server; the most memory that the server took; and how long others
waited for a model by its id meanwhile, 19 times in 20. A server that was ended, or runs something on, is replaced.
`--every 3` sends every third statement.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import neo4j

from ingest.load.load import load
from lineage import cypher, settings
from lineage.errors import LineageError
from lineage.stores import Limits, Reader, open_reader, open_writer
from tests.engines import driver
from tests.lineage.cypher.attacks import ATTACKS, PARAMETERS
from tests.lineage.stores.families import FAMILY, resolution
from tests.neo4j_server import neo4j_server

MODELS = 20_000
LATE = 5.0
LOOK = 2.0
OUTCOMES = ("refused", "in time", "late", "runs on", "ended the server")
FILL = """\
UNWIND range(1, $models) AS i
CREATE (:Model {id: 'owner' + toString(i) + '/model-' + toString(i), downloads: i, tags: ['a', 'b', 'c']})"""
DERIVE = """\
MATCH (m:Model) WHERE m.downloads > 1
MATCH (p:Model {downloads: m.downloads / 2})
MERGE (m)-[:DERIVED_FROM]->(p)"""
OTHERS = "SHOW TRANSACTIONS YIELD currentQuery AS q WHERE NOT q CONTAINS 'SHOW TRANSACTIONS' RETURN count(*) AS n"


class Store:
    """A store to attack, and for Neo4j the server behind it."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.engine, self._folder, self._stack, self._made = engine, folder, ExitStack(), 0
        self._open()

    def _open(self) -> None:
        self._made += 1
        folder = self._folder / str(self._made)
        url, password = "embedded:", ""
        if self.engine == "neo4j":
            url, password = self._stack.enter_context(neo4j_server())
            os.environ[settings.PASSWORD.variable] = password
        load(resolution(folder / "family", FAMILY), open_writer(url, folder / "store", password))
        if self.engine == "neo4j":
            self._fill(url)
        self.reader: Reader = self._stack.enter_context(closing(open_reader(url, folder / "store", password)))
        cypher.execute(self.reader, "MATCH (m:Model) RETURN count(m) AS n")

    def _fill(self, url: str) -> None:
        with driver(url) as server:
            server.execute_query(FILL, models=MODELS)
            server.execute_query(DERIVE)

    def renew(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        try:
            self._stack.close()
        except (OSError, neo4j.exceptions.DriverError) as error:
            print(f"  closing: {error}")
        self._stack = ExitStack()

    def memory(self) -> int:
        """The most bytes that the server's Java machine had in memory so far; 0 where there is no /proc."""
        port = f":{urlsplit(self.reader.url).port}"
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError, IndexError):
                home = command.read_bytes().split(b"--home-dir=")[1].split(b"\0")[0].decode()
                if port in (Path(home) / "conf" / "neo4j.conf").read_text() and b"java" in command.read_bytes()[:40]:
                    lines = (command.parent / "status").read_text().splitlines()
                    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
        return 0


def outcome(store: Store, statement: str, seconds: float, waits: list[float]) -> str:
    """How a statement ended, and behind a colon what was said; the seconds that others waited are added to `waits`."""
    limits = Limits(rows=1000, seconds=seconds, bytes=8_000_000, memory=1_000_000_000)
    try:
        cypher.validate(statement, PARAMETERS)
    except LineageError as error:
        return f"refused: {error}"
    with ThreadPoolExecutor(1) as pool:
        started = time.monotonic()
        attack = pool.submit(_said, store, statement, limits)
        while not attack.done():
            waits.append(_others_wait(store))
        said, taken = attack.result(), time.monotonic() - started
    if not _alive(store):
        return f"ended the server: {said}"
    if store.engine == "neo4j" and _runs_on(store):
        return f"runs on: {said}"
    return f"{'late' if taken > seconds + LATE else 'in time'}: {taken:.1f} s, {said}"


def _said(store: Store, statement: str, limits: Limits) -> str:
    try:
        cypher.execute(store.reader, statement, PARAMETERS, limits=limits)
    except LineageError as error:
        return str(error)
    return "answered"


def _others_wait(store: Store) -> float:
    started = time.monotonic()
    with suppress(LineageError):
        cypher.execute(store.reader, "MATCH (m:Model {id: 'a/child'}) RETURN m.license AS license")
    taken = time.monotonic() - started
    time.sleep(0.05)
    return taken


def _alive(store: Store) -> bool:
    for _ in range(3):
        try:
            return cypher.execute(store.reader, "RETURN 1 AS one").table.rows == [(1,)]
        except LineageError:
            time.sleep(1.0)
    return False


def _runs_on(store: Store) -> bool:
    with driver(store.reader.url) as server:
        until = time.monotonic() + LOOK
        while server.execute_query(OTHERS).records[0]["n"]:
            if time.monotonic() > until:
                return True
            time.sleep(0.1)
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=list(ATTACKS))
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--engine", choices=("neo4j", "embedded"), default="neo4j")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--quiet", action="store_true", help="the rows alone")
    options = parser.parse_args()
    kinds = [options.only] if options.only else list(ATTACKS)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(options.engine, Path(folder))
        try:
            print("| statements that are |", " | ".join(OUTCOMES), "| most memory | others wait |")
            for kind in kinds:
                print(_row(store, kind, options), flush=True)
        finally:
            store.close()


def _row(store: Store, kind: str, options: argparse.Namespace) -> str:
    counted: Counter[str] = Counter()
    memory, waits = 0, [0.0]
    for statement in ATTACKS[kind][:: options.every]:
        told = outcome(store, statement, options.seconds, waits)
        memory = max(memory, store.memory())
        counted[told.split(":")[0]] += 1
        if not options.quiet:
            print(f"  {statement[:70]!r} {told[:120]}", flush=True)
        if told.startswith(("ended the server", "runs on")):
            store.renew()
    cells = [str(counted[name]) for name in OUTCOMES]
    return f"| {kind} ({counted.total()}) | {' | '.join(cells)} | {memory / 1e9:.2f} GB | {_p95(waits) * 1000:.0f} ms |"


def _p95(waits: list[float]) -> float:
    return sorted(waits)[int(0.95 * (len(waits) - 1))]


if __name__ == "__main__":
    main()
