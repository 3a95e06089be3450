"""The frozen graphs of a home: where that of a load belongs, and the one in a folder, if it is whole."""

from pathlib import Path

from lineage.errors import BadFile
from lineage.frozen import FrozenGraph
from lineage.home.home import Home
from lineage.stores.port import Reader


def frozen_folder(home: Home, reader: Reader) -> Path:
    """Where the frozen graph of what `reader` reads belongs: one folder for each load of each store."""
    return home.frozen_of(reader.url, reader.version)


def frozen_in(folder: Path, *, at_once: bool = False) -> FrozenGraph | None:
    """The frozen graph in `folder`; None when there is none that is whole, so that it is made again. With `at_once` its
    `check` is left to whoever has it."""
    try:
        graph = FrozenGraph.open(folder)
        if not at_once:
            graph.check()
    except BadFile:
        return None
    return graph
