"""Addresses of the Hub, taken apart."""

import pytest

from lineage.hub_addresses import id_in


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
    assert id_in(text) == id
