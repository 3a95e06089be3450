"""An id taken apart."""

import pytest

from lineage import ids


@pytest.mark.parametrize(
    ("id", "owner", "name"),
    [
        ("Qwen/Qwen3-8B", "Qwen", "Qwen3-8B"),
        ("gpt2", None, "gpt2"),
        ("/x", None, "x"),
        ("a/b/c", "a", "b/c"),
        ("a/", "a", ""),
    ],
)
def test_an_id_has_an_owner_or_none_and_a_name(id: str, owner: str | None, name: str) -> None:
    assert (ids.owner(id), ids.name(id)) == (owner, name)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("https://huggingface.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("https://huggingface.co/Qwen/Qwen3-8B/tree/main?x=1#y", "Qwen/Qwen3-8B"),
        ("hf.co/Qwen/Qwen3-8B-GGUF:Q4_K_M", "Qwen/Qwen3-8B-GGUF"),
        ("http://www.huggingface.co/gpt2/blob/main/config.json", "gpt2"),
        ("huggingface.co/models/Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("huggingface.co/", "huggingface.co/"),
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("words about hf.co/x", "words about hf.co/x"),
    ],
)
def test_a_pasted_address_names_its_model(text: str, id: str) -> None:
    assert ids.of_address(text) == id
