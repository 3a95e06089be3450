"""What is loaded in a place: its facts, told by the graph that was frozen of it, or else by the store."""

from contextlib import closing
from pathlib import Path

from lineage.errors import NotLoadedError
from lineage.place import Place
from lineage.stores import embedded_folder
from lineage.stores.pointer import current
from lineage.values import SnapshotFacts


def loaded_facts(place: Place) -> SnapshotFacts | None:
    """The facts of the snapshot that is loaded; None for none. Raises LineageError where the store cannot be asked."""
    try:
        return loaded_and_frozen(place)[0]
    except NotLoadedError:
        return None


def loaded_and_frozen(place: Place) -> tuple[SnapshotFacts, bool]:
    """The facts of the snapshot that is loaded, and whether a graph was frozen of that load that can be opened.

    Raises NotLoadedError, BadStoreURL, StoreError.
    """
    folder = place.frozen()
    if folder is not None and (facts := _frozen_facts(folder)) is not None:
        return facts, True
    from lineage.freezing.frozen_graphs import frozen_folder  # noqa: PLC0415 - an engine is imported only where it must be asked
    from lineage.queries import facts as facts_of  # noqa: PLC0415

    with closing(place.reader()) as reader:
        return facts_of(reader), _frozen_facts(frozen_folder(place.home, reader)) is not None


def load_name(place: Place) -> str:
    """What names the load that a place holds: it begins with the digest of all that was loaded.

    Raises NotLoadedError, BadStoreURL, StoreError.
    """
    folder = embedded_folder(place.store, place.home.store)
    if folder is not None:
        return current(folder)
    with closing(place.reader()) as reader:
        return reader.version


def _frozen_facts(folder: Path) -> SnapshotFacts | None:
    """The facts of the graph frozen there; None where there is none, or none that can be opened."""
    if not folder.is_dir():
        return None
    from lineage.freezing.frozen_graphs import frozen_in  # noqa: PLC0415 - arrays, for a home that has some

    graph = frozen_in(folder)
    return None if graph is None else graph.facts
