"""Freezing: the whole graph read out of a store once, into arrays that answer a page in microseconds."""

import hashlib
import re
import shutil
from pathlib import Path

from lineage import queries
from lineage.frozen import FrozenGraph, build
from lineage.home import Home
from lineage.schema import MODEL
from lineage.stores.port import Reader

LEFT_IN_STORE = ("tags", "rejected_claims", "first_seen", "last_seen")  # read one model at a time, from the store
COLUMNS = tuple(name for name in MODEL.names if name not in LEFT_IN_STORE)


def freeze(reader: Reader, home: Home) -> FrozenGraph:
    """Read the whole graph out of `reader` into the home folder and open it.

    What was frozen of this load before is replaced whole; what was frozen of earlier loads of the same store is
    removed, which does not disturb a process that has it open.
    """
    folder = frozen_folder(home, reader)
    build(queries.all_models(reader, COLUMNS), queries.all_derivations(reader), queries.facts(reader), folder)
    for other in home.frozen.glob(f"{_store_name(reader)}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return FrozenGraph.open(folder)


def frozen_folder(home: Home, reader: Reader) -> Path:
    """Where the frozen graph of what `reader` reads belongs: one folder for each load of each store."""
    return home.frozen / f"{_store_name(reader)}-{re.sub(r'[^A-Za-z0-9]+', '-', reader.version)}"


def _store_name(reader: Reader) -> str:
    return f"{reader.url.partition(':')[0]}-{hashlib.sha256(reader.url.encode()).hexdigest()[:8]}"
