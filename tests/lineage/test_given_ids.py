"""Ids as people have them lead to the model that is meant: in another case, out of an address, or once its own."""

from pathlib import Path

import pytest

from lineage.errors import UnknownModel
from lineage.frozen import FrozenGraph
from lineage.given_ids import IdRule, given_ids, id_meant
from tests.lineage.frozen.graphs import frozen

SENTENCE = "finetuned from meta/Meta-Llama"
PAIRS = {
    ("a/tune", "meta/Llama"): "meta/Meta-Llama",
    ("b/tune", "meta/Llama"): "meta/Meta-Llama",
    ("c/tune", "meta/Llama"): SENTENCE,
    ("d/tune", "meta/Llama"): "meta/several",
    ("e/tune", "other/one"): "meta/several",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    written = {pair: {"raw": raw} for pair, raw in PAIRS.items()}
    return frozen(Path(tmp_path_factory.mktemp("given")) / "graph", PAIRS, derivations=written)


@pytest.mark.parametrize(
    ("text", "id", "rule"),
    [
        ("meta/Llama", "meta/Llama", IdRule.EXACT),
        ("META/llama", "meta/Llama", IdRule.CASE),
        ("https://huggingface.co/meta/Llama", "meta/Llama", IdRule.ADDRESS),
        ("meta/Meta-Llama", "meta/Llama", IdRule.RENAMED),
        ("https://huggingface.co/meta/Meta-Llama", "meta/Llama", IdRule.RENAMED),
        ("meta/several", None, IdRule.UNKNOWN),
        (SENTENCE, None, IdRule.UNKNOWN),
        ("nobody/nothing", None, IdRule.UNKNOWN),
    ],
)
def test_a_text_leads_to_the_one_model_that_is_meant(
    graph: FrozenGraph, text: str, id: str | None, rule: IdRule
) -> None:
    (found,) = given_ids(graph, [text])
    assert (found.id, found.rule) == (id, rule)
    assert id_meant(graph, text) == (id or text)


def test_an_id_that_a_model_had_once_is_unknown_and_names_it(graph: FrozenGraph) -> None:
    with pytest.raises(UnknownModel) as error:
        graph.ids.number("meta/Meta-Llama")
    assert (error.value.twin, list(error.value.similar)) == ("meta/Llama", ["meta/Llama"])
    with pytest.raises(UnknownModel) as error:
        graph.ids.number("meta/several")
    assert error.value.twin is None
