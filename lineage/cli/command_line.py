"""The command line: one group, whose commands stand in a table and are imported when they are used."""

import errno
import os
import sys
from difflib import get_close_matches
from typing import Any

import click

from lineage import __version__, settings
from lineage.cli.command_table import COMMANDS
from lineage.cli.ending import end_on_signals, exit_code
from lineage.cli.standard_streams import open_standard_streams
from lineage.errors import BadInput, LineageError, one_line, system_error
from lineage.files.access import ASK_OWNER

BROKEN_PIPE = 141
"""As of a process that ended by SIGPIPE."""
BEHIND = ("--home", "--store", "--json")
"""Options that each command has of its own."""
_NO_WRITING = (errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG)


class Commands(click.Group):
    """The commands of the table, in its order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS.get(cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """An option of the commands that stands before one is told its place."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name in BEHIND:
                ctx.fail(f"{error.option_name} stands behind the command: qwen-lineage status {error.option_name} ...")
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Where whoever reads our output has gone, as `head` does, a command ends as if by SIGPIPE; what is still to be
        written goes nowhere."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return BROKEN_PIPE
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A misspelt command is refused with those like it."""
        near = [] if args[0] in COMMANDS else get_close_matches(args[0], COMMANDS)
        if near and not ctx.resilient_parsing:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {' or '.join(near)}?")
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="qwen-lineage")
def group() -> None:
    """Who descends from which base model, and who says so.

    \b
    Hub --crawl--> snapshot --resolve--> derivations --load--> store --freeze--> frozen graph --serve--> your browser
                                                                 `--cypher--> tables

    `qwen-lineage run` does the whole way. Each step can be run alone, gives the same result again, and can be thrown
    away and made again from the one before. `qwen-lineage status` says how far you are, and what comes next.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command; exit 0 when done, 1 when it failed, 2 on bad input, or as the command's own help says."""
    open_standard_streams()
    end_on_signals()
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code. An error nobody foresaw keeps its traceback."""
    try:
        settings.check_environment()
        code = group.main(arguments, prog_name="qwen-lineage", standalone_mode=False)
    except LineageError as error:
        return _explain(error)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort) as error:  # click makes the one into the other
        click.echo("\nstopped; what was finished is kept: give the same command again", err=True)
        return exit_code(error.__cause__ or error)
    except Exception as error:
        foreseen = _foreseen(error)
        if foreseen is None:
            raise
        return _explain(foreseen)
    return code if isinstance(code, int) else 0


def _foreseen(error: Exception) -> LineageError | None:
    """What a file or the system did, with what to do next; None for any other error."""
    if isinstance(error, UnicodeDecodeError):
        told = f"what was given is not UTF-8: {error.reason} at byte {error.start}"
        return BadInput(told, "save it as UTF-8 and give it again")
    number = system_error(error)
    if number == errno.EACCES:
        return LineageError(f"not allowed: {one_line(error)}", f"name another --home; or {ASK_OWNER}")
    if number in _NO_WRITING:
        return LineageError(f"cannot write: {one_line(error)}", "make room, or name another folder with --home")
    return None


def _explain(error: LineageError) -> int:
    click.echo(f"qwen-lineage: {error.message}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)
    return error.exit_code
