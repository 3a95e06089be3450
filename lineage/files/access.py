"""What others on this machine may do with a home: read it, or nothing; nobody but its owner ever writes."""

import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from lineage import settings
from lineage.errors import BadSetting

log = logging.getLogger(__name__)

ASK_OWNER = f"its owner lets others read it: {settings.ACCESS.variable}=group or all, and a command that writes"
NOT_ALLOWED = f"you may not read it ({settings.ACCESS.variable} says who may)"


class Access(StrEnum):
    """Who may read a home: its owner alone, its group too, or everybody on the machine."""

    PRIVATE = "private"
    GROUP = "group"
    ALL = "all"

    @property
    def folder_mode(self) -> int:
        return {Access.PRIVATE: 0o700, Access.GROUP: 0o750, Access.ALL: 0o755}[self]

    @property
    def file_mode(self) -> int:
        return self.folder_mode & 0o666


def access() -> Access:
    """What is set. Raises BadSetting."""
    word = settings.value(settings.ACCESS)
    try:
        return Access(word)
    except ValueError:
        raise BadSetting(f"{settings.ACCESS.variable}: {word!r}", f"one of {', '.join(Access)}") from None


def make_home(root: Path, parts: Iterable[Path]) -> None:
    """The home folder is there and open to those who may read it, as are its `parts` and what they hold, however few
    might read it when it was written; a home that was there keeps its mode unless the setting is there. What the file
    system does not do is logged."""
    allowed = access()
    made = not root.exists()
    root.mkdir(parents=True, exist_ok=True, mode=allowed.folder_mode)
    if made or os.environ.get(settings.ACCESS.variable):
        _set_mode(root, allowed.folder_mode)
    for part in (part for part in parts if part.is_dir() and allowed is not Access.PRIVATE):
        make_folder(part)
        for each in part.glob("[!.]*"):
            if not _has_mode(each, _mode(each, allowed)):
                share(each)


def make_folder(folder: Path) -> None:
    """The folder below a home is there, and open to those who may read the home."""
    folder.mkdir(parents=True, exist_ok=True)
    if (allowed := access()) is not Access.PRIVATE:
        _set_mode(folder, allowed.folder_mode)


def share(path: Path) -> None:
    """Let others read a file, or a folder with all that is in it, where they may; what a private home holds is behind
    the home's own folder. A folder opens after what it holds, so that a closed one tells who was killed midway."""
    allowed = access()
    if allowed is Access.PRIVATE:
        return
    for each in (*path.rglob("*"), path) if path.is_dir() else (path,):
        _set_mode(each, _mode(each, allowed))


def _mode(path: Path, allowed: Access) -> int:
    return allowed.folder_mode if path.is_dir() else allowed.file_mode


def _set_mode(path: Path, mode: int) -> None:
    with suppress(OSError):
        path.chmod(mode)
    if not _has_mode(path, mode):
        log.warning("%s: its mode cannot be set to %o, so that others see of it what they saw before", path, mode)


def _has_mode(path: Path, mode: int) -> bool:
    try:
        return path.stat().st_mode & 0o777 == mode
    except OSError:
        return False
