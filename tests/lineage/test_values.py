"""A snapshot's scope and facts survive being text in a manifest or a store; what a licence is called."""

from datetime import UTC, datetime

import pytest

from lineage.values import WHOLE_HUB, Scope, ScopeKind, SnapshotFacts, shown_license

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
