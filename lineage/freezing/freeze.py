"""Freezing: the whole graph read out of a store once, into arrays that answer a page in microseconds."""

import errno
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lineage import queries
from lineage.errors import BadFile, ConcurrentLoadError, NewerFormat, StoreError, one_line
from lineage.files.making import Making, OnMade, WholeNeeded, unasked
from lineage.freezing.frozen_graphs import frozen_folder
from lineage.frozen import FrozenGraph
from lineage.frozen.build import Batch, build
from lineage.frozen.earlier import RECIPE, Earlier
from lineage.frozen.storage.arrays import ArrayFile
from lineage.frozen.terms.frozen_terms import WORDS as OF_TERMS
from lineage.gc_pause import collecting_seldom
from lineage.home.home import FolderKind, Home, read_manifest
from lineage.organisations import organisations_of
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL
from lineage.stores.port import Reader

LEFT_IN_STORE = ("rejected_claims", "first_seen", "last_seen", "license_rules", "organisation")
"""Read one model at a time, from the store, or with the roll-ups, which follow the table of organisations. Tags are
read so too, but for what they say of weights."""
ATTEMPTS = 3
COLUMNS = tuple(name for name in MODEL.names if name not in (*LEFT_IN_STORE, *OF_TERMS))
EDGE_COLUMNS = tuple(name for name in DERIVED_FROM.names if name not in (*LEFT_IN_STORE, "relation_inferred"))


Batches = Iterator[Batch]

NO_WRITING = (errno.EACCES, errno.EPERM, errno.EROFS)

log = logging.getLogger(__name__)


def freeze(reader: Reader, home: Home, made: OnMade = unasked) -> FrozenGraph:
    """Read the whole graph out of `reader` into the home folder and open it.

    What was frozen of this load before is replaced whole; what was frozen of earlier loads of the same store is
    removed, which does not disturb a process that has it open. `made` is told whether it was by changes. Raises
    StoreError.
    """
    folder, making = _built(reader, home)
    made(making)
    for other in home.frozen.glob(f"{home.store_key(reader.url)}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return FrozenGraph.open(folder)


def freeze_for_reader(reader: Reader, home: Home) -> FrozenGraph:
    """As `freeze`; where the home may not be written, into a file that only this process has."""
    try:
        return freeze(reader, home)
    except OSError as error:
        if error.errno not in NO_WRITING:
            raise
        log.warning("%s: frozen for this process alone, for nothing can be written there (%s)", home.root, error)
        return _frozen_apart(reader, home)


def _frozen_apart(reader: Reader, home: Home) -> FrozenGraph:
    """The graph in a folder that is removed as soon as it is open: what is mapped stays."""
    try:
        with tempfile.TemporaryDirectory(prefix="qwen-lineage-", ignore_cleanup_errors=True) as folder:
            graph = FrozenGraph.open(_built(reader, Home(Path(folder)))[0])
            graph.check()
            return graph
    except OSError as error:
        raise StoreError(
            f"{home.root}: the graph is not frozen, and nothing can be written ({one_line(error)})",
            "its owner freezes it: `qwen-lineage freeze`; or set TMPDIR to a folder with room",
        ) from error


@collecting_seldom()
def _built(reader: Reader, home: Home) -> tuple[Path, Making]:
    """The frozen graph's folder, of one load and no mixture: read again when another was published meanwhile."""
    organisations, arrays, making = organisations_of(home), None, Making()
    try:
        arrays = _earlier(reader, home)
    except WholeNeeded as why:
        making = Making(str(why))
    for _ in range(ATTEMPTS):
        version, folder = reader.version, frozen_folder(home, reader)
        models, derivations, inferred, earlier = _to_read(reader, arrays)
        try:
            last = _of_one_load(reader, version, derivations)
            build(models, last, queries.facts(reader), folder, inferred, organisations, earlier)
        except ConcurrentLoadError:
            continue
        except BadFile:  # which models and derivations of two loads may look like before their end is reached
            if reader.version == version and arrays is None:
                raise
            arrays, making = None, Making("the earlier graph does not fit")  # it is not leant on
        else:
            return folder, making
    raise StoreError(f"{reader.url}: loads follow each other faster than the graph can be read", "freeze again later")


def _to_read(reader: Reader, arrays: ArrayFile | None) -> tuple[Batches, Batches, Batches, Earlier | None]:
    """The models, derivations and inferred parents to read, and the earlier graph that has all others: the one of those
    arrays."""
    if reader.rows is None or arrays is None:
        derivations = queries.all_derivations(reader, EDGE_COLUMNS)
        return queries.all_models(reader, COLUMNS), derivations, queries.all_inferred(reader), None
    changed, columns = reader.rows.changed, reader.rows.changed_columns
    derived, inferred = ({(child, parent) for child, parent in changed(kind)} for kind in (DERIVED_FROM, INFERRED_FROM))
    earlier = Earlier(arrays, {id for (id,) in changed(MODEL)}, derived, inferred)
    return columns(MODEL, COLUMNS), columns(DERIVED_FROM, EDGE_COLUMNS), columns(INFERRED_FROM, ()), earlier


def _earlier(reader: Reader, home: Home) -> ArrayFile:
    """The arrays frozen of the newest load from which this one differs in changed rows alone, as this version freezes.

    Raises WholeNeeded.
    """
    if reader.rows is None:
        raise WholeNeeded("the store does not tell what changed")
    if not reader.rows.earlier:
        raise WholeNeeded("the load was whole")
    for version in reversed(reader.rows.earlier):
        with suppress(BadFile, NewerFormat, KeyError):
            folder = home.frozen_of(reader.url, version)
            manifest = read_manifest(folder, FolderKind.FROZEN)
            if manifest["recipe"] != RECIPE:
                continue
            arrays = ArrayFile(folder, manifest["arrays"], manifest["checksum of arrays"])
            arrays.check()
            return arrays
    raise WholeNeeded("no earlier load was frozen as this version does it")


def _of_one_load(reader: Reader, version: str, batches: Iterator[Batch]) -> Iterator[Batch]:
    """The last batches to be read. Raises ConcurrentLoadError after them when they, or any read before, are of another
    load."""
    yield from batches
    if reader.version != version:
        raise ConcurrentLoadError(f"{reader.url}: another load was published meanwhile", "read it again")
