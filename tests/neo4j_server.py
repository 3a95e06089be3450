"""A real Neo4j Community server for the tests: fetched once from Maven Central, started on a free port of its own.

`python -m tests.neo4j_server` starts one, prints its URL and password, and stops it on Ctrl-C.
"""

import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import neo4j
from platformdirs import user_cache_path

from lineage.files.locks import orphans, owned
from tests import watchdog

VERSION = "5.26.18"
STARTUP_SECONDS = 300
TRIES = 3
OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")

POM = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>qwen-lineage</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""

# Half a gigabyte of pages holds the nodes, edges and indexes of 200,000 practice models (some 400 MB); the heap holds
# a few batches of 10,000 rows. Without preallocation of logs an empty home takes 2 MB instead of 500.
CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
dbms.security.auth_enabled=true
server.memory.pagecache.size=512m
db.memory.transaction.max={transaction}
db.tx_log.preallocate=false
db.logs.query.enabled=OFF
dbms.usage_report.enabled=false
"""
TRANSACTION = "128m"
"""Of the heap's 1 GB, as in compose.yaml: the four statements that the app runs at once leave room for a load."""

MEMORY = ("-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError")

SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a server of minutes: compiling for hours of work took half of its processor time (starting, 14 s instead of 24;
the same statements thereafter, 9 s instead of 18)."""


class Unavailable(RuntimeError):
    """This machine has no Java, or neither the server's jars nor Maven to fetch them with."""


class PortTaken(RuntimeError):
    """Somebody took the port between our looking and the server's binding it."""


@contextmanager
def neo4j_server(
    ports: Callable[[], int] | None = None, transaction: str = TRANSACTION, options: Sequence[str] = SHORT_LIVED
) -> Iterator[tuple[str, str]]:
    """A running, empty server: its URL with the user, and its password.

    It ends with this block, or with this process, however either ends. `ports` gives the ports to try, free ones by
    default; `transaction` is the most memory that one transaction may take, "0" for no limit of its own; `options` are
    further ones of the virtual machine. Raises Unavailable, and RuntimeError when it does not start.
    """
    java, library = need("java"), fetch()
    process, port = _started([java, *MEMORY, *options], library, ports or free_port, transaction)
    try:
        yield f"bolt://neo4j@127.0.0.1:{port}", _set_password(port)
    finally:
        _stop(process)


def fetch() -> Path:
    """The folder of the server's jars, fetched into the user's cache the first time.

    Whole or not there at all: it is renamed into place, one process fetches while others wait, and what an interrupted
    one left is removed. Raises Unavailable.
    """
    cache = user_cache_path("qwen-lineage", appauthor=False)
    library = cache / f"neo4j-{VERSION}"
    if library.is_dir():
        return library
    maven = need("mvn")
    cache.mkdir(parents=True, exist_ok=True)
    with owned(cache, wait=True):
        if not library.is_dir():
            _download(maven, library)
    return library


def need(tool: str) -> str:
    """The path of a program. Raises Unavailable."""
    found = shutil.which(tool)
    if found is None:
        raise Unavailable(f"{tool} is missing: install a JDK (17 or 21) and Maven")
    return found


def _download(maven: str, library: Path) -> None:
    for left in orphans(library.parent, ".fetching-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=library.parent, prefix=".fetching-"))
    with owned(folder):
        try:
            (folder / "pom.xml").write_text(POM)
            goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=jars"]
            subprocess.run([maven, "-q", "-B", *goal], cwd=folder, check=True)
            (folder / "jars").rename(library)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Unavailable(f"Neo4j could not be fetched from Maven Central: {error}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _started(
    machine: list[str], library: Path, ports: Callable[[], int], transaction: str
) -> tuple["subprocess.Popen[bytes]", int]:
    """A server that answers, and its port; where somebody takes a port first, another is tried."""
    for left in reversed(range(TRIES)):
        port = ports()
        process, home = _start(machine, library, CONFIGURATION.format(port=port, transaction=transaction))
        try:
            _await_start(process, home)
        except BaseException as error:
            _stop(process)
            if isinstance(error, PortTaken) and left:
                continue
            raise
        return process, port
    raise AssertionError("the last try returns or raises")


def _start(machine: list[str], library: Path, configuration: str) -> tuple["subprocess.Popen[bytes]", Path]:
    """The watchdog that runs a server in a new home. It has a session of its own, so that no signal to the
    terminal's or the test run's processes reaches it before it has cleaned up."""
    home = Path(tempfile.mkdtemp(prefix="neo4j-"))
    (home / "conf").mkdir()
    (home / "conf" / "neo4j.conf").write_text(configuration)
    command = [sys.executable, watchdog.__file__, str(home), *_command(machine, library, home)]
    with (home / "console.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
    return process, home


def _command(machine: list[str], library: Path, home: Path) -> list[str]:
    opens = [f"--add-opens={package}=ALL-UNNAMED" for package in OPENS]
    places = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    return [*machine, *opens, "-cp", f"{library}/*", "org.neo4j.server.CommunityEntryPoint", *places]


def _await_start(process: "subprocess.Popen[bytes]", home: Path) -> None:
    """Return once the server answers. Raises PortTaken, or RuntimeError with the end of its log."""
    deadline, told = time.monotonic() + STARTUP_SECONDS, ""
    while time.monotonic() < deadline and watchdog.OVER not in told and process.poll() is None:
        time.sleep(0.1)
        told = _logged(home)
        if "Started." in told:
            return
        if "Address already in use" in told:
            raise PortTaken(told[-500:])
    raise RuntimeError(f"Neo4j did not start:\n{told[-2000:]}")


def _logged(home: Path) -> str:
    logs = (home / "console.log", home / "logs" / "neo4j.log")
    return "".join(log.read_text(errors="replace") for log in logs if log.exists())


def _stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin
    process.stdin.close()
    process.wait(watchdog.PATIENCE + 10)


def _set_password(port: int) -> str:
    password = secrets.token_urlsafe(16)
    with (
        neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=("neo4j", "neo4j")) as driver,
        driver.session(database="system") as session,
    ):
        session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=password).consume()
    return password


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Run one until Ctrl-C or SIGTERM; the line it prints can be pasted before a command, or after `export`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with neo4j_server(options=()) as (url, password):
            print(f"LINEAGE_TEST_NEO4J={url} QWEN_LINEAGE_NEO4J_PASSWORD={password}")
            print("Put that line before `make test`, or to use it: export QWEN_LINEAGE_STORE with this URL, and the")
            print("password. Ctrl-C stops the server and removes what it holds.", flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        print("stopped")
    except Unavailable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
