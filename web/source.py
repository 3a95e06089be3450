"""What the app reads from: one frozen graph, and a store's reader for what the graph leaves out."""

from dataclasses import dataclass
from typing import Self
from zlib import crc32

from flask import Flask, current_app, g

from lineage.errors import DamagedError, LineageError, NothingServed, NotLoadedError
from lineage.frozen import FrozenGraph
from lineage.graph import Lineage
from lineage.home.home import Home
from lineage.stores import Reader

KEY = "qwen-lineage"
HOME_KEY = "qwen-lineage-home"


@dataclass(frozen=True, slots=True)
class Source:
    """Everything a route may read; `reader` is None when only the frozen graph is served.

    `loaded` names the load both are of, as the reader's `version` did when they were opened.
    """

    graph: FrozenGraph
    reader: Reader | None
    loaded: str = ""

    @classmethod
    def of(cls, opened: Lineage) -> Self:
        return cls(opened.graph, opened.reader, opened.version)

    def check(self) -> None:
        """Raises BadFile or StoreError where a file is not as it was written."""
        self.graph.check()
        if self.reader is not None and self.reader.rows is not None:
            self.reader.rows.check()

    @property
    def version(self) -> str:
        """Changes with every load, even of the same graph: some answers come from the store."""
        return f"{self.graph.version}-{crc32(self.loaded.encode()):08x}"


class Served:
    """The source that requests see from now on, None while nothing is loaded; a request in flight keeps the one it
    began with, and one that names its version gets that of the `earlier` ones, newest first, for a while."""

    def __init__(self, source: Source | None) -> None:
        self.source = source
        self.earlier: tuple[Source, ...] = ()
        self.damage: LineageError | None = None
        """What is wrong with the files of `source`, once that was found: nothing is answered from them."""

    def of(self, version: str) -> Source | None:
        """The source whose graph has that version."""
        known = self.earlier if self.source is None else (self.source, *self.earlier)
        return next((one for one in known if one.graph.version == version), None)


def served(app: Flask) -> Served:
    """What an app serves."""
    holder = app.extensions[KEY]
    assert isinstance(holder, Served)  # noqa: S101 (create_app is the only writer)
    return holder


def source() -> Source:
    """The source of this request, see `source_if_loaded`. Raises NothingServed where nothing is loaded yet, and
    DamagedError where its files are not as they were written."""
    current = source_if_loaded()
    if current is None:
        raise NothingServed("nothing is loaded yet", "`qwen-lineage run --no-serve`, or another of the commands at /")
    if (damage := served(current_app).damage) is not None:
        raise DamagedError(damage.message, damage.hint)
    return current


def source_if_loaded() -> Source | None:
    """The source of this request: the same from its begin to its end. Needs an application context."""
    known = g._get_current_object()  # each look through the proxy takes as long
    try:
        current: Source | None = known.source
    except AttributeError:
        current = known.source = served(current_app).source
    return current


def pin(version: str) -> bool:
    """From here on this request sees the graph of that version; False where that is served no more, or not yet."""
    found = served(current_app).of(version)
    if found is not None:
        g.source = found
    return found is not None


def is_of_another_load() -> bool:
    """Whether this request is answered from a load that is not the source's (`web.http.pinning.keep_to_load`)."""
    return "another_load" in g


def version() -> str:
    """What the answers of this request are of; empty while nothing is loaded."""
    current = source_if_loaded()
    return "" if current is None else current.version


def home() -> Home | None:
    """The home that is served; None where only a graph is."""
    served_home: Home | None = current_app.extensions[HOME_KEY]
    return served_home


def stored() -> Reader:
    """The reader of this request's source. Raises NotLoadedError where only the frozen graph is served."""
    reader = source().reader
    if reader is None:
        raise NotLoadedError("this graph is served without a store", "`qwen-lineage serve` brings one")
    return reader
