"""How fast a hub-stats Parquet, or a whole-Hub dump, of a given size becomes a snapshot, and in how much memory.

python -m benchmarks.import_file --models 200000 [--lines gzip] [--file KEPT]

The file is made up, in the daily file's types and with its proportions: 28 % declare a parent, 36 % a licence, cards of
1.3 kB on average that are all different, row groups of 122,880 as DuckDB writes them. With --lines it is the same as
JSON lines of the fields a dump has, packed.
"""

import argparse
import gzip
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, cast

import orjson
import polars as pl
import zstandard

from benchmarks.memory import peak
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage.home.home import Home

ROW_GROUP = 122_880
PART = 50_000
DUMPED = ("id", "author", "createdAt", "lastModified", "downloads", "downloadsAllTime", "likes", "tags", "pipeline_tag")
"""What a dump has of these fields; its lines begin with `_id`."""

FIRST_DAY = datetime(2022, 3, 3)  # noqa: DTZ001 - the daily file has no zone
RELATIONS = ("finetune", "adapter", "quantized", "merge")
LICENCES = ("apache-2.0", "mit", "other", "gemma")
SCHEMA = pl.Schema(
    {
        "id": pl.String(),
        "author": pl.String(),
        "createdAt": pl.Datetime("us"),
        "lastModified": pl.Datetime("us"),
        "downloads": pl.Int64(),
        "downloadsAllTime": pl.Int64(),
        "likes": pl.Int64(),
        "trendingScore": pl.Float64(),
        "tags": pl.List(pl.String),
        "cardData": pl.String(),
        "safetensors": pl.Struct({"parameters": pl.Struct({"BF16": pl.Int64, "F32": pl.Int64}), "total": pl.Int64}),
        "gguf": pl.String(),
        "baseModels": pl.Struct(
            {"relation": pl.String, "models": pl.List(pl.Struct({"_id": pl.String, "id": pl.String}))}
        ),
        "pipeline_tag": pl.String(),
        "library_name": pl.String(),
    }
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--lines", choices=["gzip", "zstd"], help="a dump in JSON lines, packed")
    parser.add_argument("--file", type=Path, help="keep the made-up file here, and use it when it is there")
    parser.add_argument("--import-only", type=Path, metavar="FILE", help="measure this file, in this process")
    options = parser.parse_args()
    if options.import_only:
        _measure(options.import_only)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = options.file or Path(folder) / "models"
        if not file.exists() and options.lines:
            _make_lines(file, options.models, options.lines)
        elif not file.exists():
            _make(file, options.models, Path(folder))
        # a process of its own: the peak is the import's, not the making's
        subprocess.run([sys.executable, "-m", __spec__.name, "--import-only", str(file)], check=True)


def _measure(file: Path) -> None:
    before = peak()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        snapshot = import_file(file, Home(Path(folder)))
        seconds = time.perf_counter() - start
        made = Snapshot.open(snapshot)
        size, count = sum(path.stat().st_size for path in made.files), made.facts.listed
    print(f"{count:,} rows, {file.stat().st_size / 1e6:,.0f} MB: {seconds:.1f} s, {count / seconds:,.0f}/s")
    print(f"peak memory {peak():,.0f} MB ({before:,.0f} MB before); snapshot {size / 1e6:,.1f} MB")


def _make(file: Path, models: int, folder: Path) -> None:
    chance = random.Random(1)
    parts = []
    for start in range(0, models, PART):
        rows = list(_rows(range(start, min(start + PART, models)), chance))
        parts.append(folder / f"part-{start:09}.parquet")
        pl.DataFrame(rows, schema=SCHEMA, orient="row").write_parquet(parts[-1])
    pl.scan_parquet(parts).sink_parquet(file, row_group_size=ROW_GROUP)
    for part in parts:
        part.unlink()


def _make_lines(file: Path, models: int, packing: str) -> None:
    chance = random.Random(1)
    with _packed(file, packing) as out:
        for number, row in enumerate(_rows(range(models), chance)):
            fields = dict(zip(SCHEMA, row, strict=True))
            item = {"_id": f"{number:024x}", **{name: fields[name] for name in DUMPED}}
            out.write(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE))


def _packed(file: Path, packing: str) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(file, "wb", 1) if packing == "gzip" else zstandard.open(file, "wb"))


def _rows(numbers: range, chance: random.Random) -> Iterator[tuple[object, ...]]:
    for number in numbers:
        author = f"user-{chance.randrange(400_000)}"
        parent = (
            f"user-{chance.randrange(400_000)}/model-{chance.randrange(number + 1)}" if chance.random() < 0.28 else None
        )
        relation = chance.choice(RELATIONS)
        licence = chance.choice(LICENCES) if chance.random() < 0.36 else None
        made = FIRST_DAY + timedelta(seconds=40 * number)
        tags = ["transformers", "region:us", *([f"license:{licence}"] if licence else [])]
        tags += [f"base_model:{parent}", f"base_model:{relation}:{parent}"] if parent else []
        yield (
            f"{author}/model-{number}",
            author,
            made,
            made + timedelta(days=1),
            chance.randrange(1000),
            chance.randrange(9000),
            chance.randrange(9),
            0.0,
            tags,
            _card(parent, licence, chance) if chance.random() < 0.65 else None,
            {"parameters": {"BF16": 7_000_000_000 + number}, "total": 7_000_000_000 + number} if number % 3 else None,
            None,
            {"relation": relation, "models": [{"_id": f"{chance.getrandbits(96):024x}", "id": parent}]}
            if parent
            else None,
            "text-generation" if number % 3 == 0 else None,
            "transformers" if number % 2 else None,
        )


def _card(parent: str | None, licence: str | None, chance: random.Random) -> str:
    card: dict[str, object] = {"language": ["en"]}
    if licence:
        card["license"] = licence
    if parent:
        card["base_model"] = parent if chance.random() < 0.5 else [parent]
    card["widget"] = [
        {"text": f"{chance.getrandbits(512):0128x} and so on"} for _ in range(int(chance.expovariate(0.12)))
    ]
    return orjson.dumps(card).decode()


if __name__ == "__main__":
    main()
