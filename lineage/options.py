"""The options every command shares, and the place they name: a home folder and a store."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from lineage import settings
from lineage.home import Home, default_home
from lineage.stores import Reader, Writer, open_reader, open_writer


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is: the home folder, and the store's URL."""

    home: Home
    store: str

    def reader(self) -> Reader:
        return open_reader(self.store, self.home.store, _password())

    def writer(self) -> Writer:
        return open_writer(self.store, self.home.store, _password())


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
        return command(*arguments, place=place(home, store), **options)

    return wrapped


def _password() -> str:
    return settings.value(settings.PASSWORD)
