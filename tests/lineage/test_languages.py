"""Languages are read off tags, and off no other tag."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from lineage.languages import CODES, NAMES, OTHERWISE, code_of, codes_of, name_of


@pytest.mark.parametrize(
    ("tags", "codes"),
    [
        (["transformers", "pt", "en", "region:us"], ["en", "pt"]),
        (["por", "pt"], ["pt"]),
        (["multilingual", "yue"], ["multilingual", "yue"]),
        (["EN", "Portuguese", "moe", "sft", "doi", "rl", "tf", "code", "license:en", ""], []),
        (["heretic", "ara", "en", "ru"], ["en", "ru"]),
        (["ara", "eng", "fra", "deu", "zho"], ["ar", "de", "en", "fr", "zh"]),
        (["ara", "ar"], ["ar"]),
        (["software-engineering", "swe"], []),
        (["yi", "zh", "it"], ["it", "zh"]),
        ([], []),
    ],
)
def test_tags_that_are_codes_are_languages(tags: list[str], codes: list[str]) -> None:
    assert list(codes_of(tags)) == codes


@pytest.mark.parametrize(("text", "code"), [("PT", "pt"), (" por ", "pt"), ("Portuguese", "Portuguese"), ("", "")])
def test_a_text_is_a_code_whatever_its_case(text: str, code: str) -> None:
    assert code_of(text) == code


def test_no_two_codes_are_called_the_same() -> None:
    assert len(set(NAMES.values())) == len(NAMES)
    assert set(OTHERWISE.values()) <= set(NAMES) and not set(OTHERWISE) & set(NAMES)
    assert name_of("pt") == "Portuguese" and name_of("tlh") == "tlh"


def test_what_is_read_off_real_tags_is_what_the_cards_state(shared_data: Path) -> None:
    """But for what says that a model is of many languages, and `it` of those tuned on instructions."""
    stated = wrong = left_out = 0
    for tags, text in (
        pl.read_parquet(shared_data / "hub-stats-2026-05/models.parquet").select("tags", "cardData").iter_rows()
    ):
        card = json.loads(text) if text else {}
        said = card.get("language") or [] if isinstance(card, dict) else []
        languages = {str(one) for one in ([said] if isinstance(said, str) else said)} & CODES
        expected, found = set(codes_of(languages)), set(codes_of(tags or ()))
        stated += len(expected)
        wrong += len(found - expected)
        left_out += len(expected - found)
    assert (stated, wrong, left_out) == (5_487, 11, 0)


def test_a_method_that_is_called_as_a_language_is_none(shared_data: Path) -> None:
    """`ara` of real tags is a method more often; radar has the languages of cards in a column of their own."""
    with gzip.open(shared_data / "radar-2026-08-22/models.jsonl.gz") as lines:
        rows = list(map(json.loads, lines))
    tagged = [row for row in rows if {"ara", "swe"} & set(row["tags"] or ()) and "ar" not in row["tags"]]
    read = {row["id"] for row in tagged if {"ar", "sv"} & set(codes_of(row["tags"]))}
    assert len(tagged) > len(read) and read == {row["id"] for row in tagged if "ara" in row["languages"]}
