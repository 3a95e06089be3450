"""Formats and bits read off real names, to be judged by hand: `python -m benchmarks.weight_formats ../shared/data`.

Prints a line for each model of a sample that a seed draws: what is known of it, and what was read.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lineage.weight_formats.reading import variant_of

SAYING = ("region:", "license:", "arxiv:", "base_model:", "dataset:", "doi:")
Sampled = tuple[str, list[str], str | None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--quantized", type=int, default=140)
    parser.add_argument("--others", type=int, default=60)
    given = parser.parse_args()
    for number, (id, tags, library) in enumerate(sample(given.data, given.seed, given.quantized, given.others)):
        read = variant_of(id, tags, library)
        shown = " ".join(tag for tag in tags if not tag.startswith(SAYING))
        print(f"{number}\t{id}\t{library}\t{shown}\t{read.format}\t{read.bits}\t{read.encoding}")


def sample(data: Path, seed: int, quantized: int, others: int) -> list[Sampled]:
    """So many models that declare a quantisation, and so many others."""
    models = sorted({model[0]: model for model in _models(data)}.values())
    declared = [model for model in models if any(tag.startswith("base_model:quantized:") for tag in model[1])]
    rest = _without(models, declared)
    dice = random.Random(seed)
    return [*dice.sample(declared, quantized), *dice.sample(rest, others)]


def _without(models: list[Sampled], left_out: list[Sampled]) -> list[Sampled]:
    ids = {id for id, _, _ in left_out}
    return [model for model in models if model[0] not in ids]


def _models(data: Path) -> Iterator[Sampled]:
    with gzip.open(data / "radar-2026-08-22" / "models.jsonl.gz") as file:
        for row in map(json.loads, file):
            yield row["id"], row["tags"], row["library"]
    for row in pl.read_parquet(data / "hub-stats-2026-05" / "models.parquet").iter_rows(named=True):
        yield row["id"], list(row["tags"]), row.get("library_name")


if __name__ == "__main__":
    main()
