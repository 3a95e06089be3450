"""Addresses of the Hub, taken apart."""

import pytest

from lineage.text.hub_addresses import id_in


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
        ("Qwen/Qwen3-8B@main", "Qwen/Qwen3-8B"),
        ("hf://Qwen/Qwen3-8B@refs/pr/1", "Qwen/Qwen3-8B"),
        ("hf://models/Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("huggingface.co/Qwen/Qwen3-8B@main", "Qwen/Qwen3-8B"),
        ("unsloth/Qwen3-8B-GGUF:UD-Q4_K_XL", "unsloth/Qwen3-8B-GGUF"),
        ("models--Qwen--Qwen3-8B", "Qwen/Qwen3-8B"),
        ("/root/.cache/huggingface/hub/models--Qwen--Qwen3-8B/snapshots/b968/config.json", "Qwen/Qwen3-8B"),
        (r"C:\Users\A B\hub\models--o--a--b\blobs", "o/a--b"),
        ("models--gpt2", "gpt2"),
        ("hf.co/gpt2:latest", "gpt2"),
        ("model:Qwen/Qwen3-8B", "model:Qwen/Qwen3-8B"),
        ("https://other.example/a/b", "https://other.example/a/b"),
        ("https://huggingface.co/models?sort=likes", "https://huggingface.co/models?sort=likes"),
        ("words about hf.co/x", "words about hf.co/x"),
        ('"Qwen/Qwen3-8B"', "Qwen/Qwen3-8B"),
        ("\ufeffQwen/Qwen3-8B\u200b", "Qwen/Qwen3-8B"),
        ("Qwen / Qwen3-8B", "Qwen/Qwen3-8B"),
        ("Qwen/Qwen3-8B?library=vllm#files", "Qwen/Qwen3-8B"),
        ("hf.co/gpt2", "gpt2"),
        ('"words" and more', '"words" and more'),
    ],
)
def test_a_pasted_address_or_path_names_its_model(text: str, id: str) -> None:
    assert id_in(text) == id
