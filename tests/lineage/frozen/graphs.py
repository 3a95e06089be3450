"""Small graphs for tests: pairs of child and parent, by hand or random with merges, cycles and self-references."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import networkx as nx

from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.frozen.storage.columns import INTEGERS, MOMENTS, TEXTS, WORDS
from lineage.values import SnapshotFacts

NOW = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
FACTS = SnapshotFacts(
    id="test", source="by hand", started_at=NOW, finished_at=NOW, complete=True, synthetic=True, listed=3
)
Pair = tuple[str, str]


def model_batch(ids: Iterable[str], facts: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, list[Any]]:
    """One batch of models of which only what `facts` says is known."""
    ids = list(ids)
    rows = [{"status": "listed", "author": id.partition("/")[0], **(facts or {}).get(id, {})} for id in ids]
    names = (*INTEGERS, *MOMENTS, *WORDS, *TEXTS, "tags")
    return {"id": ids, **{name: [row.get(name) for row in rows] for name in names}}


def derivation_batch(
    pairs: Sequence[Pair], facts: Mapping[Pair, Mapping[str, Any]] | None = None
) -> dict[str, list[Any]]:
    """One batch of derivations, finetunes said by the card unless `facts` says otherwise."""
    said = {"relation": "finetune", "evidence": ["card"], "relation_claims": None, "irregularity": None}
    rows = [{**said, "raw": parent, **(facts or {}).get((child, parent), {})} for child, parent in pairs]
    return {
        "child": [child for child, _ in pairs],
        "parent": [parent for _, parent in pairs],
        **{name: [row[name] for row in rows] for name in (*said, "raw")},
    }


def frozen(
    folder: Path,
    pairs: Iterable[Pair],
    alone: Iterable[str] = (),
    models: Mapping[str, Mapping[str, Any]] | None = None,
    derivations: Mapping[Pair, Mapping[str, Any]] | None = None,
) -> FrozenGraph:
    """The frozen graph of these pairs of child and parent, and of models that stand alone."""
    pairs = list(dict.fromkeys(pairs))
    ids = dict.fromkeys([*(id for pair in pairs for id in pair), *alone, *(models or {})])
    build([model_batch(ids, models)], [derivation_batch(pairs, derivations)], FACTS, folder)
    return FrozenGraph.open(folder)


def random_pairs(seed: int, size: int = 30, merges: float = 0.2, cycles: int = 2, selves: int = 1) -> list[Pair]:
    """A nearly-forest: most models have one older parent, some several; a few edges lead back, a few to themselves."""
    dice = random.Random(seed)
    names = [f"o{dice.randrange(4)}/m{n}" for n in range(size)]
    pairs: dict[Pair, None] = {}
    for n in range(1, size):
        if dice.random() < 0.85:
            parents = dice.randint(2, 3) if dice.random() < merges else 1
            for _ in range(parents):
                pairs[names[n], names[min(int(dice.expovariate(4 / size)), n - 1)]] = None
    for _ in range(cycles):
        pairs[dice.choice(names), dice.choice(names)] = None
    for _ in range(selves):
        name = dice.choice(names)
        pairs[name, name] = None
    return list(pairs)


def network(pairs: Iterable[Pair]) -> "nx.DiGraph[str]":
    """The same graph for networkx, edges from child to parent, self-references left out."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for child, parent in pairs:
        graph.add_nodes_from([child, parent])
        if child != parent:
            graph.add_edge(child, parent)
    return graph
