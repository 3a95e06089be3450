"""What all tests share: isolation from the user's own Hub settings, the real data beside the project, and Neo4j."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# huggingface_hub reads these when it is imported, so they stand before everything that imports it.
os.environ |= {"DO_NOT_TRACK": "1", "NO_PROXY": "127.0.0.1", "HF_HOME": tempfile.mkdtemp(prefix="hf-home-")}
for _name in ("HF_TOKEN", "HF_ENDPOINT"):
    os.environ.pop(_name, None)

from ingest.load.load import load as load_resolution
from lineage import cli, settings
from lineage.home import work_lock
from lineage.home.home import Home
from lineage.place import Place
from tests import side_by_side
from tests.engines import ENGINES, Engine, Engines, empty
from tests.neo4j_server import Unavailable, neo4j_server
from tests.settings import TEST_NEO4J
from tests.side_by_side import (
    pytest_collection_modifyitems,
    pytest_configure_node,
    pytest_xdist_auto_num_workers,
    pytest_xdist_make_scheduler,
    pytest_xdist_setupnodes,
)

__all__ = [  # hooks that stand beside what they are for
    "pytest_collection_modifyitems",
    "pytest_configure_node",
    "pytest_xdist_auto_num_workers",
    "pytest_xdist_make_scheduler",
    "pytest_xdist_setupnodes",
]

hypothesis.settings.register_profile("untimed", deadline=None)  # a slow machine fails no test
hypothesis.settings.load_profile("untimed")

IN_CI = os.environ.get("CI") == "true"
NO_NEO4J = "no_neo4j"
REPORT = pytest.StashKey[dict[str, Any]]()
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_finish() -> None:
    """What stands when all tests are collected is not looked through again for garbage: a tenth less processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    """The Hub client's folder goes with the process that had it."""
    shutil.rmtree(os.environ["HF_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's own home or store."""
    for name in (settings.HOME.variable, settings.STORE.variable):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real Hub metadata; it is not part of the project, so a checkout without it skips."""
    if not SHARED.is_dir():
        pytest.skip(f"no real Hub data at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def neo4j_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """A Neo4j server, empty, one for the whole run: the one named, else one started here.

    Where it cannot be started for want of Java or Maven, tests skip and the run says so at its end; under CI=true
    they fail.
    """
    given = os.environ.get(TEST_NEO4J.variable)
    if given:
        empty(given)
        yield given
        empty(given, whatever=True)
        return
    try:
        with neo4j_server() as (url, password):
            os.environ[settings.PASSWORD.variable] = password
            yield url
    except Unavailable as error:
        _report(pytestconfig)[NO_NEO4J] = str(error)
        pytest.fail(f"NO NEO4J: {error}") if IN_CI else pytest.skip(f"NO NEO4J: {error}")


def _report(config: Any) -> dict[str, Any]:
    """What a process of the run tells the one that sums up, which is the only one where the suite runs in one."""
    return config.workeroutput if side_by_side.is_worker(config) else config.stash.setdefault(REPORT, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker reported is known here when it ends."""
    _report(node.config).update(getattr(node, "workeroutput", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was left out for want of a server stands at the end, where it is read."""
    if reason := _report(config).get(NO_NEO4J):
        terminalreporter.section("NOT TESTED ON NEO4J", sep="!", yellow=True, bold=True)
        terminalreporter.line(f"{reason}; or name an empty server in {TEST_NEO4J.variable}")


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """What makes stores for tests, and remembers what the one Neo4j database holds."""
    return Engines(tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="session", params=ENGINES)
def engine_url(request: pytest.FixtureRequest) -> str:
    """The URL of each engine in turn: whatever asks for this runs on both."""
    return "embedded:" if request.param == "embedded" else str(request.getfixturevalue("neo4j_url"))


@pytest.fixture
def engine(engine_url: str, engines: Engines, tmp_path: Path) -> Engine:
    """An empty store on each engine in turn; whatever is done to it is nobody else's."""
    return engines.empty(engine_url, tmp_path / "store")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A folder of this run, the same for all its processes."""
    return side_by_side.shared_folder(tmp_path_factory, pytestconfig)


@pytest.fixture(scope="session")
def practice_home(run_folder: Path) -> Home:
    """A home that `qwen-lineage run` filled from a practice Hub of 3,000 models. Tests read it and write nothing."""

    def fill(root: Path) -> None:
        assert cli.run(["run", "--practice", "--models", "3000", "--no-serve", "--home", str(root)]) == 0

    return Home(side_by_side.once(run_folder / "practice-home", fill))


@pytest.fixture
def practice_copy(practice_home: Home, tmp_path: Path) -> Home:
    """The practice home once more, to be written into: what is written there is made anew.

    Its files are links, but for the one that whoever works on a home locks: a link to it would be the others' lock.
    """
    shared = {"copy_function": os.link, "ignore": shutil.ignore_patterns(work_lock.FILE)}
    return Home(Path(shutil.copytree(practice_home.root, tmp_path / "home", **shared)))


@pytest.fixture
def practice(engine_url: str, engines: Engines, practice_home: Home) -> Place:
    """The practice home's graph in each engine in turn, for tests that write nothing into the store.

    No command loads it: that would have the home to itself while other processes of this run ask who works on it.
    """

    def load(engine: Engine) -> None:
        with closing(engine.writer()) as writer:
            load_resolution(practice_home.resolution(), writer)

    return Place(practice_home, engines.holding(engine_url, "practice", load).url)
