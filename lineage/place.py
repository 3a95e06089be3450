"""A place: a home folder and a store, as options, the environment or the defaults name them."""

from dataclasses import dataclass, field
from pathlib import Path

from lineage import settings
from lineage.home.home import Home, default_home
from lineage.stores import Reader, Writer, embedded_folder, open_reader, open_writer
from lineage.stores.pointer import current, embedded_url


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is: the home folder, and the store's URL."""

    home: Home
    store: str = field(repr=False)  # it may hold a password

    def reader(self) -> Reader:
        return open_reader(self.store, self.home.store, settings.password())

    def writer(self) -> Writer:
        return open_writer(self.store, self.home.store, settings.password())

    def frozen(self) -> Path | None:
        """Where the graph frozen of what is loaded belongs, told without opening the store; None where a server has it.

        Raises NotLoadedError, BadStoreURL.
        """
        folder = embedded_folder(self.store, self.home.store)
        return None if folder is None else self.home.frozen_of(embedded_url(folder), current(folder))


def place(home: str | None = None, store: str | None = None) -> Place:
    """The place that options, then the environment, then the defaults name."""
    named = settings.value(settings.HOME, home)
    root = Path(named).expanduser() if named else default_home()
    return Place(Home(root), settings.value(settings.STORE, store))
