"""The folder that holds everything: snapshots, what was resolved from them, the embedded store, the frozen graphs."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lineage.errors import BadFile, NewerFormat, NotLoadedError
from lineage.locks import orphans, owned

FORMAT = 1
_WORK, _OLD = ".work", ".old"


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
    def servers(self) -> Path:
        return self.root / "servers"

    @property
    def crawls(self) -> Path:
        return self.root / "crawls"

    def frozen_of(self, url: str, load: str) -> Path:
        """Where the graph frozen of a load belongs: one folder for each load of each store."""
        return self.frozen / f"{store_key(url)}-{re.sub(r'[^A-Za-z0-9]+', '-', load)}"

    def snapshot(self, name: str | None = None) -> Path:
        """The folder of a snapshot, by name or (None) the one that was finished last. Raises NotLoadedError."""
        return _named_or_newest(self.snapshots, name, "snapshot", "qwen-lineage crawl")

    def resolution(self, name: str | None = None) -> Path:
        """The folder of what was resolved from a snapshot. Raises NotLoadedError."""
        return _named_or_newest(self.resolved, name, "resolved snapshot", "qwen-lineage resolve")


def store_key(url: str) -> str:
    """A store's URL as part of a folder's name."""
    return f"{url.partition(':')[0]}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def default_home() -> Path:
    """The platform's folder for a user's data."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only needed when nobody names a home

    return user_data_path("qwen-lineage", appauthor=False)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder. Raises BadFile when there is none or it is broken, NewerFormat when we are too old."""
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise BadFile(f"{path}: no readable manifest ({error})", "remove the folder and make it again") from error
    if not isinstance(manifest, dict):
        raise BadFile(f"{path}: not a manifest", "remove the folder and make it again")
    if manifest.get("format", 0) > FORMAT:
        raise NewerFormat(f"{path}: written by a newer version (format {manifest['format']})", "upgrade qwen-lineage")
    return manifest


def write_text(path: Path, text: str) -> None:
    """Replace a file's content whole: a reader, or a crash, sees the old text or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """Write a folder's manifest; it is written last, so a folder without one was never finished."""
    write_text(folder / "manifest.json", json.dumps({"format": FORMAT, **facts}, indent=2, default=json_text) + "\n")


def json_text(value: object) -> str:
    """What JSON has no type for, as text: moments in ISO 8601."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def finished_folders(parent: Path) -> list[Path]:
    """The finished folders below `parent`, in no order."""
    return [path.parent for path in parent.glob("[!.]*/manifest.json")]


def by_age(parent: Path) -> list[Path]:
    """The finished folders below `parent`, by when their data are from, the newest last.

    What was finished first, and then its name, break a tie.
    """
    return sorted(finished_folders(parent), key=lambda folder: (*_moments(folder), folder.name))


def size_on_disk(folder: Path) -> int:
    """Bytes of the files below a folder; one that vanishes meanwhile counts for nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


@contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """A folder to fill that takes the place of `final` when the block ends, and vanishes when it fails.

    What processes that were killed left beside `final` is cleaned up first.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with owned(final.parent, wait=True):  # so that nobody takes a new folder for an orphan before it is owned
            _clean(final.parent)
            work = Path(tempfile.mkdtemp(dir=final.parent, prefix=f".{final.name}.", suffix=_WORK))
            stack.enter_context(owned(work))
        try:
            yield work
            with owned(final.parent, wait=True):
                _swap(work, final)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise


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
    """Remove the work folders of dead processes; a folder one of them had moved aside, and not replaced, comes back."""
    for old in orphans(parent, f".*{_OLD}"):
        final = parent / old.stem[1:].rpartition(".")[0]
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.replace(final)
    for work in orphans(parent, f".*{_WORK}"):
        shutil.rmtree(work, ignore_errors=True)


def _named_or_newest(parent: Path, name: str | None, what: str, command: str) -> Path:
    if name is not None:
        if (parent / name / "manifest.json").exists():
            return parent / name
        raise NotLoadedError(f"no {what} named {name!r}", "`qwen-lineage snapshots` lists them")
    folders = finished_folders(parent)
    if not folders:
        raise NotLoadedError(f"no {what} in {parent}", f"make one with `{command}`")
    return max(folders, key=lambda folder: (_moments(folder)[1], folder.name))


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
