"""Addresses of the Hub, taken apart."""

import json
from pathlib import Path

import pytest

from ingest.claims.rules import readings
from lineage.text.hub_addresses import id_in

PASTED: dict[str, str | None] = json.loads((Path(__file__).parents[2] / "pasted_ids.json").read_text(encoding="utf-8"))
"""What people paste, and the id of the model that it names; null where it names none."""


@pytest.mark.parametrize(("text", "id"), PASTED.items())
def test_a_pasted_text_names_the_model_that_it_names_in_a_card(text: str, id: str | None) -> None:
    assert id_in(text) == (id or text)
    assert [reading.id for reading in readings(text)] == [id]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("http://www.huggingface.co/gpt2/blob/main/config.json", "gpt2"),
        (r"C:\Users\A B\hub\models--o--a--b\blobs", "o/a--b"),
        ("models--gpt2", "gpt2"),
        ("hf.co/gpt2:latest", "gpt2"),
        ("hf.co/gpt2", "gpt2"),
        ("https://huggingface.co/Qwen", "Qwen"),
        ("Qwen / Qwen3-8B", "Qwen/Qwen3-8B"),
        ("https://huggingface.co/Qwen/Qwen3-8B, the base", "Qwen/Qwen3-8B"),
        ("model:Qwen/Qwen3-8B", "model:Qwen/Qwen3-8B"),
        ("words about hf.co/x", "words about hf.co/x"),
        ('"words" and more', '"words" and more'),
        ("<a href=" * 1000, "<a href=" * 1000),
    ],
)
def test_what_a_person_pastes_for_one_model_may_be_odder_than_what_a_card_says(text: str, id: str) -> None:
    assert id_in(text) == id
