"""A made-up graph of the Hub's shape at any size: stars under a few bases, a few deep branches, some merges."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.languages import NAMES
from tests.web import family

Columns = dict[str, list[Any]]

SIZES = ("0.5B", "0.6B", "1.5B", "1.7B", "3B", "4B", "7B", "8B", "14B", "30B-A3B", "32B", "72B")
BASES = [f"Qwen/{line}-{size}" for line in ("Qwen1.5", "Qwen2", "Qwen2.5", "Qwen3") for size in SIZES]
KINDS = {"finetune": 0.42, "adapter": 0.33, "quantized": 0.21, "merge": 0.04}
SUFFIX = {"finetune": "sft", "adapter": "lora", "quantized": "GGUF", "merge": "merged"}
BATCH = 50_000  # rows made at a time
LICENSES = ("apache-2.0", "mit", "other", None, None)


def graph(models: int, folder: Path, seed: int = 7, **facts: Any) -> FrozenGraph:
    """The frozen graph of `models` made-up models; `facts` are those of the snapshot that are to be others."""
    random = np.random.default_rng(seed)
    ids, parents, kinds = _descent(models, random)
    given = family.facts(**{"synthetic": True, "listed": models, "source": "tests/web/synthetic.py", **facts})
    build(
        _models(ids, random, _tags(models, np.random.default_rng(seed + 1))),
        _derivations(ids, parents, kinds, random),
        given,
        folder,
    )
    return FrozenGraph.open(folder)


def _descent(models: int, random: np.random.Generator) -> tuple[list[str], list[int], list[str]]:
    """Ids, each one's parent (-1 at bases), and the relation: most hang on a base, some on earlier derivatives."""
    bases = min(len(BASES), max(1, models // 20))
    weight = 1.0 / np.arange(1, bases + 1)
    on_base = random.choice(bases, models, p=weight / weight.sum())
    deeper = random.random(models) < 0.3
    earlier = (np.minimum(random.pareto(0.6, models) * 5, models) + bases).astype(int)
    kinds = random.choice(list(KINDS), models, p=list(KINDS.values()))
    owners = (random.pareto(0.8, models) * 20).astype(int) % 40_000
    ids, parents = BASES[:bases], [-1] * bases
    for i in range(bases, models):
        parent = int(earlier[i]) if deeper[i] and bases < earlier[i] < i else int(on_base[i])
        name = ids[parent].rpartition("/")[2].split("-m")[0]
        ids.append(f"lab{owners[i]}/{name}-m{i}-{SUFFIX[kinds[i]]}")
        parents.append(parent)
    return ids, parents, kinds.tolist()


def _tags(models: int, random: np.random.Generator) -> list[list[str] | None]:
    """The languages that tags name: none for most, English alone for a quarter, and one of some hundred others, alone
    or several together (radar's models have 319 such sets)."""
    codes = [code for code in NAMES if len(code) == len("en")]
    several = [sorted(random.choice(codes, count, replace=False).tolist()) for count in random.integers(2, 12, 300)]
    kinds: list[list[str] | None] = [None, ["en"], ["en", "zh"], *([code] for code in codes), *several]
    share = np.array([0.62, 0.25, 0.03, *np.full(len(kinds) - 3, 0.10 / (len(kinds) - 3))])
    return [kinds[kind] for kind in random.choice(len(kinds), models, p=share / share.sum()).tolist()]


def _models(ids: list[str], random: np.random.Generator, tags: list[list[str] | None]) -> Iterator[Columns]:
    size = len(ids)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    days = np.sort(random.integers(0, 900, size)).tolist()
    downloads = (random.pareto(0.7, size) * 10).astype(int).tolist()
    for first in range(0, size, BATCH):
        part = range(first, min(first + BATCH, size))
        yield _columns(
            [_model(ids[i], downloads[i], LICENSES[i % 5], start + timedelta(days[i]), tags[i]) for i in part]
        )


def _model(id: str, downloads: int, license: str | None, created_at: datetime, tags: list[str] | None) -> family.Row:
    said = {"downloads": downloads, "likes": downloads // 90, "license": license}
    return family.model(id, created_at=created_at, tags=tags, **said)


def _columns(rows: Sequence[family.Row]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]}


def _derivations(
    ids: list[str], parents: list[int], kinds: list[str], random: np.random.Generator
) -> Iterator[Columns]:
    pairs: list[tuple[int, int, tuple[str, ...]]] = [(i, parent, ()) for i, parent in enumerate(parents) if parent >= 0]
    for i in np.flatnonzero(np.array(kinds) == "merge").tolist():
        other = int(random.integers(0, max(1, i)))
        if parents[i] >= 0 and other not in (i, parents[i]):
            pairs.append((i, other, ("card",)))
    for first in range(0, len(pairs), BATCH):
        part = pairs[first : first + BATCH]
        yield _columns([family.derivation(ids[i], ids[parent], kinds[i], *said) for i, parent, said in part])
