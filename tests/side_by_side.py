"""The suite in several processes at once (`pytest -n auto --dist loadfile`): who runs what, and what they share.

Tests of one file stay together, since they share the fixtures of their module. Others do not: those marked `apart` wait
most of their time, each for itself, and go wherever there is room; those that ask the Neo4j server of the run stand in
lines, since a Community server has one database.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from lineage.files.locks import owned
from lineage.home.home import write_text
from tests.settings import TEST_NEO4J

LINES = {"tests/web/": "one server", "tests/ingest/": "one server", "": "another server"}
"""The line of a test that asks a Neo4j server, by where it lies: the first that fits; they take about as long. Each has
a server of its own, started by whichever process got the line; a server that was named is one for all."""

LONG = (
    "tests/web/test_accessibility.py",
    "tests/test_neo4j_server.py",
    "tests/web/test_browser_console.py",
    "tests/ingest/crawl/family/test_crawl_owner.py",
    "tests/ingest/pipeline/test_update.py",
    "tests/web/test_browser_map.py",
    "tests/ingest/crawl/test_killed.py",
    "tests/web/test_browser.py",
    "tests/ingest/commands/test_living_run.py",
    "tests/ingest/crawl/test_refresh.py",
    "tests/ingest/sources/test_radar_history.py",
    "tests/web/test_everybody.py",
    "tests/ingest/commands/test_run.py",
    "tests/test_cli.py",
    "tests/ingest/crawl/test_no_room.py",
    "tests/lineage/bom/test_documents.py",
    "tests/web/test_questions.py",
    "tests/web/test_browser_living.py",
    "tests/test_ending.py",
    "tests/ingest/audit/test_verify.py",
)
"""Files that keep a process busy for more than ten seconds, the longest first: what begins last should be short."""

APART = "apart"
MOST_WORKERS = 8
FOLDER = pytest.StashKey[TemporaryDirectory[str]]()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means: one process a core and one more, since some test always waits."""
    return min(MOST_WORKERS, (os.cpu_count() or 1) + 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Sets have one order in all workers, and another in the next run: parameters out of a set make the same tests."""
    os.environ.setdefault("PYTHONHASHSEED", str(random.randrange(2**32)))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker learns where to write which tests belong together: the process that hands them out collects none."""
    node.workerinput["groups"] = str(_groups(node.config))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """What hands out the tests of a group, or of a file, to one worker, in the order in which they come."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - only where the suite runs side by side

    class ByGroup(LoadFileScheduling):
        @cached_property
        def _groups(self) -> dict[str, str]:
            return dict(json.loads(_groups(config).read_text()))

        def _split_scope(self, nodeid: str) -> str:
            return self._groups.get(nodeid) or str(super()._split_scope(nodeid))

    config.option.loadscopereorder = False  # it would go by how many tests a file has, not by how long they take
    return ByGroup(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: Any, items: list[pytest.Item]) -> Iterator[None]:
    """Tests in their turn, and their groups written down; nothing happens where the suite runs in one process."""
    yield
    if is_worker(config):
        items.sort(key=turn)
        groups = {item.nodeid: group for item in items if (group := group_of(item))}
        write_text(Path(config.workerinput["groups"]), json.dumps(groups))


def _groups(config: pytest.Config) -> Path:
    """The file of this run in which its workers write the groups: all of them the same, since all collect the same."""
    if FOLDER not in config.stash:
        config.stash[FOLDER] = TemporaryDirectory(prefix="groups-")
        config.add_cleanup(config.stash[FOLDER].cleanup)
    return Path(config.stash[FOLDER].name) / "groups.json"


def is_worker(config: Any) -> bool:
    """Whether this process is one of pytest-xdist's, whose configuration holds `workerinput` and `workeroutput`."""
    return hasattr(config, "workerinput")


def group_of(item: pytest.Item) -> str | None:
    """What a test that does not stay with its file belongs to."""
    if asks_the_server(item):
        named = os.environ.get(TEST_NEO4J.variable)
        return LINES[""] if named else next(LINES[place] for place in LINES if item.nodeid.startswith(place))
    return item.nodeid if item.get_closest_marker(APART) else None


def turn(item: pytest.Item) -> int:
    """When a test is handed out: the lines first, then long files, then others, and what goes anywhere last.

    In a line those come first that read the practice graph, which takes long to load, so that it is loaded once."""
    if asks_the_server(item):
        return -2 if "practice" in getattr(item, "fixturenames", ()) else -1
    if item.get_closest_marker(APART):
        return len(LONG) + 1
    file = item.nodeid.partition("::")[0]
    return LONG.index(file) if file in LONG else len(LONG)


def asks_the_server(item: pytest.Item) -> bool:
    """Whether a test wants the Neo4j server of the run: by a parameter, or by name."""
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    by_parameter = any(isinstance(value, str) and value == "neo4j" for value in parameters)
    return by_parameter or "neo4j_url" in getattr(item, "fixturenames", ())


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
