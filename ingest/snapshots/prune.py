"""Removing old snapshots, what was resolved from them, the stores and frozen graphs by which they were opened, and the
records of what had changed until then."""

from dataclasses import dataclass
from pathlib import Path

from ingest.snapshots.snapshot import Snapshot, snapshots
from lineage.errors import BadInput
from lineage.freezing.loaded import loaded_facts
from lineage.home.change_records import record_folders_to
from lineage.home.home import Home, remove_folder, size_on_disk
from lineage.place import Place
from lineage.stores.pointer import embedded_url
from lineage.values import Extent


@dataclass(frozen=True, slots=True)
class Doomed:
    """A snapshot that may go: its folders, and the bytes that their files take, its share of those it took over."""

    snapshot: Snapshot
    folders: tuple[Path, ...]
    size: int


def doomed(place: Place, keep: int) -> list[Doomed]:
    """All but the `keep` newest snapshots, oldest first, but the newest complete one of each source, from which a
    refresh or a full crawl goes on, and but the one that is loaded, whose resolved tables the next load is compared
    with.

    Raises BadInput when none is to be kept, LineageError where the store cannot be asked what it holds.
    """
    if keep < 1:
        raise BadInput("at least one snapshot is kept", "for example --keep 3")
    by_age = snapshots(place.home)
    old = by_age[:-keep]
    if not old:
        return []
    whole = {one.facts.source: one.facts.id for one in by_age if one.facts.extent is Extent.WHOLE}
    loaded = loaded_facts(place)
    spared = {*whole.values(), *({loaded.id} if loaded else ())}
    return [_doomed(place.home, one) for one in old if one.facts.id not in spared]


def remove(doomed: Doomed) -> None:
    """Remove its folders; each is gone as a whole for whoever looks, even when this is stopped midway."""
    for folder in doomed.folders:
        remove_folder(folder)


def _doomed(home: Home, snapshot: Snapshot) -> Doomed:
    opened = home.opened / snapshot.folder.name
    frozen = home.frozen.glob(f"{home.store_key(embedded_url(opened))}-*")
    places = (
        *frozen,
        *record_folders_to(home, snapshot.facts.id),
        opened,
        home.resolved / snapshot.folder.name,
        snapshot.folder,
    )
    folders = tuple(folder for folder in places if folder.is_dir())
    return Doomed(snapshot, folders, sum(map(size_on_disk, folders)))
