"""A snapshot's scope and facts are the same after a manifest or a store held them as text."""

from datetime import UTC, datetime

import pytest

from lineage.values import WHOLE_HUB, Scope, ScopeKind, SnapshotFacts

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
