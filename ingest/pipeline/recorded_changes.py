"""The record of what an update changed: what is served now, beside what was served before it."""

from contextlib import suppress
from dataclasses import dataclass

from ingest.audit.diff import diff
from ingest.audit.kept_changes import keep_changes
from ingest.pipeline.steps import OnStep
from lineage.errors import LineageError, one_line
from lineage.freezing.loaded import loaded_facts
from lineage.home.change_records import ChangeRecord, folder_of
from lineage.home.home import FolderKind, Home, read_manifest
from lineage.place import Place


@dataclass(frozen=True, slots=True)
class RecordedChanges:
    """The `name` of the record below `changes` in the home; None where there was nothing to compare with, or for the
    `trouble` that is told."""

    name: str | None = None
    trouble: str | None = None

    @property
    def note(self) -> str:
        """The trouble, as the end of a line."""
        return f"; what changed is not recorded: {self.trouble}" if self.trouble else ""


def served(place: Place) -> str | None:
    """The snapshot that is served, by the graph that was frozen of it, or else by the store; None for none, or where it
    cannot be told."""
    with suppress(LineageError, KeyError, TypeError):
        folder = place.frozen()
        if folder is not None:
            return str(read_manifest(folder, FolderKind.FROZEN)["facts"]["id"])
    with suppress(LineageError):
        facts = loaded_facts(place)
        return None if facts is None else facts.id
    return None


def record_changes(home: Home, before: str | None, now: str, on_step: OnStep, by_changes: bool) -> RecordedChanges:
    """Keep what changed from the snapshot `before` to the one that is served `now`, where that is another and its
    record is not there, or damaged. Nothing fails for it. Loaded `by_changes`, what was resolved from both has been
    `checked`."""
    if before is None or before == now:
        return RecordedChanges()
    folder = folder_of(home, before, now)
    with suppress(LineageError):
        return RecordedChanges(ChangeRecord.open(folder).folder.name)
    try:
        home.resolution(before)  # where that is gone, nothing is resolved for it
        with on_step("compare", None):
            return RecordedChanges(keep_changes(home, diff(home, before, now, were_checked=by_changes)).name)
    except Exception as error:
        return RecordedChanges(trouble=one_line(error))
