"""Freezing: the whole graph read out of a store once, into arrays that answer a page in microseconds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from lineage import queries
from lineage.errors import BadFile, ConcurrentLoadError, StoreError
from lineage.frozen import FrozenGraph, build
from lineage.frozen.build import Batch
from lineage.home import Home, store_key
from lineage.organisations import organisations_of
from lineage.schema import DERIVED_FROM, MODEL
from lineage.stores.port import Reader

LEFT_IN_STORE = ("tags", "rejected_claims", "first_seen", "last_seen")  # read one model at a time, from the store
ATTEMPTS = 3
COLUMNS = tuple(name for name in MODEL.names if name not in LEFT_IN_STORE)
EDGE_COLUMNS = tuple(name for name in DERIVED_FROM.names if name not in (*LEFT_IN_STORE, "relation_inferred"))


def freeze(reader: Reader, home: Home) -> FrozenGraph:
    """Read the whole graph out of `reader` into the home folder and open it.

    What was frozen of this load before is replaced whole; what was frozen of earlier loads of the same store is
    removed, which does not disturb a process that has it open.
    """
    folder = _built(reader, home)
    for other in home.frozen.glob(f"{store_key(reader.url)}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return FrozenGraph.open(folder)


def _built(reader: Reader, home: Home) -> Path:
    """The frozen graph's folder, of one load and no mixture: read again when another was published meanwhile."""
    organisations = organisations_of(home)
    for _ in range(ATTEMPTS):
        version, folder = reader.version, frozen_folder(home, reader)
        models, derivations = queries.all_models(reader, COLUMNS), queries.all_derivations(reader, EDGE_COLUMNS)
        inferred = queries.all_inferred(reader)
        try:
            last = _of_one_load(reader, version, derivations)
            build(models, last, queries.facts(reader), folder, inferred, organisations)
        except ConcurrentLoadError:
            continue
        except BadFile:  # which models and derivations of two loads may look like before their end is reached
            if reader.version == version:
                raise
        else:
            return folder
    raise StoreError(f"{reader.url}: loads follow each other faster than the graph can be read", "freeze again later")


def _of_one_load(reader: Reader, version: str, batches: Iterator[Batch]) -> Iterator[Batch]:
    """The last batches to be read. Raises ConcurrentLoadError after them when they, or any read before, are of another
    load."""
    yield from batches
    if reader.version != version:
        raise ConcurrentLoadError(f"{reader.url}: another load was published meanwhile", "read it again")


def frozen_folder(home: Home, reader: Reader) -> Path:
    """Where the frozen graph of what `reader` reads belongs: one folder for each load of each store."""
    return home.frozen_of(reader.url, reader.version)


def frozen_in(folder: Path) -> FrozenGraph | None:
    """The frozen graph in `folder`; None when there is none that can be read, so that it is made again."""
    try:
        return FrozenGraph.open(folder)
    except BadFile:
        return None
