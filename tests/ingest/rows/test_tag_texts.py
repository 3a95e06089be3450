"""Tags that stay JSON until polars reads them are the same lists, and nothing but strings gets through."""

import json
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rows.tag_texts import joined, lists

strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ['","', "]", "[", '"', "\\", "null", "[]", '"]', '["', ",", "\n", "license:mit", "\x1f", "\u2028"]
)
models = st.none() | st.lists(strings, max_size=4)


def raws(values: list[Any]) -> list[msgspec.Raw]:
    return [msgspec.Raw(orjson.dumps(value)) for value in values]


@given(st.lists(st.lists(models, min_size=1, max_size=6), min_size=1, max_size=3))
def test_pages_of_tags_come_out_as_they_went_in(pages: list[list[list[str] | None]]) -> None:
    assert lists([joined(raws(page)) for page in pages]).to_list() == [model for page in pages for model in page]


others = st.one_of(
    st.integers(-(2**53), 2**53),
    st.booleans(),
    strings,
    st.dictionaries(strings, strings),
    st.lists(st.none() | strings | st.integers(-(2**53), 2**53)),
)


@given(st.lists(models | others, min_size=1, max_size=6))
def test_only_lists_of_strings_get_through(page: list[Any]) -> None:
    documented = all(
        model is None or (isinstance(model, list) and all(isinstance(tag, str) for tag in model)) for model in page
    )
    try:
        assert lists([joined(raws(page))]).to_list() == page
    except ValueError:
        assert not documented
    else:
        assert documented


@pytest.mark.parametrize(
    "text",
    ['["a",5]', '[5,"a"]', '["a",5,"b"]', '["a",null]', "[null]", '"a"', '{"a":"b"}', '[["a"]]', '[["a"],["b"]]', "5"],
)
@pytest.mark.parametrize("where", [0, 1, 2])
def test_what_is_no_list_of_strings_is_refused_wherever_it_stands(text: str, where: int) -> None:
    page = [msgspec.Raw(b'["x","y"]'), msgspec.Raw(b'["z"]')]
    page.insert(where, msgspec.Raw(text.encode()))
    with pytest.raises(ValueError, match=r"tags|Expected|trailing"):
        joined(page)


@pytest.mark.parametrize("text", [json.dumps(["a", "b"]), '[ "a","b"]', '["a","b" ]'])
def test_json_with_spaces_is_read_or_refused_but_never_misread(text: str) -> None:
    try:
        assert lists([joined([msgspec.Raw(text.encode())])]).to_list() == [["a", "b"]]
    except ValueError as refused:
        assert "tags" in str(refused)
