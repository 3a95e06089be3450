"""Freezing: the whole graph read out of a store once, into arrays that answer a page in microseconds."""

from pathlib import Path

from lineage import queries
from lineage.frozen import FrozenGraph, build
from lineage.home import Home
from lineage.schema import MODEL
from lineage.stores.port import Reader

LEFT_IN_STORE = ("tags", "rejected_claims")  # read one model at a time, from the store
COLUMNS = tuple(name for name in MODEL.names if name not in LEFT_IN_STORE)


def freeze(reader: Reader, folder: Path) -> FrozenGraph:
    """Read the whole graph out of `reader` into `folder` and open it; what stood there before is replaced whole."""
    facts = queries.facts(reader)
    build(queries.all_models(reader, COLUMNS), queries.all_derivations(reader), facts, folder)
    return FrozenGraph.open(folder)


def frozen_folder(home: Home, reader: Reader) -> Path:
    """Where the frozen graph of what `reader` reads belongs: one folder for each load."""
    name = "".join(c if c.isalnum() else "-" for c in f"{reader.url.partition(':')[0]}-{reader.version}")
    return home.frozen / name[:120]
