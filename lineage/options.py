"""The options every command shares, and the place they name: a home folder and a store."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from lineage import settings
from lineage.errors import BadStoreURL
from lineage.home import Home, default_home
from lineage.stores import Reader, Writer, open_reader, open_writer, without_password


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is: the home folder, and the store's URL."""

    home: Home
    store: str = field(repr=False)  # it may hold a password

    def reader(self) -> Reader:
        return open_reader(self.store, self.home.store, settings.password())

    def writer(self) -> Writer:
        return open_writer(self.store, self.home.store, settings.password())


def place(home: str | None = None, store: str | None = None) -> Place:
    """The place that options, then the environment, then the defaults name."""
    named = settings.value(settings.HOME, home)
    root = Path(named).expanduser() if named else default_home()
    return Place(Home(root), settings.value(settings.STORE, store))


def with_place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --home and --store, and pass it the `place` they name."""

    @click.option("--home", metavar="DIR", help=f"{settings.HOME.help}  [env: {settings.HOME.variable}]")
    @click.option("--store", metavar="URL", help=f"{settings.STORE.help}  [env: {settings.STORE.variable}]")
    @wraps(command)
    def wrapped(*arguments: Any, home: str | None, store: str | None, **options: Any) -> Any:
        _refuse_password()
        return command(*arguments, place=place(home, store), **options)

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
