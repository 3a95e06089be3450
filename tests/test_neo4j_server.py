"""The tests' own Neo4j server: it ends with whoever started it, a taken port is no trouble, and fetching is safe."""

import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import TransientError

from tests import watchdog
from tests.engines import driver
from tests.neo4j_server import VERSION, Unavailable, fetch, need, neo4j_server
from tests.settings import TEST_NEO4J
from tests.waiting import LATEST

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = LATEST
HOLDING = """
import time
from tests.neo4j_server import neo4j_server
with neo4j_server() as (url, password):
    print(url, flush=True)
    time.sleep(600)
"""
GREEDY = neo4j.Query("UNWIND range(1, 10000000) AS number RETURN collect(number) AS numbers", timeout=PATIENCE)
FETCHING = "from tests.neo4j_server import fetch; print(fetch())"
MAVEN = """\
#!/bin/sh
echo run >> "$RUNS"
mkdir -p jars && touch jars/half.jar && sleep 1 && touch jars/whole.jar
"""
WANTS_NEO4J = """
def test_wants_neo4j(neo4j_url):
    pass
"""


@pytest.fixture
def able() -> None:
    """Skips at home where no server can be had, as `neo4j_url` does."""
    try:
        need("java")
        fetch()
    except Unavailable as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))


@pytest.mark.neo4j
def test_a_transaction_gets_its_share_of_memory_and_no_more(neo4j_url: str) -> None:
    if os.environ.get(TEST_NEO4J.variable):
        pytest.skip("a server of somebody's has limits of its own")
    told = pytest.raises(TransientError, match=r"db\.memory\.transaction\.max")
    with driver(neo4j_url) as server, server.session() as session, told:
        session.run(GREEDY).consume()


@pytest.mark.neo4j
@pytest.mark.usefixtures("able")
def test_the_server_ends_with_the_run_even_when_that_is_killed(tmp_path: Path) -> None:
    process = _python(HOLDING, TMPDIR=str(tmp_path))
    assert process.stdout
    port = int(process.stdout.readline().rpartition(":")[2])
    assert _answers(port)
    assert list(tmp_path.iterdir())
    process.kill()
    process.wait(PATIENCE)
    assert _soon(lambda: not _answers(port) and not list(tmp_path.iterdir())), "it goes on, or left its folder behind"


@pytest.mark.parametrize("end", ["closed", "told"])
def test_a_watchdog_that_ends_leaves_neither_its_command_nor_its_folder(end: str, tmp_path: Path) -> None:
    folder, running = tmp_path / "folder", tmp_path / "running"
    folder.mkdir()
    command = ["sh", "-c", f"touch {running}; trap 'rm {running}; exit' TERM; while :; do sleep 0.05; done"]
    watching = subprocess.Popen(
        [sys.executable, watchdog.__file__, str(folder), *command], stdin=subprocess.PIPE, start_new_session=True
    )
    assert watching.stdin
    assert _soon(running.exists)
    watching.terminate() if end == "told" else watching.stdin.close()
    watching.wait(PATIENCE)
    assert not running.exists()
    assert not folder.exists()


@pytest.mark.neo4j
@pytest.mark.usefixtures("able")
def test_a_port_that_somebody_took_first_is_given_up_for_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = [taken.getsockname()[1], _free()]
        wanted = ports[1]
        with neo4j_server(lambda: ports.pop(0)) as (url, password):
            assert url.endswith(f":{wanted}")
            with neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{wanted}", auth=("neo4j", password)) as driver:
                assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


@pytest.mark.usefixtures("able")
def test_a_server_that_does_not_start_says_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tool(tmp_path, "java", "#!/bin/sh\necho Error: this is no virtual machine\nexit 1\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(RuntimeError, match=r"did not start(.|\n)*no virtual machine"), neo4j_server():
        pass


@pytest.mark.parametrize("ci", ["true", ""])
def test_without_java_the_run_fails_in_ci_and_says_loudly_that_it_skipped_at_home(ci: str, tmp_path: Path) -> None:
    folder = ROOT / "tests" / f"tmp_{os.getpid()}"  # below tests/, where the fixtures are
    folder.mkdir()
    try:
        (folder / "test_it.py").write_text(WANTS_NEO4J)
        environment = _environment(CI=ci, PATH=str(tmp_path))
        run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
        done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    finally:
        shutil.rmtree(folder)
    assert done.returncode == (1 if ci else 0), done.stdout
    assert "NOT TESTED ON NEO4J" in done.stdout
    assert "java is missing" in done.stdout


def test_two_that_fetch_at_once_fetch_once(tmp_path: Path) -> None:
    environment = _fake_maven(tmp_path)
    both = [_python(FETCHING, **environment) for _ in range(2)]
    told = {process.communicate(timeout=PATIENCE)[0].strip() for process in both}
    assert told == {str(tmp_path / "qwen-lineage" / f"neo4j-{VERSION}")}
    assert (tmp_path / "runs").read_text() == "run\n"
    _assert_whole(tmp_path)


def test_what_an_interrupted_fetch_left_is_no_library(tmp_path: Path) -> None:
    environment = _fake_maven(tmp_path)
    killed = _python(FETCHING, **environment)
    assert _soon(lambda: list(tmp_path.glob("qwen-lineage/.fetching-*/jars/half.jar")))
    killed.kill()
    killed.wait(PATIENCE)
    assert not list(tmp_path.glob("qwen-lineage/neo4j-*"))
    assert _python(FETCHING, **environment).wait(PATIENCE) == 0
    _assert_whole(tmp_path)


def _assert_whole(cache: Path) -> None:
    """Both jars, and nothing else in the cache: neither half of a download nor a folder of the dead."""
    library = cache / "qwen-lineage" / f"neo4j-{VERSION}"
    assert sorted(path.name for path in library.iterdir()) == ["half.jar", "whole.jar"]
    assert list(library.parent.iterdir()) == [library]


def _fake_maven(folder: Path) -> dict[str, str]:
    """A `mvn` that makes two empty jars in a second, where the real one fetches 116 MB; a cache of its own."""
    tools = folder / "tools"
    tools.mkdir()
    _tool(tools, "mvn", MAVEN)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "XDG_CACHE_HOME": str(folder), "HOME": str(folder), "RUNS": str(folder / "runs")}


def _tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def _python(code: str, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, cwd=ROOT, env=_environment(**environment), stdout=subprocess.PIPE, text=True)


def _environment(**changes: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("QWEN_LINEAGE_TEST_")} | changes


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _soon(true: Callable[[], object]) -> bool:
    """Whether it becomes true while we wait."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False
