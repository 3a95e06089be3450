"""Bringing a home up to date: what changed on the Hub is read, resolved, loaded and frozen, and old snapshots go.

Killed at any point it goes on where it was: what each step made is kept, and no step is taken whose result is there.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ingest.audit.updates import UpdateRecord, keep, last_update
from ingest.crawl.progress import Progress, Watch
from ingest.crawl.refresh import refresh
from ingest.crawl.scope import crawl_scope
from ingest.hub.client import Hub
from ingest.pipeline.recorded_changes import RecordedChanges, record_changes, served
from ingest.pipeline.steps import OnStep, show, unwatched
from ingest.snapshots.prune import doomed, remove
from ingest.snapshots.snapshot import Snapshot
from lineage.errors import NotLoadedError
from lineage.files.making import Making
from lineage.home.home import Home, by_age, finished_folders
from lineage.place import Place
from lineage.stores import Advance
from lineage.values import WHOLE_HUB, Scope, ScopeKind, SnapshotFacts, extent_of


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """What to bring up to date: the `scope` is the newest snapshot's where it is None.

    `anew` reads all of it where a refresh would do; a family takes `max_requests`, as many as `budget_of` it where that
    is None; `keep` snapshots stay, None: all. `force` loads what takes most models away.
    """

    scope: Scope | None = None
    anew: bool = False
    max_requests: int | None = None
    keep: int | None = 5
    force: bool = False


@dataclass(slots=True)
class Taken:
    """The steps that were taken, each with its seconds and how its result was `made`, where it has one; and the
    requests that the Hub was asked."""

    seconds: dict[str, float] = field(default_factory=dict)
    made: dict[str, Making] = field(default_factory=dict)
    requests: int = 0

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - start, 3)

    def note(self, step: str, making: Making) -> None:
        """Keep how the step's result was made."""
        self.made[step] = making

    @property
    def words(self) -> str:
        """The steps in words: `refresh 1.3 s, resolve 2.0 s, load 1.4 s, freeze 1.7 s; by changes`.

        Of steps that were made whole one after the other the first one's reason is told: it is that of the others too.
        """
        seconds = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in self.seconds.items())
        return f"{seconds}; {self._how}" if self.made else seconds

    @property
    def _how(self) -> str:
        """How the results were made."""
        steps = list(self.made)
        whole = [step for step in steps if self.made[step].whole]
        if not whole:
            return str(Making())
        if whole == steps:
            return str(self.made[whole[0]])
        if len(whole) > 1 and whole == steps[-len(whole) :]:
            return f"{Making()}, from {whole[0]} on {self.made[whole[0]]}"
        return f"{Making()}, but " + ", ".join(f"{step} {self.made[step]}" for step in whole)

    def watched(self, on_step: OnStep) -> OnStep:
        """`on_step`, timed."""

        @contextmanager
        def watched(step: str, size: int | None) -> Iterator[Advance]:
            with on_step(step, size) as advance, self.timed(step):
                yield advance

        return watched

    def counting(self, watch: Watch) -> Watch:
        """`watch`, its requests counted."""

        def counting(progress: Progress) -> None:
            self.requests += 1
            watch(progress)

        return counting


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update came to: the snapshot that is shown now, the sizes of its graph, the steps it took and what it
    removed; `changed` tells whether it made or removed anything. `recorded` is what is kept of what
    changed since the snapshot before."""

    facts: SnapshotFacts
    models: int
    derivations: int
    taken: Taken
    removed: tuple[str, ...]
    recorded: RecordedChanges

    @property
    def changed(self) -> bool:
        return bool(self.removed) or any(step not in ASKING for step in self.taken.seconds)

    @property
    def line(self) -> str:
        """The result in one line."""
        asked = f"{self.taken.requests:,} {'request' if self.taken.requests == 1 else 'requests'}"
        what = f"{self.facts.id}: {self.models:,} models, {self.derivations:,} derivations"
        if not self.changed:
            return f"nothing new in {asked}; {what}"
        old = "snapshot" if len(self.removed) == 1 else "snapshots"
        gone = f"; {len(self.removed)} old {old} removed" if self.removed else ""
        return f"updated to {what} ({asked}; {self.taken.words}){gone}{self.recorded.note}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "result": "updated" if self.changed else "nothing new",
            "snapshot": self.facts.to_row(),
            "models": self.models,
            "derivations": self.derivations,
            "requests": self.taken.requests,
            "seconds": self.taken.seconds,
            "by_changes": {step: making.whole is None for step, making in self.taken.made.items()},
            "whole_because": {step: making.whole for step, making in self.taken.made.items() if making.whole},
            "removed": list(self.removed),
            "changes": self.recorded.name,
            "changes_trouble": self.recorded.trouble,
        }


ASKING = ("refresh", "crawl")
"""Steps that ask the Hub: taken each time, and no change by themselves."""


def update(
    place: Place,
    hub: Hub,
    options: UpdateOptions,
    on_step: OnStep = unwatched,
    watch: Watch = lambda _: None,
) -> Updated:
    """Show what the Hub has now of a part of it; see UpdateOptions. Raises LineageError, and keeps what was made.

    Nobody else may work on the home meanwhile (`lineage.home.work_lock`).
    """
    taken, earlier = Taken(), last_update(place.home)
    started = UpdateRecord(datetime.now(UTC).isoformat(), replaces=served(place))
    if earlier is not None and earlier.finished_at is None:  # it goes on
        started = replace(earlier, replaces=earlier.replaces or started.replaces)
    keep(place.home, started)
    snapshot = _snapshot(place.home, hub, options, started, taken, watch)
    graph = show(place, snapshot, taken.watched(on_step), taken.note, force=options.force)
    load = taken.made.get("load")
    by_changes = load is not None and load.whole is None
    recorded = record_changes(place.home, started.replaces, snapshot.name, taken.watched(on_step), by_changes)
    removed = () if options.keep is None else _pruned(place, options.keep)
    result = Updated(graph.facts, graph.size, graph.derivations, taken, removed, recorded)
    ended = datetime.now(UTC).isoformat()
    keep(place.home, replace(started, finished_at=ended, result=result.line))
    return result


def _snapshot(home: Home, hub: Hub, options: UpdateOptions, started: UpdateRecord, taken: Taken, watch: Watch) -> Path:
    """The snapshot to show: a new one, unless the Hub has nothing new."""
    scope, counted = options.scope or _scope_here(home), taken.counting(watch)
    if scope.is_whole and not options.anew:
        with suppress(NotLoadedError), taken.timed("refresh"):
            return refresh(home, hub, watch=counted, made=partial(taken.note, "refresh"), only_changes=True)
    elif (made := _made_since(home, started, scope)) is not None:
        return made
    taken.note("crawl", Making(_why_all(scope, options)))
    with taken.timed("crawl"):
        return crawl_scope(home, hub, scope, options.max_requests, counted)


def _why_all(scope: Scope, options: UpdateOptions) -> str:
    """Why all of it is read."""
    if not scope.is_whole:
        return "a family is read anew each time"
    return "that was asked for" if options.anew else "there was no complete snapshot to refresh"


def _scope_here(home: Home) -> Scope:
    """What the newest snapshot is of; the whole Hub where there is none, or one of no known part of it."""
    folders = by_age(home.snapshots)
    scope = Snapshot.open(folders[-1]).facts.scope if folders else WHOLE_HUB
    return scope if scope.kind in (ScopeKind.FAMILY, ScopeKind.OWNER) else WHOLE_HUB


def _made_since(home: Home, started: UpdateRecord, scope: Scope) -> Path | None:
    """The snapshot that this update made before it was stopped."""
    found = [Snapshot.open(folder) for folder in finished_folders(home.snapshots)]
    extent = extent_of(scope, complete=True)
    made = [
        one
        for one in found
        if (one.facts.scope, one.facts.extent) == (scope, extent) and one.facts.finished_at >= started.began
    ]
    return max(made, key=lambda one: one.facts.finished_at).folder if made else None


def _pruned(place: Place, keep: int) -> tuple[str, ...]:
    """The snapshots that were removed: those that `prune` removes."""
    old = doomed(place, keep)
    for one in old:
        remove(one)
    return tuple(one.snapshot.facts.id for one in old)
