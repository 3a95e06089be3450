"""What other engines would do in the place of `resolve`'s ranges of ids: all models with their tags, sorted by id.

`python -m benchmarks.sorted_models SNAPSHOT` reads a snapshot's rows, joins a tenth of them with a small table, sorts
them by id and writes one Parquet file, each way in a process of its own and in turns: by ranges of ids on disk
(`ingest.resolve`), by polars' streaming engine, with its default settings and told to spill, and by DuckDB. Peaks are
of the whole process. The files are compared.

DuckDB is no dependency of the program: the extra `test` has it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from benchmarks.memory import peak
from ingest.resolve.models import STATED, status_of_row
from ingest.resolve.pieces import write_frames
from ingest.resolve.snapshot_rows import MODELS, SnapshotRows
from ingest.snapshots.snapshot import Snapshot
from lineage.stores import nobody

BUDGET = 500
"""Megabytes that polars and DuckDB are told to keep to."""

SPILLING = {"POLARS_OOC_MEMORY_BUDGET_MB": str(BUDGET)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--child", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(_measured(WAYS[options.child[0]], options.snapshot, Path(options.child[1]))))
        return
    for _ in range(options.rounds):
        rows = {way: _in_a_process(way, options.snapshot) for way in WAYS}
        print("the same rows" if len(set(rows.values())) == 1 else rows)


def _in_a_process(way: str, snapshot: Path) -> int:
    with tempfile.TemporaryDirectory(dir=snapshot.parent) as folder:
        command = [sys.executable, "-m", "benchmarks.sorted_models", str(snapshot), "--child", way, folder]
        variables = {**os.environ, **(SPILLING if way == "polars, told to spill" else {})}
        run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=variables)
        found = json.loads(run.stdout.splitlines()[-1])
        print(f"{way}: {found['cpu']:.1f} s of CPU, peak {found['memory']:.0f} MB")
        rows = pl.scan_parquet(Path(folder) / "sorted.parquet").select("id", "mass_upload", "downloads", "tags")
        return hash(rows.select(pl.struct(pl.all()).hash().sum(), pl.len()).collect().row(0))


def _measured(work: Callable[[Snapshot, Path], None], snapshot: Path, folder: Path) -> dict[str, float]:
    work(Snapshot.open(snapshot), folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "memory": peak()}


def _marks(rows: pl.LazyFrame) -> pl.DataFrame:
    """A tenth of the models with a word of ten."""
    kind = pl.col("id").hash() % 100
    return rows.filter(kind < 10).select("id", mass_upload=kind.cast(pl.String)).collect()


def _by_ranges(opened: Snapshot, folder: Path) -> None:
    rows = SnapshotRows(opened, folder / "rows", nobody)
    write_frames(_sorted(rows, rows.ranges.parted(_marks(rows.scan()))), folder / "sorted.parquet")


def _sorted(rows: SnapshotRows, parted: list[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for number, marks in zip(rows.ranges.numbers, parted, strict=True):
        read = rows.read(number, MODELS).select(*STATED, status=status_of_row())
        yield read.join(marks, on="id", how="left").sort("id")


def _by_polars(opened: Snapshot, folder: Path) -> None:
    rows = opened.rows()
    models = rows.select(*STATED, status=status_of_row()).join(_marks(rows).lazy(), on="id", how="left")
    models.sort("id").sink_parquet(folder / "sorted.parquet")


def _by_duckdb(opened: Snapshot, folder: Path) -> None:
    import duckdb  # noqa: PLC0415 - the extra `test` has it

    with duckdb.connect(
        config={"memory_limit": f"{BUDGET}MB", "threads": 2, "temp_directory": str(folder)}
    ) as database:
        _marks(opened.rows()).write_parquet(folder / "marks.parquet")
        written = pl.read_parquet_schema(opened.files[0])
        database.execute(
            f"""
            COPY (SELECT {", ".join(f"rows.{name}" for name in STATED if name in written)}, mass_upload
                  FROM read_parquet({[str(part) for part in opened.files]}, union_by_name = true) rows
                  LEFT JOIN '{folder / "marks.parquet"}' USING (id) ORDER BY id)
            TO '{folder / "sorted.parquet"}' (FORMAT parquet, COMPRESSION zstd)
            """  # noqa: S608 - names of columns and files
        )


WAYS: dict[str, Callable[[Snapshot, Path], None]] = {
    "ranges of ids": _by_ranges,
    "polars": _by_polars,
    "polars, told to spill": _by_polars,
    "DuckDB": _by_duckdb,
}


if __name__ == "__main__":
    main()
