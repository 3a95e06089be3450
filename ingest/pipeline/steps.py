"""The steps from a snapshot to a graph that answers pages. A step whose result is there is not taken again."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from pathlib import Path

from ingest.load.guard import refuse_emptying
from ingest.load.load import is_loaded, load_tables
from ingest.load.tables import TablesToLoad
from ingest.resolve import resolve
from ingest.resolve import size as rows_to_resolve
from ingest.snapshots.snapshot import Snapshot, facts
from lineage.errors import LineageError
from lineage.files.making import Making, OnMade
from lineage.freezing.freeze import freeze
from lineage.freezing.frozen_graphs import frozen_folder, frozen_in
from lineage.frozen import FrozenGraph
from lineage.home.home import Home, read_manifest
from lineage.organisations import organisations_of
from lineage.place import Place
from lineage.stores import Advance, nobody
from lineage.version import versions

OnStep = Callable[[str, int | None], AbstractContextManager[Advance]]
"""Is told of a step as it is taken: its name, and how much it is, where that is known; a context manager around it,
which gives what counts along."""


OnStepMade = Callable[[str, Making], None]
"""Is told how a step's result was made, by the step's name."""


def unasked(_step: str, _making: Making) -> None:
    """Nobody asks how results were made."""


def unwatched(_step: str, _size: int | None) -> AbstractContextManager[Advance]:
    """Nobody watches the steps."""
    return nullcontext(nobody)


def show(
    place: Place, snapshot: Path, on_step: OnStep = unwatched, on_made: OnStepMade = unasked, *, force: bool = False
) -> FrozenGraph:
    """Resolve a snapshot, load and freeze it, as far as that is not done; the frozen graph.

    A load that would take most models away is refused without `force`. Raises LineageError.
    """
    resolution = _resolved(place.home, snapshot, on_step, partial(on_made, "resolve"))
    _load(place, resolution, on_step, partial(on_made, "load"), force=force)
    return _frozen(place, on_step, partial(on_made, "freeze"))


def is_resolved(home: Home, snapshot: Path) -> bool:
    """Whether the home holds what this version resolves from a snapshot as it is now."""
    folder = home.resolved / snapshot.name
    try:
        manifest = read_manifest(folder)
        return manifest.get("versions") == versions() and facts(manifest, folder) == Snapshot.open(snapshot).facts
    except LineageError:
        return False


def _resolved(home: Home, snapshot: Path, on_step: OnStep, made: OnMade) -> Path:
    if is_resolved(home, snapshot):
        return home.resolved / snapshot.name
    with on_step("resolve", rows_to_resolve(snapshot)) as advance:
        return resolve(snapshot, home, advance, made)


def _load(place: Place, resolution: Path, on_step: OnStep, made: OnMade, *, force: bool) -> None:
    """A store that holds this resolution already is asked, and left alone."""
    with closing(place.writer()) as writer:
        tables = TablesToLoad.open(resolution, organisations_of(place.home))
        if not is_loaded(tables, writer):
            if not force:
                refuse_emptying(place, tables)
            with on_step("load", tables.size) as advance:
                load_tables(tables, writer, advance, made)


def _frozen(place: Place, on_step: OnStep, made: OnMade) -> FrozenGraph:
    """A store is opened only where its graph is not frozen, or a server has it."""
    folder = place.frozen()
    if folder is not None and (graph := frozen_in(folder)) is not None:
        return graph
    with closing(place.reader()) as reader:
        graph = frozen_in(frozen_folder(place.home, reader))
        if graph is not None:
            return graph
        with on_step("freeze", None):
            return freeze(reader, place.home, made)
