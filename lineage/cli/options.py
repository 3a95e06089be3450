"""The options every command shares: the place they work in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

from lineage import settings
from lineage.cli.shell import pasteable
from lineage.errors import BadStoreURL, LineageError
from lineage.files.output_path import replaceable
from lineage.place import place
from lineage.stores import without_password


class WholeFile(click.File):
    """A file to write, whole or not at all, over nothing but a regular file; - is standard output."""

    def __init__(self) -> None:
        super().__init__("w", encoding="utf-8", atomic=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value != "-":
            replaceable(value)
        return super().convert(value, param, ctx)


def with_place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --home and --store, and pass it the `place` they name.

    Commands in the hints of its errors are for that place.
    """

    @click.option("--home", metavar="DIR", help=settings.HOME.option_help)
    @click.option("--store", metavar="URL", help=settings.STORE.option_help)
    @wraps(command)
    def wrapped(*arguments: Any, home: str | None, store: str | None, **options: Any) -> Any:
        _refuse_password()
        where = place(home, store)
        try:
            return command(*arguments, place=where, **options)
        except LineageError as error:
            error.hint = pasteable(error.hint, where)
            raise

    return wrapped


def _refuse_password() -> None:
    """Raise BadStoreURL for a password on the command line: every user of the machine and the shell's history see it.

    In the environment's URL, and in Python's, it is as safe as beside it.
    """
    context = click.get_current_context()
    given = context.params.get("store") or ""
    if context.get_parameter_source("store") is ParameterSource.COMMANDLINE and without_password(given) != given:
        raise BadStoreURL(
            f"{without_password(given)}: a password on the command line is seen by others and stays in its history",
            f"set {settings.PASSWORD.variable} instead, or {settings.PASSWORD_FILE.variable} to a file that holds it",
        )
