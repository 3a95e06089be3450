"""A snapshot says in words what part of the Hub it is and when it is from; "whole" of a whole pass only."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.values import DatedBy, Extent, Scope, SnapshotFacts

READ = datetime(2026, 11, 28, 6, tzinfo=UTC)
AUGUST = datetime(2026, 8, 22, 13, tzinfo=UTC)
CRAWL = SnapshotFacts(
    "s",
    "https://huggingface.co",
    READ,
    READ,
    True,
    False,
    7,
    extent=Extent.WHOLE,
    as_of=READ,
    as_of_how=DatedBy.READING,
)
IMPORT = replace(
    CRAWL, source="radar.jsonl (radar's export)", extent=Extent.SAMPLE, as_of=AUGUST, as_of_how=DatedBy.NEWEST_CHANGE
)
FAMILY = replace(CRAWL, extent=Extent.FAMILY, scope=Scope.family("Qwen/Qwen3-8B"), complete=False, frontier=1234)
ESTIMATED = replace(FAMILY, coverage=0.84, coverage_low=0.7, coverage_high=1.0)

SHORT = {
    "the whole Hub, read 2026-11-28": CRAWL,
    "the whole practice Hub (synthetic), read 2026-11-28": replace(CRAWL, synthetic=True),
    "the whole Hub, data of 2026-08-22 (as stated at import), read 2026-11-28": replace(
        IMPORT, extent=Extent.WHOLE, as_of_how=DatedBy.STATED
    ),
    "a sample of unknown extent, data of 2026-08-22 (newest change in it), read 2026-11-28": IMPORT,
    "a sample of unknown extent, data of 2026-08-22 (from its name), read 2026-11-28": replace(
        IMPORT, as_of_how=DatedBy.FILE_NAME
    ),
    "a sample of unknown extent, data of unknown date, read 2026-11-28": replace(IMPORT, as_of=None, as_of_how=None),
    "the family of Qwen/Qwen3-8B, an estimated 84.0% of it, read 2026-11-28": ESTIMATED,
    "the family of Qwen/Qwen3-8B, read 2026-11-28": FAMILY,
    "the family of Qwen/Qwen3-8B (synthetic), walked to its end, read 2026-11-28": replace(
        FAMILY, complete=True, frontier=0, coverage=1.0, synthetic=True
    ),
    "what descends from the models of Qwen, read 2026-11-28": replace(FAMILY, scope=Scope.owner("Qwen")),
    "a part of the Hub (models of 2031), read 2026-11-28": replace(FAMILY, scope=Scope.parse("models of 2031")),
}


@pytest.mark.parametrize("text", SHORT)
def test_a_header_names_part_share_date_of_the_data_and_of_reading(text: str) -> None:
    assert CoverageStatement(SHORT[text]).short == text


def test_only_a_whole_pass_has_no_caveat() -> None:
    assert CoverageStatement(CRAWL).long == (
        "This is the whole Hub, as listed by https://huggingface.co. It was read on 2026-11-28."
    )
    parts = [facts for facts in SHORT.values() if facts.extent is not Extent.WHOLE]
    assert all("Counts are lower bounds" in CoverageStatement(facts).long for facts in parts)


def test_months_of_a_part_are_no_growth_of_the_hub() -> None:
    for whole in (CRAWL, replace(FAMILY, complete=True)):
        assert CoverageStatement(whole).over_time is None
    assert CoverageStatement(IMPORT).over_time == (
        "How much of each month this sample holds is not known: a rise or a fall may be its own, and not the Hub's."
    )
    assert "this snapshot holds" in (CoverageStatement(FAMILY).over_time or "")


def test_sentences_say_what_was_found_of_a_family_and_what_not() -> None:
    assert CoverageStatement(ESTIMATED).long == (
        "This is the family of Qwen/Qwen3-8B, as listed by https://huggingface.co. 7 models were found, an estimated "
        "84.0% of it (between 70.0% and 100.0%); nobody asked for the children of 1,234 models. It was read on "
        "2026-11-28. Counts are lower bounds, and a model that is not in it may well be on the Hub."
    )


def test_sentences_say_of_an_import_what_it_is_from_and_how_it_is_dated() -> None:
    assert CoverageStatement(IMPORT).long == (
        "This is a sample of unknown extent, from radar.jsonl (radar's export). It was read on 2026-11-28, data of "
        "2026-08-22 (newest change in it). Counts are lower bounds, and a model that is not in it may well be on the "
        "Hub."
    )
