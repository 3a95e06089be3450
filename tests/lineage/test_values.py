"""A snapshot's scope and facts survive being text in a manifest or a store; what a licence is called."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lineage.values import WHOLE_HUB, DatedBy, Extent, Scope, ScopeKind, SnapshotFacts, shown_license

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
STORED = {
    None: WHOLE_HUB,
    "family of Qwen/Qwen3-0.6B": Scope.family("Qwen/Qwen3-0.6B"),
    "family of gpt2": Scope.family("gpt2"),
    "descendants of Qwen/": Scope.owner("Qwen"),
    "models made in 2031": Scope(ScopeKind.OTHER, "models made in 2031"),
    "family of ": Scope(ScopeKind.OTHER, "family of "),
}


@pytest.mark.parametrize("text", STORED)
def test_a_scope_is_read_from_its_text_and_gives_it_back(text: str | None) -> None:
    assert Scope.parse(text) == STORED[text]
    assert STORED[text].text == text


def test_only_a_snapshot_without_a_scope_is_of_everything() -> None:
    assert [scope.is_whole for scope in STORED.values()] == [True, False, False, False, False, False]
    assert Scope.parse("").is_whole, "an absent property may come as an empty text"


@pytest.mark.parametrize("scope", STORED.values(), ids=str)
def test_facts_come_back_from_a_row(scope: Scope) -> None:
    facts = SnapshotFacts("s", "Hub", NOON, NOON, True, False, 7, scope=scope, coverage=0.5)
    row = facts.to_row()
    assert row["scope"] == scope.text
    assert SnapshotFacts.from_row({**row, "quality": "{}", "frontier": None}) == facts


def test_extent_and_date_come_back_from_a_row_as_they_were() -> None:
    how: dict[str, Any] = {"extent": Extent.WHOLE, "as_of": NOON - timedelta(days=3), "as_of_how": DatedBy.STATED}
    facts = SnapshotFacts("s", "a file", NOON, NOON, True, False, 7, **how)
    row = facts.to_row()
    assert (row["extent"], row["as_of_how"]) == ("whole", "stated")
    assert type(row["extent"]) is type(row["as_of_how"]) is str
    assert SnapshotFacts.from_row(row) == facts
    assert facts.data_at == NOON - timedelta(days=3)


def test_words_of_a_later_version_claim_nothing() -> None:
    row = SnapshotFacts("s", "Hub", NOON, NOON, True, False, 7, extent=Extent.WHOLE).to_row()
    read = SnapshotFacts.from_row({**row, "extent": "half", "as_of_how": "guessed"})
    assert (read.extent, read.as_of_how) == (Extent.SAMPLE, None)


EARLIER = {
    ("https://huggingface.co", None, True): (Extent.WHOLE, NOON),
    ("http://127.0.0.1:8766", None, False): (Extent.SAMPLE, NOON),
    ("practice Hub (models=60 seed=1)", None, True): (Extent.WHOLE, NOON),
    ("https://huggingface.co", "family of a/b", True): (Extent.FAMILY, NOON),
    ("https://huggingface.co", "descendants of Qwen/", False): (Extent.FAMILY, NOON),
    ("models.parquet (hub-stats Parquet)", None, True): (Extent.SAMPLE, None),
}


@pytest.mark.parametrize(("source", "scope", "complete"), EARLIER)
def test_what_an_earlier_version_wrote_is_as_it_was_read_and_an_import_a_sample(
    source: str, scope: str | None, complete: bool
) -> None:
    facts = SnapshotFacts("s", source, NOON, NOON, complete, False, 7, scope=Scope.parse(scope))
    row = {name: value for name, value in facts.to_row().items() if name not in ("extent", "as_of", "as_of_how")}
    read = SnapshotFacts.from_row(row)
    assert (read.extent, read.as_of) == EARLIER[source, scope, complete]
    assert read.as_of_how == (DatedBy.READING if read.as_of else None)
    assert read.data_at == NOON


@pytest.mark.parametrize(
    ("license", "name", "shown"),
    [
        ("other", "qwen-research", "qwen-research"),
        ("Other", "qwen", "qwen"),
        ("OTHER", None, "OTHER"),
        ("other", "", "other"),
        (None, "qwen", "qwen"),
        (None, None, None),
        ("apache-2.0", "tongyi-qianwen", "apache-2.0"),
        ("other-1.0", "x", "other-1.0"),
    ],
)
def test_a_licence_is_called_by_its_name_where_its_id_says_other_or_nothing(
    license: str | None, name: str | None, shown: str | None
) -> None:
    assert shown_license(license, name) == shown
