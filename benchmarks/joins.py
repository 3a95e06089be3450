"""What DuckDB would do in the place of the snapshots' own joins on disk: repeated keys, and rows met again.

`python -m benchmarks.joins --models 200000` makes a base and a reading of N models (those of `bench_merge`) and
gives both ways the same two questions, each in a process of its own and in turns: which rows repeat an `_id` or an id
(`snapshots.duplicates`), and which rows of the base the reading meets, by key or by id (`snapshots.matching`). The
answers are compared. DuckDB may use 100 MB and two threads, and files in a folder for the rest.

DuckDB is no dependency of the program: the extra `test` has it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.memory import peak
from benchmarks.merge import PAGE, STARTED, _rows
from ingest.rows.table import scan
from ingest.snapshots.duplicates import Repeats
from ingest.snapshots.history import dated
from ingest.snapshots.matching import Pairs

ROUNDS = 3
REPEATED = 1_000
"""One row in so many of the reading comes again at its end."""

MARKS = """
CREATE TEMP TABLE {name} AS SELECT regexp_extract(filename, '(\\d+)\\.parquet', 1)::UINTEGER AS part,
    file_row_number::UINTEGER AS place, hash(coalesce(hub_id, id)) AS key, hash(id) AS id,
    hash(card_base_model, card_other_bases, hub_parents,
        list_filter(tags, lambda tag: starts_with(tag, 'base_model:'))) AS claims,
    former_ids IS NOT NULL OR parents_since IS NOT NULL AS has
FROM read_parquet('{files}', filename = true, file_row_number = true)
"""
MET = "SELECT n.part, n.place FROM was o JOIN now n USING (key)"
REPLACED = """
SELECT o.part, o.place, CASE WHEN has OR o.claims <> n.claims OR o.id <> n.id THEN n.place END AS goes_on_at
FROM (SELECT DISTINCT ON (key) * FROM was) o JOIN (SELECT part, place, key, id, claims FROM now) n USING (key)
UNION ALL SELECT o.part, o.place, NULL FROM was o SEMI JOIN now n USING (id)
"""
TWICE = """
SELECT place FROM (SELECT row_number() OVER () - 1 AS place, {key} AS key FROM read_parquet({files}))
QUALIFY count(*) OVER (PARTITION BY key) > 1
"""
Answer = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--child", nargs=2, metavar=("WORK", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(_measured(WORKS[options.child[0]], Path(options.child[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), options.models)
        for question in ("repeated", "met"):
            names = [name for name in WORKS if name.startswith(question)]
            _compare(f"{question} of {options.models:,} rows", names, folder)


def _compare(what: str, names: list[str], folder: str) -> None:
    runs: dict[str, list[Answer]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            command = [sys.executable, "-m", "benchmarks.joins", "--child", name, folder]
            run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            runs[name].append(json.loads(run.stdout.splitlines()[-1]))
    for name, found in runs.items():
        best = min(found, key=lambda run: float(run["seconds"]))
        print(f"{what}, {name}: {best['seconds']:.2f} s, peak {best['memory']:.0f} MB ({best['before']:.0f} before)")
    answers = {json.dumps(run["answer"]) for found in runs.values() for run in found}
    print(f"{what}: {'the same answers' if len(answers) == 1 else answers}")


def _measured(work: Callable[[Path], object], folder: Path) -> Answer:
    """Seconds and peak memory, imports left out of the one and in the other (`before`)."""
    before, started = peak(), time.perf_counter()
    answer = work(folder)
    return {"seconds": time.perf_counter() - started, "memory": peak(), "before": before, "answer": answer}


def _write(folder: Path, models: int) -> None:
    """`was/` and `now/`: the base and the reading in parts; of `now` some rows come twice."""
    for name, again in (("was", False), ("now", True)):
        (folder / name).mkdir()
        size = 20 * PAGE
        for number, start in enumerate(range(0, models, size)):
            rows = _rows(start, min(size, models - start), again=again)
            if again:
                rows = pl.concat([rows, rows[::REPEATED]])
            rows.write_parquet(folder / name / f"{number}.parquet", row_group_size=size)


def _parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"), key=lambda path: int(path.stem))


def _repeated(folder: Path) -> object:
    with tempfile.TemporaryDirectory() as temporary:
        ids, keys = Repeats(Path(temporary) / "ids"), Repeats(Path(temporary) / "keys")
        for path in _parts(folder / "now"):
            frame = pl.read_parquet(path, columns=["hub_id", "id"])
            ids.add(frame["id"])
            keys.add(frame.select(pl.coalesce("hub_id", "id")).to_series())
        return [_sum(ids.positions()), _sum(keys.positions())]


def _repeated_in_duckdb(folder: Path) -> object:
    with _duckdb() as database:
        files = [str(path) for path in _parts(folder / "now")]
        statements = [TWICE.format(key=key, files=files) for key in ("id", "coalesce(hub_id, id)")]
        return [_sum(database.execute(statement).fetchnumpy()["place"]) for statement in statements]


def _met(folder: Path) -> object:
    was = [dated(scan([path]), STARTED) for path in _parts(folder / "was")]
    now = [scan([path]) for path in _parts(folder / "now")]
    with tempfile.TemporaryDirectory() as temporary:
        pairs = Pairs(was, now, Path(temporary))
        met = [pairs.met(part) for part in range(len(now))]
        replaced = [pairs.replaced(part) for part in range(len(was))]
        return [sum(frame.height for frame in frames) for frames in (met, replaced)] + [
            sum(frame["to"].count() for frame in replaced)
        ]


def _met_in_duckdb(folder: Path) -> object:
    with _duckdb() as database:
        for name in ("was", "now"):
            database.execute(MARKS.format(name=name, files=str(folder / name / "*.parquet")))
        database.execute(f"CREATE TEMP TABLE met AS {MET}")
        database.execute(f"CREATE TEMP TABLE replaced AS {REPLACED}")
        sizes = [database.table(name).shape[0] for name in ("met", "replaced")]
        for part in range(len(_parts(folder / "was"))):  # as the merge asks for them
            database.execute("SELECT * FROM replaced WHERE part = ?", [part]).fetchnumpy()
        return [*sizes, database.execute("SELECT count(goes_on_at) FROM replaced").fetchone()[0]]


def _duckdb() -> Any:
    import duckdb  # noqa: PLC0415

    folder = tempfile.mkdtemp()
    return duckdb.connect(config={"memory_limit": "100MB", "threads": 2, "temp_directory": folder})


def _sum(positions: Any) -> list[int]:
    return [len(positions), int(positions.sum())]


WORKS: dict[str, Callable[[Path], object]] = {
    "repeated, ours": _repeated,
    "repeated, DuckDB": _repeated_in_duckdb,
    "met, ours": _met,
    "met, DuckDB": _met_in_duckdb,
}

if __name__ == "__main__":
    main()
