"""The suite in several processes at once (`pytest -n auto --dist loadgroup`): who runs what, and what they share.

Tests of one file stay together, since they share the fixtures of their module. Others do not: those marked `apart` wait
most of their time, each for itself, and go wherever there is room; those that ask the Neo4j server of the run stand in
lines, since a Community server has one database.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from lineage.locks import owned
from lineage.settings import TEST_NEO4J

LINES = {"tests/web/": "neo4j of web", "tests/": "neo4j"}
"""The line of a test that asks a Neo4j server, by where it lies: the first that fits. Each line has a server of its
own, started by whichever process got the line; a server that was named is one for all."""

APART = "apart"
MOST_WORKERS = 8


def scheduler(config: pytest.Config, log: Any) -> object:
    """What hands out the tests of a group, or of a file, to one worker."""
    from xdist.scheduler import LoadGroupScheduling  # noqa: PLC0415 - only where the suite runs side by side

    class ByFile(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            group = super()._split_scope(nodeid)
            return nodeid.partition("::")[0] if group == nodeid else group

    return ByFile(config, log) if config.getoption("dist") == "loadgroup" else None


def workers() -> int:
    """One a core and one more: some test always waits."""
    return min(MOST_WORKERS, (os.cpu_count() or 1) + 1)


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def into_groups(items: Iterable[pytest.Item]) -> None:
    """Mark each test that does not stay with its file; nothing happens where the suite runs in one process."""
    for item in items:
        if asks_the_server(item):
            item.add_marker(pytest.mark.xdist_group(line(item.nodeid)))
        elif item.get_closest_marker(APART):
            item.add_marker(pytest.mark.xdist_group(item.name))


def asks_the_server(item: pytest.Item) -> bool:
    """Whether a test wants the Neo4j server of the run: by a parameter, or by name."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return "neo4j" in parameters.values() or "neo4j_url" in getattr(item, "fixturenames", ())


def line(nodeid: str) -> str:
    named = os.environ.get(TEST_NEO4J.variable)
    return LINES["tests/"] if named else next(LINES[place] for place in LINES if nodeid.startswith(place))


def shared_folder(factory: pytest.TempPathFactory, config: pytest.Config) -> Path:
    """A folder of this run, the same for all its processes."""
    base = factory.getbasetemp()
    return base.parent if is_worker(config) else base


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder that `make` filled, once for all processes: the first one does it, and the others wait."""
    folder.mkdir(exist_ok=True)
    made, done = folder / "made", folder / "done"
    with owned(folder, wait=True):
        if not done.exists():
            make(made)
            done.touch()
    return made
