"""The facets of a frozen graph, in a folder beside its arrays; found anew where they follow another table of licences,
or nobody froze them."""

import hashlib
from weakref import WeakKeyDictionary

from lineage.errors import BadFile, NewerFormat
from lineage.files.access import make_folder
from lineage.frozen.facets.build import NAMES, facet_arrays, facet_table
from lineage.frozen.facets.facet_table import DOWNLOADS, SIZES, FacetTable
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.storage.beside import read, write
from lineage.home.home import FolderKind
from lineage.licence_digest import table_digest

FOLDER = "facets"

_open: WeakKeyDictionary[FrozenGraph, FacetTable] = WeakKeyDictionary()  # a graph never changes


def facets_of(graph: FrozenGraph) -> FacetTable:
    """Those that were frozen with a graph; found now, and kept with this process, where they were not."""
    if graph not in _open:
        _open[graph] = _frozen(graph) or facet_table(graph, facet_arrays(graph))
    return _open[graph]


def freeze_facets(graph: FrozenGraph) -> None:
    """Write a graph's facets beside its arrays, while nobody else knows of its folder."""
    folder = graph.folder / FOLDER
    make_folder(folder)
    write(folder, FolderKind.FACETS, _tables(), facet_arrays(graph))


def _frozen(graph: FrozenGraph) -> FacetTable | None:
    try:
        tables, arrays = read(graph.folder / FOLDER, FolderKind.FACETS)
        return facet_table(graph, arrays) if tables == _tables() else None
    except (BadFile, NewerFormat, KeyError):
        return None


def _tables() -> str:
    """Changes with the table of licences, and with what facets are made of."""
    made_of = hashlib.blake2b(repr((NAMES, SIZES, DOWNLOADS, "cells")).encode(), digest_size=4).hexdigest()
    return f"{table_digest()}-{made_of}"
