"""Why terms are not known: each model once, by the first reason, against what its ancestors say one by one."""

from pathlib import Path

import networkx as nx

from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.licences.unknown_reasons import UnknownReason
from tests.lineage.frozen.graphs import FACTS, derivation_batch, model_batch

MODELS = {
    "a/base": {"license": "apache-2.0"},
    "a/tuned": {"license": "mit"},
    "a/mute": {},
    "b/of-mute": {"license": "mit"},
    "b/of-both": {"license": "mit"},
    "gone/base": {"status": "missing"},
    "gone/other": {"status": "missing"},
    "c/of-gone": {"license": "mit"},
    "c/of-gone-GGUF": {},
    "c/further": {"license": "apache-2.0"},
    "c/strict": {"license": "cc-by-nc-4.0"},
    "d/odd": {"license": "my-own"},
    "d/nowhere": {"license": "mit", "base_not_found": "no owner"},
    "d/of-nowhere": {"license": "mit"},
}
PAIRS = {
    ("a/tuned", "a/base"): "finetune",
    ("a/mute", "a/base"): "finetune",
    ("b/of-mute", "a/mute"): "finetune",
    ("b/of-both", "a/mute"): "merge",
    ("b/of-both", "gone/base"): "merge",
    ("c/of-gone", "gone/base"): "finetune",
    ("c/of-gone-GGUF", "c/of-gone"): "quantized",
    ("c/further", "c/of-gone"): "finetune",
    ("c/strict", "gone/base"): "finetune",
    ("gone/other", "a/base"): "finetune",
    ("d/of-nowhere", "d/nowhere"): "finetune",
}
OWN = {"a/mute", "d/odd", "d/nowhere"}
ABOVE = {"b/of-mute", "b/of-both", "d/of-nowhere"}
MISSING = {"c/of-gone", "c/of-gone-GGUF", "c/further"}


def test_each_unknown_model_counts_once_by_its_first_reason(tmp_path: Path) -> None:
    edges = {pair: {"relation": relation} for pair, relation in PAIRS.items()}
    batches = [model_batch(list(MODELS), MODELS)], [derivation_batch(list(edges), edges)]
    build(*batches, FACTS, tmp_path / "graph")
    graph = FrozenGraph.open(tmp_path / "graph")
    classes = {id: graph.models.words("effective_class").get(graph.ids.number(id)) for id in MODELS}
    read = {id for id, facts in MODELS.items() if facts.get("status") != "missing"}
    assert {id for id in read if classes[id] == "unknown"} == OWN | ABOVE | MISSING
    up = nx.DiGraph(list(PAIRS))
    for id in ABOVE | MISSING:
        above = nx.descendants(up, id)
        assert bool(above & OWN) == (id in ABOVE) and (id in ABOVE or above - read)
    assert list(graph.terms.unknown_counts.values()) == [len(OWN), len(ABOVE), len(MISSING)]
    for reason, ids in zip(UnknownReason, (OWN, ABOVE, MISSING), strict=True):
        page = FilteredModels(graph, ModelFilter(unknown_because=reason)).page("id")
        assert set(graph.ids.take(page.numbers)) == ids
