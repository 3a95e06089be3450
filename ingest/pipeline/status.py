"""How far a home is: what was read, resolved, loaded, frozen and served, and the command that comes next.

Only manifests and names are read, and a store is asked only where no frozen graph tells what it holds.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.audit.updates import UpdateRecord, last_update
from ingest.crawl.unfinished import UnfinishedCrawl, unfinished_crawls
from ingest.snapshots.judged_by import judged_by_us
from lineage.errors import LineageError, NotLoadedError
from lineage.freezing.loaded import load_name, loaded_and_frozen
from lineage.home.home import by_age, finished_folders, read_manifest, size_on_disk, without_manifest
from lineage.home.servers import RunningServer, running_servers
from lineage.home.work_lock import HomeWorker, worker_of
from lineage.place import Place
from lineage.stores import bare_url, embedded_folder
from lineage.stores.pointer import POINTER
from lineage.values import SnapshotFacts

FOLDERS = ("snapshots", "resolved", "store", "frozen", "opened", "changes", "crawls")


@dataclass(frozen=True, slots=True)
class SnapshotStatus:
    """A snapshot, and whether it is resolved; `outdated`: by an earlier version, or another table of licences."""

    facts: SnapshotFacts
    resolved: bool
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The store, and the snapshot it holds (None: nothing is loaded); `frozen` says whether pages open at once.

    `behind`: that snapshot was resolved again since, and came out otherwise. `trouble` is why the store could not be
    asked.
    """

    url: str
    snapshot: SnapshotFacts | None = None
    frozen: bool = False
    behind: bool = False
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next: the words of a command (none: a URL to open is all), and why."""

    why: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class HomeStatus:
    """Everything `status` tells; `bytes` on disk for each folder of FOLDERS, snapshots oldest first.

    `unreadable` names the snapshots whose manifests cannot be read, or only by a newer version. `worker` is the process
    that crawls or loads now, `update` the last `qwen-lineage update`; None for none.
    """

    home: Path
    bytes: dict[str, int]
    snapshots: tuple[SnapshotStatus, ...]
    unreadable: tuple[str, ...]
    unfinished: tuple[UnfinishedCrawl, ...]
    store: StoreStatus
    servers: tuple[RunningServer, ...]
    worker: HomeWorker | None = None
    update: UpdateRecord | None = None

    @property
    def update_was_stopped(self) -> bool:
        """Whether the last update has not ended, and nobody is at it."""
        return self.update is not None and self.update.finished_at is None and self.worker is None

    @property
    def newest(self) -> SnapshotStatus | None:
        return self.snapshots[-1] if self.snapshots else None

    @property
    def newest_is_loaded(self) -> bool | None:
        """Whether the store holds the newest snapshot; None where there is none, or nothing is known of the store."""
        if self.newest is None or self.store.trouble:
            return None
        return self.store.snapshot is not None and self.store.snapshot.id == self.newest.facts.id

    @property
    def stopped(self) -> UnfinishedCrawl | None:
        """The last crawl of a real Hub that was stopped; None where a snapshot was made since, not of its own pages."""
        last = self.unfinished[-1] if self.unfinished else None
        if last is None or last.words is None:
            return None
        if self.newest is None:
            return last
        begun, came = map(datetime.fromisoformat, (last.first, last.last))
        facts = self.newest.facts
        return last if came > facts.finished_at or begun == facts.started_at else None

    @property
    def practice_was_stopped(self) -> bool:
        """Whether the newest snapshot is the beginning of a crawl of a practice Hub, which was stopped."""
        if self.newest is None or not self.newest.facts.synthetic:
            return False
        begun = self.newest.facts.started_at
        return any(datetime.fromisoformat(crawl.first) == begun for crawl in self.unfinished)

    @property
    def next(self) -> NextStep:
        """The step that brings most, the first that is missing on the way of the data."""
        return next(_steps(self))

    def as_dict(self) -> dict[str, Any]:
        """For `print_json`."""
        loaded = self.store.snapshot
        return {
            "home": str(self.home),
            "bytes": {**self.bytes, "total": sum(self.bytes.values())},
            "snapshots": [
                {**one.facts.to_row(), "resolved": one.resolved, "outdated": one.outdated} for one in self.snapshots
            ],
            "unreadable_snapshots": list(self.unreadable),
            "unfinished_crawls": [asdict(crawl) for crawl in self.unfinished],
            "store": {
                "url": self.store.url,
                "snapshot": loaded and loaded.to_row(),
                "newest": self.newest_is_loaded,
                "frozen": self.store.frozen,
                "behind": self.store.behind,
                "trouble": self.store.trouble,
            },
            "servers": [asdict(server) for server in self.servers],
            "worker": self.worker and asdict(self.worker),
            "update": self.update and asdict(self.update),
        }


def status(place: Place) -> HomeStatus:
    """How far a place is. Nothing is written, and a home that is not there is an empty one."""
    home = place.home
    resolved = {folder.name for folder in finished_folders(home.resolved)}
    found = {folder.name: _facts(folder) for folder in by_age(home.snapshots)}
    lost = [folder.name for folder in without_manifest(home.snapshots)]
    return HomeStatus(
        home=home.root,
        bytes={name: size_on_disk(home.root / name) for name in FOLDERS},
        snapshots=tuple(
            SnapshotStatus(facts, name in resolved, name in resolved and not judged_by_us(home.resolved / name))
            for name, facts in found.items()
            if facts is not None
        ),
        unreadable=(*(name for name, facts in found.items() if facts is None), *lost),
        unfinished=tuple(unfinished_crawls(home)),
        store=_store(place),
        servers=tuple(running_servers(home)),
        worker=worker_of(home),
        update=last_update(home),
    )


def _steps(home: HomeStatus) -> Iterator[NextStep]:
    newest, loaded = home.newest, home.store.snapshot
    if home.worker is not None:
        yield NextStep(f"{home.worker} is at work")
    if home.update_was_stopped:
        yield NextStep("an update was stopped, and goes on where it was", "update")
    if (stopped := home.stopped) is not None:
        yield NextStep("a crawl was stopped, and goes on where it was", stopped.words)
    if home.practice_was_stopped:
        yield NextStep("the crawl of a practice Hub was stopped, and goes on while that Hub is there", "run")
    if home.store.trouble:
        yield NextStep("the store cannot be asked")
    if newest is None and loaded is None:
        yield NextStep("nothing is here yet", "run")
    if newest is not None and not home.newest_is_loaded and not newest.resolved:
        yield NextStep("the newest snapshot is not resolved", f"resolve {newest.facts.id}")
    if newest is not None and not home.newest_is_loaded:
        yield NextStep("the newest snapshot is not loaded", f"load {newest.facts.id}")
    if newest is not None and newest.outdated:
        why = "it was resolved by other rules of licences than this version's: resolve it again, then load and freeze"
        yield NextStep(why, f"resolve {newest.facts.id}")
    if loaded is not None and home.store.behind:
        yield NextStep("what is loaded was resolved again since: load it, then freeze", f"load {loaded.id}")
    if not home.servers:
        yield NextStep("all is ready to look at", "serve")
    if loaded is not None and loaded.synthetic:
        yield NextStep("these models are made up: once the Hub can be used, this shows real ones", "run --fresh")
    yield NextStep(f"look at {home.servers[0].url}")


def _store(place: Place) -> StoreStatus:
    """What the store holds, by the graph that was frozen of its load, else by asking it."""
    url = bare_url(place.store)
    try:
        facts, frozen = loaded_and_frozen(place)
        return StoreStatus(url, facts, frozen, _is_behind(place, place.home.resolved / facts.id))
    except NotLoadedError:
        return StoreStatus(url)
    except LineageError as error:
        return StoreStatus(url, trouble=error.message)


def _is_behind(place: Place, resolution: Path) -> bool:
    """Whether the resolution of what is loaded is another now. It is read where it was written after the load alone."""
    manifest = resolution / "manifest.json"
    if not manifest.is_file():
        return False
    folder = embedded_folder(place.store, place.home.store)
    if folder is not None and manifest.stat().st_mtime <= (folder / POINTER).stat().st_mtime:
        return False
    from ingest.load.tables import TablesToLoad  # noqa: PLC0415 - the table library, where a load may be behind
    from lineage.organisations import organisations_of  # noqa: PLC0415

    try:
        return not TablesToLoad.open(resolution, organisations_of(place.home)).are_in(load_name(place))
    except LineageError:  # what is damaged is told by the commands that read it
        return False


def _facts(folder: Path) -> SnapshotFacts | None:
    """The facts in the manifest of a snapshot, or of a frozen graph; None where none can be read."""
    try:
        manifest = read_manifest(folder)
        return SnapshotFacts.from_manifest(manifest.get("facts", {**manifest, "coverage": None}))
    except (LineageError, KeyError, TypeError, ValueError):
        return None
