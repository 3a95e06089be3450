"""What is loaded in a place: its facts, told by the graph that was frozen of it, or else by the store."""

from contextlib import closing

from lineage.errors import NotLoadedError
from lineage.place import Place
from lineage.values import SnapshotFacts


def loaded_facts(place: Place) -> SnapshotFacts | None:
    """The facts of the snapshot that is loaded; None for none. Raises LineageError where the store cannot be asked."""
    try:
        return frozen_facts(place) or store_facts(place)
    except NotLoadedError:
        return None


def frozen_facts(place: Place) -> SnapshotFacts | None:
    """The facts of the graph frozen of the embedded store's load; None where it is not frozen, or not so that it can be
    opened, or where a server has the store. Raises NotLoadedError, BadStoreURL."""
    from lineage.frozen_graphs import frozen_in  # noqa: PLC0415 - arrays, for a home that has some

    folder = place.frozen()
    if folder is None or not folder.is_dir():
        return None
    graph = frozen_in(folder)
    return None if graph is None else graph.facts


def store_facts(place: Place) -> SnapshotFacts:
    """The facts that the store itself has of what is loaded. Raises NotLoadedError, StoreError."""
    from lineage.queries import facts  # noqa: PLC0415 - an engine is imported only where it has to be asked

    with closing(place.reader()) as reader:
        return facts(reader)
