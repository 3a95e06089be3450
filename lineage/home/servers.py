"""Which servers show a home: a file each, locked for as long as its server lives."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from lineage.files.locks import orphans, owned
from lineage.home.home import Home, read_value, write_text

PATTERN = "*.json"


@dataclass(frozen=True, slots=True)
class RunningServer:
    """Where a server answers, the store it shows (without a password), its process, and when it began (ISO 8601)."""

    url: str
    store: str
    pid: int
    started_at: str


@contextmanager
def announced(home: Home, server: RunningServer) -> Iterator[None]:
    """`running_servers` lists the server until the block ends or the process dies; never where `home` is read-only."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(_announcement(home.servers, server))
        yield


def running_servers(home: Home) -> list[RunningServer]:
    """The servers that show `home` now, on this machine; those that were killed are not among them."""
    dead = set(orphans(home.servers, PATTERN))
    found = (read_value(path, RunningServer) for path in sorted(home.servers.glob(PATTERN)) if path not in dead)
    return [server for server in found if server is not None]


@contextmanager
def _announcement(folder: Path, server: RunningServer) -> Iterator[None]:
    """A file in `folder` while the block runs; those of dead servers are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{os.getpid()}-{server.url.rstrip('/').rpartition(':')[2]}.json"
    with ExitStack() as stack:
        with owned(folder, wait=True):  # so that nobody takes a new file for a dead server's before it is locked
            for old in orphans(folder, PATTERN):
                old.unlink(missing_ok=True)
            write_text(path, json.dumps(asdict(server)))
            stack.enter_context(owned(path))
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
