"""One budget for a part of the Hub, whoever reads it."""

import pytest
from click.testing import CliRunner

from ingest.crawl.budgets import BUDGETS, IN_WORDS, budget_of
from lineage.cli.command_table import COMMANDS
from lineage.values import WHOLE_HUB, Scope, ScopeKind


def test_a_part_of_the_hub_takes_what_was_asked_for_else_its_own() -> None:
    assert budget_of(Scope.owner("Qwen"), None) == BUDGETS[ScopeKind.OWNER] == 1000
    assert budget_of(Scope.family("Qwen/Qwen3-0.6B"), None) == BUDGETS[ScopeKind.FAMILY] == 300
    assert budget_of(Scope.family("Qwen/Qwen3-0.6B"), 7) == 7
    assert budget_of(WHOLE_HUB, 7) is None


@pytest.mark.parametrize("command", ["run", "crawl", "update"])
def test_each_command_says_the_same_budget(command: str) -> None:
    text = CliRunner().invoke(COMMANDS[command].load(), ["--help"]).output
    assert IN_WORDS in " ".join(text.split())
