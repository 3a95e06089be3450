"""Removing old snapshots, and what was resolved from them and opened of them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from ingest.snapshots.snapshot import Snapshot, snapshots
from lineage.errors import BadInput
from lineage.home import Home, size_on_disk
from lineage.values import Extent


@dataclass(frozen=True, slots=True)
class Doomed:
    """A snapshot that may go: its folders, and the bytes that their files take, its share of those it took over."""

    snapshot: Snapshot
    folders: tuple[Path, ...]
    size: int


def doomed(home: Home, keep: int) -> list[Doomed]:
    """All but the `keep` newest snapshots, oldest first, and but the newest complete one of each source.

    Those are what a refresh or a full crawl goes on from. Raises BadInput when none is to be kept.
    """
    if keep < 1:
        raise BadInput("at least one snapshot is kept", "for example --keep 3")
    by_age = snapshots(home)
    spared = {one.facts.source: one.folder for one in by_age if one.facts.extent is Extent.WHOLE}
    old = [one for one in by_age[:-keep] if one.folder not in spared.values()]
    return [_doomed(home, one) for one in old]


def remove(doomed: Doomed) -> None:
    """Remove its folders; each is gone as a whole for whoever looks, even when this is stopped midway."""
    for folder in doomed.folders:
        hidden = folder.with_name(f".{folder.name}.removed")
        folder.replace(hidden)
        shutil.rmtree(hidden)


def _doomed(home: Home, snapshot: Snapshot) -> Doomed:
    places = (home.opened / snapshot.folder.name, home.resolved / snapshot.folder.name, snapshot.folder)
    folders = tuple(folder for folder in places if folder.is_dir())
    return Doomed(snapshot, folders, sum(map(size_on_disk, folders)))
