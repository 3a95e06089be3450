"""Freezing reads how weights are stored, of every model as of one."""

from pathlib import Path

import numpy as np
import pytest

from lineage.errors import BadFile
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.frozen.storage.arrays import ArrayFile
from lineage.frozen.variants import FrozenVariants
from lineage.weight_formats import NOT_KNOWN
from lineage.weight_formats.reading import variant_of, variants_of
from tests.lineage.frozen.graphs import FACTS, model_batch

MODELS: dict[str, tuple[list[str] | None, str | None]] = {
    "ann/Odd-8B": (["safetensors"], "transformers"),
    "ann/Odd-8B-GGUF": (["gguf"], None),
    "bob/Odd_8B_Q4_K_M": (None, None),
    "bob/Odd_8B-AWQ": ([], None),
    "bob/Odd-auto-round": (None, None),
    "bob/Odd-4.25bpw": (None, None),
    "bob/Odd-8-bit": (None, None),
    "bob/Odd-TQ1_0": (None, None),
    "bob/Odd-compressed-tensors": (None, None),
    "cat/odd": (["4-bit", "mlx", "safetensors"], "MLX"),
    "cat/other": (["conversational"], None),
    "gguf/none": (None, None),
    "odd2": (["pytorch"], None),
    "ov/QWEN1.5-4BIT": (None, "gguf"),
}


def frozen(folder: Path) -> FrozenGraph:
    """Those of MODELS."""
    facts = {id: {"library": library} for id, (_, library) in MODELS.items()}
    batch = {**model_batch(MODELS, facts), "tags": [tags for tags, _ in MODELS.values()]}
    build([batch], [], FACTS, folder)
    return FrozenGraph.open(folder)


def test_many_are_read_as_one_is() -> None:
    tags, libraries = zip(*MODELS.values(), strict=True)
    assert list(variants_of(list(MODELS), tags, libraries)) == [
        variant_of(id, tags, library) for id, (tags, library) in MODELS.items()
    ]


def test_a_frozen_graph_has_what_was_read_and_its_columns(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph")
    for id, (tags, library) in MODELS.items():
        number, read = graph.ids.number(id), variant_of(id, tags, library)
        assert graph.variants.get(number) == read
        assert graph.models.column("format").get(number) == read.format
        assert graph.models.column("bits").get(number) == (None if read.bits is None else str(read.bits))
        assert graph.models.column("encoding").get(number) == read.encoding
    everybody = np.arange(graph.size)
    kinds = graph.variants.kinds(everybody).tolist()
    assert [graph.variants.distinct[kind] for kind in kinds] == [*map(graph.variants.get, range(graph.size))]
    assert graph.variants.get(graph.ids.number("cat/other")) is NOT_KNOWN


def test_a_graph_of_an_earlier_version_has_what_names_and_libraries_say(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    graph = frozen(tmp_path / "graph")
    none = ArrayFile(graph.folder, {}, None)
    read = FrozenVariants.of(none, graph.ids.take(range(graph.size)), graph.models.words("library"))
    assert [read.get(graph.ids.number(id)) for id in MODELS] == [
        variant_of(id, None, library) for id, (_, library) in MODELS.items()
    ]
    assert "qwen-lineage freeze" in caplog.text


def test_what_cannot_be_read_again_is_told(tmp_path: Path) -> None:
    file = frozen(tmp_path / "graph")
    bad = {"variant.codes": np.zeros(1, np.int16), "variant.starts": np.array([0, 2]), "variant.bytes": b"{]"}
    assert file.size
    with pytest.raises(BadFile, match="cannot be read again"):
        FrozenVariants.of({**bad, "variant.bytes": np.frombuffer(b"{]", np.uint8)}, [], file.models.words("library"))  # type: ignore[arg-type]
