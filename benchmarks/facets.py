"""What facets cost: `python -m benchmarks.facets --home DIR --copies 16`, of a frozen home so many times over.

A copy has owners of its own, later dates and other downloads, so that models of more combinations come together as they
do in a larger Hub. All facets of random filters of one to three fields are asked for, each filter once; then of words
that nobody asked for before. Processor time of this process, in milliseconds.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from lineage.filters.model_filter import MassUploads, ModelFilter
from lineage.freezing.freeze import COLUMNS, EDGE_COLUMNS
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.frozen.facets.files import facets_of
from lineage.home.home import Home
from lineage.values import Relation
from web.answers.facets import facets
from web.parameters.lists import FacetQuery

BATCH = 50_000
LATER = timedelta(days=23)
PARTS = (
    "qwen",
    "gguf",
    "instruct",
    "llama",
    "lora",
    "chat",
    "7b",
    "8b",
    "base",
    "merged",
    "coder",
    "a",
    "v2",
    "mistral",
)
DAY = datetime(2025, 3, 1, tzinfo=UTC)

Columns = dict[str, list[Any]]
Fields = dict[str, Any]


def copied(graph: FrozenGraph, copies: int, folder: Path) -> FrozenGraph:
    """The graph so many times over, frozen into `folder`."""
    build(_models(graph, copies), _derivations(graph, copies), graph.facts, folder)
    return FrozenGraph.open(folder)


def _models(graph: FrozenGraph, copies: int) -> Iterator[Columns]:
    names = [name for name in COLUMNS if name not in ("id", "tags")]
    for first in range(0, graph.size, BATCH):
        which = range(first, min(first + BATCH, graph.size))
        ids = graph.ids.take(which)
        columns = {name: list(graph.models.column(name).take(which)) for name in names}
        columns["tags"] = list(map(graph.languages.of, which))
        for copy in range(copies):
            yield {**columns, **_changed(columns, copy), "id": [_copy_of(id, copy) for id in ids]}


def _changed(columns: Columns, copy: int) -> Columns:
    """What a copy has of its own."""
    return {
        "author": [owner if owner is None else _copy_of(owner, copy) for owner in columns["author"]],
        "created_at": [moment if moment is None else moment + copy * LATER for moment in columns["created_at"]],
        "downloads": [n if n is None else n * (1 + copy % 5) for n in columns["downloads"]],
    }


def _copy_of(id: str, copy: int) -> str:
    """An id, or an owner, as it is called in a copy."""
    owner, slash, name = id.partition("/")
    return f"{owner}-{copy}{slash}{name}" if copy else id


def _derivations(graph: FrozenGraph, copies: int) -> Iterator[Columns]:
    for first in range(0, graph.size, BATCH):
        edges = [edge for n in range(first, min(first + BATCH, graph.size)) for edge in graph.edges.derivations_of(n)]
        rows = {
            name: [getattr(edge, name) for edge in edges] for name in EDGE_COLUMNS if name not in ("child", "parent")
        }
        for copy in range(copies):
            ends = {end: [_copy_of(getattr(edge, end), copy) for edge in edges] for end in ("child", "parent")}
            yield {**rows, **ends}


def filters(graph: FrozenGraph, dice: random.Random) -> Iterator[ModelFilter]:
    """Filters of one to three fields, without words."""
    fields = list(_fields(graph, dice))
    while True:
        chosen: Fields = {}
        for field in dice.sample(fields, dice.choice((1, 1, 2, 3))):
            chosen |= field()
        yield ModelFilter(**chosen)


def _fields(graph: FrozenGraph, dice: random.Random) -> Iterator[Callable[[], Fields]]:
    for name in ("license", "task", "library", "weight_format", "bits", "language", "effective_class"):
        values = facets_of(graph).facets[name].values[:30]
        if values:
            yield lambda name=name, values=values: {name: (dice.choice(values),)}  # type: ignore[misc]
    authors, families = graph.models.words("author"), graph.lists.family_roots[:200].tolist()
    yield lambda: {"relation": (dice.choice(list(Relation)),)}
    yield lambda: {"mass_uploads": dice.choice(list(MassUploads))}
    yield lambda: {"author": (authors.get(dice.choice(families)) or "",)}
    for name in ("descends_from", "not_descends_from"):
        yield lambda name=name: {name: (f"model:{graph.ids[dice.choice(families)]}",)}  # type: ignore[misc]
        yield lambda name=name: {name: (f"owner:{authors.get(dice.choice(families))}",)}  # type: ignore[misc]
    for name in ("created_from", "created_to"):
        yield lambda name=name: {name: DAY + timedelta(dice.randrange(400))}  # type: ignore[misc]
    for name in ("downloads_from", "downloads_below"):
        yield lambda name=name: {name: dice.choice((1, 10, 100, 700))}  # type: ignore[misc]
    for name in ("parameters_from", "parameters_below"):
        yield lambda name=name: {name: dice.choice((10**9, 3 * 10**9, 7 * 10**9))}  # type: ignore[misc]


def words(graph: FrozenGraph, dice: random.Random) -> list[str]:
    """PARTS that most names hold, then parts of names of which few are left."""
    names = (graph.ids[dice.randrange(graph.size)].rpartition("/")[2].split("-") for _ in range(100))
    others = sorted({dice.choice(parts).lower() for parts in names} - {""} - set(PARTS))
    return [*PARTS, *dice.sample(others, min(len(others), 40))]


def measured(graph: FrozenGraph, wanted: Sequence[ModelFilter]) -> list[float]:
    """Milliseconds of the processor for all facets of each."""
    took = []
    for one in wanted:
        began = time.process_time()
        facets(graph, FacetQuery(one))
        took.append(1000 * (time.process_time() - began))
    return took


def show(name: str, took: Sequence[float]) -> None:
    p50, p95, most = np.percentile(took, (50, 95, 100))
    print(f"{name:28} {len(took):4}   p50 {p50:7.1f}   p95 {p95:7.1f}   max {most:7.1f}")


def measure(graph: FrozenGraph, times: int, seed: int) -> None:
    dice = random.Random(seed)
    began = time.process_time()
    table = facets_of(graph)
    facets(graph, FacetQuery())
    print(
        f"{graph.size:,} models, {len(table.models):,} combinations; first answer {time.process_time() - began:.2f} s"
    )
    some = filters(graph, dice)
    show("filters of 1 to 3 fields", measured(graph, [next(some) for _ in range(times)]))
    asked = words(graph, dice)
    show("words, the first time", measured(graph, [ModelFilter(q=word) for word in asked]))
    show("words with a filter", measured(graph, [ModelFilter(q=word, license=("apache-2.0",)) for word in asked]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--times", type=int, default=150)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--keep", type=Path, help="folder for the graph of copies, to be measured again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary) / "graph"
        if not folder.exists():
            frozen = FrozenGraph.open(next(Home(given.home).frozen.iterdir()))
            copied(frozen, given.copies, folder)
        measure(FrozenGraph.open(folder), given.times, given.seed)


if __name__ == "__main__":
    main()
