"""How long and in how much memory a second reading of N models is laid over a snapshot of N others.

python -m benchmarks.merge --models 200000 [--changes] [--few] [--watermark]

The base and the reading are made up in a process of their own. Of the base's models 1 % are gone from the reading, 1 %
renamed, 5 % name other parents, 3 % have a history already; the reading has 1 % more that are new. The reading comes in
pages of 1,000, as a crawl's does, and everything from there to the finished snapshot is measured. With --changes it is
a refresh that nothing is missing from; with --few one of a day's change, 0.5 % of the models; with --watermark only
what a refresh asks of its base is measured.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.memory import peak
from ingest.crawl.refresh import watermark
from ingest.rows.kinds import MOMENT
from ingest.rows.table import ROW
from ingest.snapshots.merge import over
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from lineage.home.home import Home

FIRST_DAY = datetime(2022, 3, 3, tzinfo=UTC)
STARTED = datetime(2026, 10, 1, tzinfo=UTC)
PAGE = 1_000
NEW = 100
"""One model in so many is new to the second reading."""
DAY = 200
"""One page in so many is what a day changes."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--changes", action="store_true", help="the reading is of changes, not of everything")
    parser.add_argument("--few", action="store_true", help="the reading is of a day's changes")
    parser.add_argument("--watermark", action="store_true", help="only what a refresh asks of its base")
    parser.add_argument("--child", nargs=2, metavar=("WORK", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        work, folder = options.child
        print(json.dumps(WORKS[work](Path(folder), options.models)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _child("base", folder, options.models)
        work = next((name for name in ("watermark", "few", "changes") if getattr(options, name)), "everything")
        found = _child(work, folder, options.models)
    print(f"{work} over {options.models:,} rows: {found['seconds']:.1f} s, peak {found['memory']:.0f} MB", end="")
    print(f" ({found['before']:.0f} MB before); {found['rows']:,} rows, {found['removed']:,} of them removed")


def _child(work: str, folder: str, models: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.merge", "--child", work, folder, "--models", str(models)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def _base(folder: Path, models: int) -> dict[str, Any]:
    frames = (_rows(start, min(PAGE * 10, models - start), again=False) for start in range(0, models, PAGE * 10))
    write_snapshot(Home(folder), "base", frames, About("made up", STARTED))
    return {}


def _merge(folder: Path, models: int, *, complete: bool, every: int = 1) -> dict[str, Any]:
    base = Snapshot.open(folder / "snapshots" / "base")
    at = STARTED + timedelta(days=1)
    before, began = peak(), time.perf_counter()
    written = write_snapshot(
        Home(folder), "next", _reading(models, every), About("made up", at), merge=over(base, complete=complete)
    )
    found = {"seconds": time.perf_counter() - began, "memory": peak(), "before": before}
    snapshot = Snapshot.open(written)
    removed = snapshot.manifest["counts"]["removed"]
    return {**found, "rows": snapshot.facts.listed + removed, "removed": removed}


def _watermark(folder: Path, models: int) -> dict[str, Any]:
    base = Snapshot.open(folder / "snapshots" / "base")
    before, began = peak(), time.perf_counter()
    watermark(base.facts.started_at, base.rows())
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "memory": peak(), "before": before, "rows": models, "removed": 0}


def _reading(models: int, every: int) -> Iterator[pl.DataFrame]:
    """The second reading, one page in `every`; the new models are numbered behind the others."""
    for first, count in ((0, models), (models, models // NEW)):
        for start in range(first, first + count, PAGE * every):
            yield _rows(start, min(PAGE, first + count - start), again=True)


def _rows(start: int, count: int, *, again: bool) -> pl.DataFrame:
    """So many rows from a number on, as the base or (again) the second reading has them."""
    number = pl.col("number")
    mixed = number * 2_654_435_761 % 4_294_967_296
    share = mixed % 100
    renamed, reparented = again & (share == 1), again & share.is_between(2, 6)
    has = (not again) & share.is_between(50, 52)
    owner = pl.format("user-{}", mixed % 400_000)
    id = pl.format("{}/model-{}-instruct", owner, number) + pl.when(renamed).then(pl.lit("-v2")).otherwise(pl.lit(""))
    parent = pl.format("user-{}/model-{}-base", mixed % 997, mixed % 9_973 + reparented.cast(pl.Int64))
    known = (mixed // 100 % 100 < 28) | reparented
    parent = pl.when(known).then(parent)
    parents = pl.concat_list(pl.struct(hub_id=pl.format("{}", mixed), id=parent))
    tags = [pl.lit("transformers"), pl.lit("safetensors"), pl.lit("region:us"), pl.lit("license:apache-2.0")]
    tags += [pl.format("dataset:{}/data-{}", owner, mixed % 77_777)]
    said = pl.when(known).then(pl.concat_list(*tags, "base_model:" + parent, "base_model:finetune:" + parent))
    made = pl.lit(FIRST_DAY).cast(MOMENT) + pl.duration(seconds=number * 40)
    values = {
        "hub_id": pl.format("66{}aa{}", mixed + 10_000_000_000, number + 10_000_000_000),
        "id": id,
        "author": owner,
        "created_at": made,
        "last_modified": made + pl.duration(hours=mixed % 5_000),
        "downloads": mixed % 1_000 + int(again),
        "downloads_all_time": mixed % 90_000,
        "likes": mixed % 9,
        "license": pl.lit("apache-2.0"),
        "pipeline_tag": pl.lit("text-generation"),
        "library": pl.lit("transformers"),
        "parameters": pl.when(share < 60).then(mixed * 3),
        "gated": pl.lit("false"),
        "tags": said.otherwise(pl.concat_list(*tags)),
        "card_base_model": '"' + parent + '"',
        "hub_relation": pl.when(known).then(pl.lit("finetune")),
        "hub_parents": pl.when(known).then(parents),
        "first_seen": pl.when(has).then(pl.lit(STARTED - timedelta(days=30)).cast(MOMENT)),
        "former_ids": pl.when(has).then(pl.concat_list(pl.format("{}/old-{}", owner, number))),
    }
    frame = pl.select(number=pl.int_range(start, start + count, dtype=pl.Int64))
    if again:
        frame = frame.filter(share != 0)
    nothing = {name: pl.lit(None, dtype) for name, dtype in ROW.items() if name not in values}
    return frame.select(**values, **nothing).select(ROW.names()).cast(ROW)


WORKS = {
    "base": _base,
    "everything": lambda folder, models: _merge(folder, models, complete=True),
    "changes": lambda folder, models: _merge(folder, models, complete=False),
    "few": lambda folder, models: _merge(folder, models, complete=False, every=DAY),
    "watermark": _watermark,
}

if __name__ == "__main__":
    main()
