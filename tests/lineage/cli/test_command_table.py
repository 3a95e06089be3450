"""The table of commands says what the commands say, and what needs no more than the table imports nothing."""

import click
import pytest

from lineage.cli.command_line import group
from lineage.cli.command_table import COMMANDS
from tests.watched import COMMAND, watched

HEAVY = {"polars", "numpy", "huggingface_hub", "kglite", "neo4j", "flask", "waitress", "networkx", "orjson", "msgspec"}
LIGHT = [
    ("--help",),
    ("--version",),
    *((name, "--help") for name in COMMANDS),
]
MOST_SECONDS = 0.3
"""Of processor time: a machine that does other things counts no more of it."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_the_one_the_table_names(name: str) -> None:
    deferred, command = COMMANDS[name], COMMANDS[name].load()
    assert command.name == name
    assert deferred.get_short_help_str(1000) == command.get_short_help_str(1000)
    assert (deferred.hidden, deferred.deprecated) == (command.hidden, command.deprecated)


def process(*arguments: str, **variables: str) -> tuple[set[str], float, str]:
    """Our command line with these arguments; see `watched`."""
    return watched(COMMAND, *arguments, **variables)


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_help_imports_nothing_that_takes_long(arguments: tuple[str, ...]) -> None:
    modules, _, text = process(*arguments)
    assert not modules & HEAVY
    assert text


def test_help_and_completion_take_less_than_a_third_of_a_second() -> None:
    completing = {"_QWEN_LINEAGE_COMPLETE": "bash_complete", "COMP_WORDS": "qwen-lineage ", "COMP_CWORD": "1"}
    for arguments, variables in ((("--help",), {}), ((), completing)):
        assert min(process(*arguments, **variables)[1] for _ in range(3)) < MOST_SECONDS


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("qwen-lineage ", {f"plain,{name}" for name in COMMANDS}),
        ("qwen-lineage re", {"plain,refresh", "plain,resolve"}),
        ("qwen-lineage serve --ho", {"plain,--host", "plain,--home"}),
        ("qwen-lineage crawl --plan ", {"plain,all", "plain,family"}),
    ],
)
def test_the_shell_completes_commands_options_and_choices(words: str, expected: set[str]) -> None:
    position = str(len(words.split(" ")) - 1)
    variables = {"_QWEN_LINEAGE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": position}
    modules, _, text = process(**variables)
    assert set(text.split()) == expected
    assert not modules & HEAVY


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_asks_for_the_variable_that_is_documented(shell: str) -> None:
    text = process(_QWEN_LINEAGE_COMPLETE=f"{shell}_source")[2]
    assert f"_QWEN_LINEAGE_COMPLETE={shell}_complete" in text


def test_a_command_that_is_not_there_is_refused() -> None:
    with pytest.raises(click.UsageError, match="no-such"):
        group.main(["no-such"], prog_name="qwen-lineage", standalone_mode=False)
