"""How fast the frozen graph is, as ratios against named references taken in the same run.

`python -m benchmarks.frozen --models 200000`
"""

import argparse
import random
import resource
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import networkx as nx
import numpy as np

from lineage.filters.filtered_models import FACETS, FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph, counts_of
from lineage.frozen.build import build
from lineage.frozen.derivations.reachability import reach
from tests.lineage.frozen.graphs import FACTS

BATCH = 10_000
MIT = ModelFilter(license=("mit",))
WORDS = ["qwen", "instruct", "gguf", "lora", "merge", "awq", "gptq", "chat", "coder", "math"]
WORDS += ["v2", "q4", "sft", "dpo", "grpo", "test", "final", "base", "7b", "0.6b"]
RELATIONS = ["finetune"] * 38 + ["adapter"] * 37 + ["quantized"] * 20 + ["merge"] * 5
Batch = dict[str, list[Any]]


def synthetic(models: int, seed: int = 1) -> tuple[list[Batch], list[Batch]]:
    """A graph of the Hub's shape: stars under few bases, a quarter a step further, 5 % with several parents."""
    dice = random.Random(seed)
    ids = [_id(dice, n) for n in range(models)]
    bases = max(models // 50, 1)
    fertile = list(range(bases))
    pairs: dict[tuple[int, int], str] = {}
    for n in range(bases, models):
        for _ in range(dice.choice((2, 2, 3, 4)) if dice.random() < 0.05 else 1):
            parent = _heavy(dice, bases) if dice.random() < 0.75 else dice.choice(fertile[-20_000:])
            pairs[n, parent] = dice.choice(RELATIONS)
        if dice.random() < 0.08:
            fertile.append(n)
    for _ in range(20):
        pairs[dice.randrange(bases), dice.randrange(models)] = "unknown"
    return list(_model_batches(dice, ids)), list(_derivation_batches(ids, pairs))


def _id(dice: random.Random, n: int) -> str:
    return f"{''.join(dice.choices('abcdefghij', k=6))}/{'-'.join(dice.choices(WORDS, k=3)).title()}-{n}"


def _heavy(dice: random.Random, bases: int) -> int:
    return min(int(dice.paretovariate(0.6)) - 1, bases - 1)


def _model_batches(dice: random.Random, ids: list[str]) -> Iterator[Batch]:
    start = datetime(2022, 3, 3, tzinfo=UTC)
    for first in range(0, len(ids), BATCH):
        part = ids[first : first + BATCH]
        moments = [start + timedelta(minutes=dice.randrange(2_000_000)) for _ in part]
        yield {
            "id": part,
            "hub_id": [f"{dice.getrandbits(96):024x}" for _ in part],
            "author": [id.partition("/")[0] for id in part],
            "status": ["listed"] * len(part),
            "created_at": moments,
            "created_month": [f"{m:%Y-%m}" for m in moments],
            "last_modified": moments,
            "downloads": [int(dice.paretovariate(0.5)) for _ in part],
            "downloads_all_time": [None] * len(part),
            "likes": [dice.randrange(9) for _ in part],
            "license": [dice.choice((None, None, "apache-2.0", "mit", "other")) for _ in part],
            "pipeline_tag": [dice.choice((None, "text-generation")) for _ in part],
            "library": [dice.choice((None, "transformers", "peft")) for _ in part],
            "parameters": [None] * len(part),
            "gated": ["false"] * len(part),
        }


def _derivation_batches(ids: list[str], pairs: dict[tuple[int, int], str]) -> Iterator[Batch]:
    everything = list(pairs.items())
    for first in range(0, len(everything), BATCH):
        part = everything[first : first + BATCH]
        yield {
            "child": [ids[child] for (child, _), _ in part],
            "parent": [ids[parent] for (_, parent), _ in part],
            "relation": [relation for _, relation in part],
            "evidence": [["hub", "card", "tag"] for _ in part],
            "raw": [ids[parent] for (_, parent), _ in part],
            "relation_claims": [None] * len(part),
            "irregularity": [None] * len(part),
        }


def timed(work: Callable[[], object], times: int = 5) -> float:
    """The best of several runs, in milliseconds."""
    best = float("inf")
    for _ in range(times):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best * 1000


def percentiles(work: Callable[[Any], object], arguments: list[Any]) -> str:
    """p50 and p95 over single calls, in milliseconds."""
    times = [timed(lambda a=a: work(a), 1) for a in arguments]  # type: ignore[misc]
    p50, p95, most = np.percentile(times, (50, 95, 100))
    return f"p50 {p50:8.3f} ms   p95 {p95:8.3f} ms   max {most:8.3f} ms"


def plain_descendants(children: list[list[int]], number: int) -> set[int]:
    """The reference: breadth-first over Python lists."""
    seen, queue = {number}, deque([number])
    while queue:
        for child in children[queue.popleft()]:
            if child not in seen:
                seen.add(child)
                queue.append(child)
    return seen - {number}


def bench_descendants(graph: FrozenGraph) -> None:
    largest = graph.lists.families(limit=1).numbers[0]
    children = [graph.children.of(n).tolist() for n in range(graph.size)]
    net = nx.DiGraph((c, n) for n, below in enumerate(children) for c in below)
    ours = timed(lambda: graph.lineage.descendants(largest))
    plain = timed(lambda: plain_descendants(children, largest), 2)
    theirs = timed(lambda: nx.ancestors(net, largest), 2)
    assert set(graph.lineage.descendants(largest).tolist()) == plain_descendants(children, largest)
    print(f"descendants of the largest root ({graph.reach.descendant_count[largest]:,}): {ours:.2f} ms")
    print(f"  plain Python breadth-first {plain:.0f} ms = {plain / ours:.0f} times")
    print(f"  networkx.ancestors {theirs:.0f} ms = {theirs / ours:.0f} times")


def bench_counts(graph: FrozenGraph) -> None:
    ours = timed(lambda: reach(graph.children, graph.parents), 3)
    children = [graph.children.of(n).tolist() for n in range(graph.size)]
    plain = timed(lambda: [len(plain_descendants(children, n)) for n in range(graph.size)], 1)
    print(f"exact descendant counts of all models: {ours:.0f} ms")
    print(f"  plain Python breadth-first from each model {plain / 1000:.1f} s = {plain / ours:.0f} times")


def bench_pages(graph: FrozenGraph) -> None:
    dice = random.Random(3)
    some = [dice.randrange(graph.size) for _ in range(1000)]
    big = graph.lists.families(limit=50).numbers
    largest = big[0]
    queries = [graph.ids[n][: dice.randrange(3, 9)] for n in some[:100]]
    queries += [graph.ids[n].rpartition("/")[2][dice.randrange(6) :][: dice.randrange(3, 12)] for n in some[100:300]]
    queries += [" ".join(dice.sample(WORDS, 2)) for _ in range(100)]
    queries += ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randrange(2, 9))) for _ in range(100)]
    mistyped = [_mistyped(dice, graph.ids[n]) for n in some[300:500]]
    for name, work, arguments in (
        ("descendants, any model", graph.lineage.descendants, some),
        ("descendants, 50 largest families", graph.lineage.descendants, big),
        ("ancestors, any model", graph.lineage.ancestors, some),
        ("paths to roots, any model", graph.lineage.paths_to_roots, some),
        ("number of an id", graph.ids.number, graph.ids.take(some)),
        ("summary", graph.models.summary, some),
        ("parents with evidence", graph.edges.parents_of, some),
        ("children of a root, by descendants", graph.lists.children_of, big),
        ("children of a root, by downloads", lambda n: graph.lists.children_of(n, sort="downloads"), big),
        ("select in a family by licence", lambda n: FilteredModels(graph, MIT, n).page("downloads"), big),
        ("all facets of all models of a licence", lambda _: list(map(FilteredModels(graph, MIT).facet, FACETS)), some),
        ("search", graph.search.find, queries),
        ("search, mistyped", graph.search.find, mistyped),
        ("search within the largest family", lambda q: graph.search.find(q, within=largest), queries),
    ):
        print(f"{name:36} {percentiles(work, arguments)}")
    slowest = max(queries, key=lambda q: timed(lambda: graph.search.find(q), 2))
    print(f"slowest query {slowest!r}: {timed(lambda: graph.search.find(slowest)):.2f} ms")


def _mistyped(dice: random.Random, id: str) -> str:
    """An id without its separators or with spaces for them, and two of its letters in the other order."""
    text = id.translate(dict.fromkeys(map(ord, "/-."), dice.choice(("", " "))))
    at = dice.randrange(len(text) - 1)
    return f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=200_000)
    models = parser.parse_args().models
    batches = synthetic(models)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "g"
        print(f"build of {models:,} models: {timed(lambda: build(*batches, FACTS, folder), 1) / 1000:.2f} s")
        print(f"open: {timed(lambda: FrozenGraph.open(folder)):.2f} ms")
        print(f"on disk: {sum(file.stat().st_size for file in folder.iterdir()) / 1e6:.1f} MB")
        graph = FrozenGraph.open(folder)
        print(f"counts(): {timed(lambda: counts_of(graph), 1):.1f} ms; {graph.derivations:,} derivations")
        bench_counts(graph)
        bench_descendants(graph)
        bench_pages(graph)
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
