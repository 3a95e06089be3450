"""Derivations with what was written of each."""

from pathlib import Path

import numpy as np

from tests.lineage.frozen.graphs import frozen


def test_a_model_is_named_otherwise_where_the_author_wrote_another_name(tmp_path: Path) -> None:
    raw = {
        ("u/a", "o/exact"): "o/exact",
        ("u/a", "o/tag"): "base_model:o/tag",
        ("u/a", "o/tag-of-relation"): "base_model:quantized:o/tag-of-relation",
        ("o/loop", "o/loop"): "O/Loop",
        ("u/a", "o/case"): "O/Case",
        ("u/a", "o/case-in-tag"): "base_model:adapter:O/case-in-tag",
        ("u/a", "o/key"): "base_model: o/key",
    }
    graph = frozen(tmp_path / "g", raw, derivations={pair: {"raw": text} for pair, text in raw.items()})
    numbers = np.arange(graph.size)
    named = {id for n, id in enumerate(graph.ids.take(numbers)) if graph.edges.name_otherwise(numbers == n)}
    assert named == {"o/case", "o/case-in-tag", "o/key"}
