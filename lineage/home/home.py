"""The folder that holds everything: snapshots, what was resolved from them, the embedded store, the frozen graphs."""

import hashlib
import json
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from lineage.errors import BadFile, BadInput, NewerFormat, NotLoadedError
from lineage.files.access import ASK_OWNER, NOT_ALLOWED, make_folder, share
from lineage.files.locks import orphans, owned

Value = TypeVar("Value")

FORMAT = 1
LISTS_OF_ROWS = 2
"""The format of a folder with rows in its files that hold no more: whoever knows of no such list must not read it."""

OWN_CHECKSUM = "checksum"
"""The key of a manifest's own checksum, of all that stands beside it."""

_WORK, _OLD, _GONE = ".work", ".old", ".removed"
_GONE_EARLIER = ".done"
"""How an earlier version named the pages of a crawl that it was removing."""

_LONGEST_NAME = 200  # bytes: file systems take 255, and work folders add some


class FolderKind(StrEnum):
    """What a finished folder holds, as its manifest says."""

    SNAPSHOT = "snapshot"
    RESOLVED = "resolved snapshot"
    FROZEN = "frozen graph"
    ROLL_UPS = "roll-ups"
    LICENCES = "licences"
    FACETS = "facets"
    CHANGES = "record of changes"

    @property
    def made_by(self) -> str:
        """The command that makes one again."""
        return _MADE_BY[self]


_MADE_BY = {
    FolderKind.SNAPSHOT: "qwen-lineage crawl",
    FolderKind.RESOLVED: "qwen-lineage resolve",
    FolderKind.FROZEN: "qwen-lineage freeze",
    FolderKind.ROLL_UPS: "qwen-lineage freeze",
    FolderKind.LICENCES: "qwen-lineage freeze",
    FolderKind.FACETS: "qwen-lineage freeze",
    FolderKind.CHANGES: "qwen-lineage diff",
}


@dataclass(frozen=True, slots=True)
class Home:
    """Names of the folders below `root`; nothing is made until something is written."""

    root: Path

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def resolved(self) -> Path:
        return self.root / "resolved"

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def frozen(self) -> Path:
        return self.root / "frozen"

    @property
    def opened(self) -> Path:
        """Stores of snapshots that were opened beside the one that is loaded, by their names."""
        return self.root / "opened"

    @property
    def changes(self) -> Path:
        """What changed between two snapshots, a folder for each two."""
        return self.root / "changes"

    @property
    def parts(self) -> tuple[Path, ...]:
        """The folders that whoever may read the home reads."""
        return self.snapshots, self.resolved, self.store, self.frozen, self.opened, self.changes

    @property
    def servers(self) -> Path:
        return self.root / "servers"

    @property
    def crawls(self) -> Path:
        return self.root / "crawls"

    def frozen_of(self, url: str, load: str) -> Path:
        """Where the graph frozen of a load belongs: one folder for each load of each store.

        What an earlier version froze bears the path of a store in the home, as it was typed: as no load's name is given
        twice, what bears this one's is of it.
        """
        named = re.sub(r"[^A-Za-z0-9]+", "-", load)
        folder = self.frozen / f"{self.store_key(url)}-{named}"
        if folder.exists() or not url.startswith("embedded:"):
            return folder
        return next(iter(sorted(self.frozen.glob(f"embedded-????????-{named}"))), folder)

    def store_key(self, url: str) -> str:
        """A store's URL as part of a folder's name; of a store in the home that of its path from there, so that the
        home may be moved."""
        scheme, _, path = url.partition(":")
        if scheme == "embedded" and Path(path).absolute().is_relative_to(self.root.absolute()):
            url = f"{scheme}:{Path(path).absolute().relative_to(self.root.absolute())}"
        return f"{scheme}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"

    def snapshot(self, name: str | None = None) -> Path:
        """The folder of a snapshot, by name or (None) the one that was finished last.

        Raises NotLoadedError where there is none, BadInput for what is no name, BadFile for a folder that is another.
        """
        return _named_or_newest(self.snapshots, name, FolderKind.SNAPSHOT)

    def resolution(self, name: str | None = None) -> Path:
        """The folder of what was resolved from a snapshot; raises as `snapshot`."""
        return _named_or_newest(self.resolved, name, FolderKind.RESOLVED)


def default_home() -> Path:
    """The platform's folder for a user's data."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only needed when nobody names a home

    return user_data_path("qwen-lineage", appauthor=False)


def check_name(name: str) -> str:
    """The name of a snapshot, which is that of a folder below `snapshots`. Raises BadInput for anything else."""
    plain = name.isprintable() and not set(name) & set("/\\") and not name.startswith(".")
    if not name.strip() or not plain or len(name.encode(errors="replace")) > _LONGEST_NAME:
        raise BadInput(f"{name!r} is no name of a snapshot", "`qwen-lineage snapshots` lists them")
    return name


def read_manifest(folder: Path, kind: FolderKind | None = None) -> dict[str, Any]:
    """The manifest of a folder; of that kind, where one is asked for.

    Raises BadFile when there is none, it is broken or of another kind, NewerFormat when we are too old.
    """
    path = folder / "manifest.json"
    hint = f"remove {folder} and make it again{f': `{kind.made_by}`' if kind else ''}"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except PermissionError as error:
        raise BadFile(f"{path}: {NOT_ALLOWED}", ASK_OWNER) from error
    except (OSError, ValueError, RecursionError) as error:
        raise BadFile(f"{path}: no readable manifest ({error})", hint) from error
    if not isinstance(manifest, dict):
        raise BadFile(f"{path}: not a manifest", hint)
    number = manifest.get("format", 0)
    if type(number) is not int or number < 0:
        raise BadFile(f"{path}: its format is no number", hint)
    if number > LISTS_OF_ROWS:
        raise NewerFormat(f"{path}: written by a newer version (format {number})", "upgrade qwen-lineage")
    manifest = unsealed(manifest)
    if manifest is None:
        raise BadFile(f"{path}: damaged, not as it was written", hint)
    if kind is not None and manifest.get("kind", kind) != kind:
        raise BadFile(f"{folder}: no {kind}, but a {manifest['kind']!s}", hint)
    return manifest


def read_value(path: Path, kind: type[Value]) -> Value | None:
    """The value of a class that a JSON file holds; None for a file that another version wrote, or that went away."""
    try:
        return kind(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return None


def write_text(path: Path, text: str) -> None:
    """Replace a file's content whole: a reader, or a crash, sees the old text or the new one."""
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        share(Path(name))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def link(path: Path, other: Path) -> None:
    """Give a file another name, too; on a disk without links, or where the other is on another disk, what it holds."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """Write a folder's manifest; it is written last, so a folder without one was never finished."""
    manifest = json.loads(json.dumps({"format": FORMAT, **facts}, default=json_text))
    write_text(folder / "manifest.json", f"{json.dumps(sealed(manifest), indent=2)}\n")


def sealed(values: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON object with a checksum of its own; see `unsealed`."""
    return {**values, OWN_CHECKSUM: _checksum(values)}


def unsealed(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The object without its checksum, where it had one; None where it is not as it was written."""
    bare = {name: value for name, value in values.items() if name != OWN_CHECKSUM}
    return bare if values.get(OWN_CHECKSUM) in (None, _checksum(bare)) else None


def _checksum(values: Mapping[str, Any]) -> str:
    return f"crc32 {zlib.crc32(json.dumps(values, sort_keys=True).encode()):08x}"


def json_text(value: object) -> str:
    """What JSON has no type for, as text: moments in ISO 8601."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def finished_folders(parent: Path) -> list[Path]:
    """The finished folders below `parent`, in no order."""
    return [path.parent for path in parent.glob("[!.]*/manifest.json")]


def without_manifest(parent: Path) -> list[Path]:
    """The folders below `parent` that lost their manifest, by name: a folder gets its name with the manifest in it."""
    return sorted(path for path in parent.glob("[!.]*") if path.is_dir() and not (path / "manifest.json").exists())


def by_age(parent: Path) -> list[Path]:
    """The finished folders below `parent`, by when their data are from, the newest last.

    What was finished first, and then its name, break a tie.
    """
    return sorted(finished_folders(parent), key=lambda folder: (*_moments(folder), folder.name))


def size_on_disk(folder: Path) -> int:
    """Bytes of the files below a folder, of one that stands in several folders this one's share; one that vanishes
    meanwhile counts for nothing."""
    total = 0
    for path in (Path(parent, name) for parent, _, names in os.walk(folder) for name in names):
        try:
            about = path.lstat()
            total += about.st_size // about.st_nlink
        except OSError:
            continue
    return total


@contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """A folder to fill that takes the place of `final` when the block ends, and vanishes when it fails.

    What processes that were killed left beside `final` is cleaned up first.
    """
    make_folder(final.parent)
    with ExitStack() as stack:
        with owned(final.parent, wait=True):  # so that nobody takes a new folder for an orphan before it is owned
            _clean(final.parent)
            work = Path(tempfile.mkdtemp(dir=final.parent, prefix=f".{final.name}.", suffix=_WORK))
            stack.enter_context(owned(work))
        try:
            yield work
            share(work)
            with owned(final.parent, wait=True):
                _swap(work, final)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise


def remove_folder(folder: Path) -> None:
    """Remove a folder, all of it at once for whoever looks; what is left of it by a process that was killed meanwhile
    is cleaned up by the next that writes beside it."""
    with ExitStack() as stack:
        with owned(folder.parent, wait=True):
            _clean(folder.parent)
            aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=_GONE))
            stack.enter_context(owned(aside))
        folder.replace(aside / folder.name)
        shutil.rmtree(aside, ignore_errors=True)


def clean(parent: Path) -> None:
    """Clean up what processes that were killed left below `parent`."""
    with owned(parent, wait=True):
        _clean(parent)


def _swap(work: Path, final: Path) -> None:
    if not final.exists():
        work.replace(final)
        return
    old = work.with_suffix(_OLD)
    final.replace(old)
    try:
        work.replace(final)
    except BaseException:
        old.replace(final)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _clean(parent: Path) -> None:
    """Remove the work folders of dead processes, and what they were removing; a folder that one of them had moved
    aside, and not replaced, comes back."""
    for old in orphans(parent, f".*{_OLD}"):
        final = parent / old.stem[1:].rpartition(".")[0]
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.replace(final)
    for ending in (_WORK, _GONE, _GONE_EARLIER):
        for left in orphans(parent, f".*{ending}"):
            shutil.rmtree(left, ignore_errors=True)


def _named_or_newest(parent: Path, name: str | None, kind: FolderKind) -> Path:
    if name is not None:
        if (parent / check_name(name) / "manifest.json").exists():
            return _itself(parent / name, kind)
        raise NotLoadedError(f"no {kind} named {name!r}", "`qwen-lineage snapshots` lists them")
    folders = finished_folders(parent)
    if not folders:
        raise NotLoadedError(f"no {kind} in {parent}", f"make one with `{kind.made_by}`")
    return _itself(max(folders, key=lambda folder: (_moments(folder)[1], folder.name)), kind)


def _itself(folder: Path, kind: FolderKind) -> Path:
    """The folder. Raises BadFile where its manifest is another's."""
    id = read_manifest(folder, kind).get("id", folder.name)
    if id != folder.name:
        raise BadFile(f"{folder}: holds {id!s}, a {kind} of another name", f"rename it back, or remove {folder}")
    return folder


def _moments(folder: Path) -> tuple[str, str]:
    """When its data are from, or were read where that is unknown, and when it was finished, as its manifest says.

    ISO 8601 in UTC, which sorts; empty where it does not say.
    """
    try:
        manifest = read_manifest(folder)
    except (BadFile, NewerFormat):
        return "", ""
    finished = str(manifest.get("finished_at", ""))
    return str(manifest.get("as_of") or manifest.get("started_at") or finished), finished
