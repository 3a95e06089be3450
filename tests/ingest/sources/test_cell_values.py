"""What people's cells mean."""

import numpy as np
import pandas as pd
import pytest

from ingest.sources.cell_values import is_nothing, parents, structure, texts

ARRAYS = [
    ["Qwen/Qwen3-8B", "gpt2"],
    ["Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B", "it's/a-name"],
    ["only/one"],
    [f"owner/a-model-of-a-long-name-{n}" for n in range(12)],
    [],
]


@pytest.mark.parametrize("values", ARRAYS, ids=len)
def test_a_list_is_read_as_numpy_prints_it(values: list[str]) -> None:
    """As pandas writes a column of arrays to CSV: without commas, and over several lines."""
    printed = str(np.array(values, object))
    assert structure(printed) == parents(printed) == texts(printed) == values
    assert structure(str(values)) == values


def test_what_is_missing_in_an_array_is_nothing() -> None:
    assert structure(str(np.array(["a/b", None, float("nan")], object))) == ["a/b", None, None]


@pytest.mark.parametrize("text", ["[['a/b' 'c/d']]", "{'base_model': 'a/b' 'c/d'}", "['a/b' 3]", "['a/b''c/d', 'e/f']"])
def test_texts_are_never_joined_to_one_that_nobody_wrote(text: str) -> None:
    assert structure(text) == text


@pytest.mark.parametrize("value", [None, float("nan"), *pd.Series([None, float("nan")]).astype(str), "<NA>", "NaT"])
def test_what_is_missing_in_a_table_of_texts_is_nothing(value: object) -> None:
    assert is_nothing(value)
    assert not is_nothing("none") and not is_nothing(0) and not is_nothing("")
