"""A real Neo4j Community server for the tests: fetched once from Maven Central, started on a free port of its own.

`python -m tests.neo4j_server` starts one, prints its URL and password, and stops it on Ctrl-C.
"""

import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
from platformdirs import user_cache_path

VERSION = "5.26.18"
STARTUP_SECONDS = 120
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

CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
dbms.security.auth_enabled=true
server.memory.heap.max_size=1g
server.memory.pagecache.size=256m
dbms.usage_report.enabled=false
"""


@contextmanager
def neo4j_server() -> Iterator[tuple[str, str]]:
    """A running, empty server: its URL with the user, and its password. Stopped at the end, whatever happens.

    Raises RuntimeError when Java or Maven is missing, or the server does not start.
    """
    library = fetch()
    with tempfile.TemporaryDirectory(prefix="neo4j-", ignore_cleanup_errors=True) as folder:
        home, port = Path(folder), _free_port()
        (home / "conf").mkdir()
        (home / "conf" / "neo4j.conf").write_text(CONFIGURATION.format(port=port))
        with (home / "console.log").open("wb") as log:
            process = subprocess.Popen(_command(library, home), stdout=log, stderr=log)
        try:
            _await_start(process, home)
            yield f"bolt://neo4j@127.0.0.1:{port}", _set_password(port)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def fetch() -> Path:
    """The folder of the server's jars, fetched into the user's cache the first time."""
    library = user_cache_path("qwen-lineage", appauthor=False) / f"neo4j-{VERSION}"
    if library.is_dir():
        return library
    for tool in ("mvn", "java"):
        if shutil.which(tool) is None:
            raise RuntimeError(f"{tool} is missing: install a JDK (17 or 21) and Maven")
    library.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=library.parent) as folder:
        (Path(folder) / "pom.xml").write_text(POM)
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=jars"]
        subprocess.run(["mvn", "-q", "-B", *goal], cwd=folder, check=True)
        (Path(folder) / "jars").rename(library)
    return library


def _command(library: Path, home: Path) -> list[str]:
    opens = [f"--add-opens={package}=ALL-UNNAMED" for package in OPENS]
    places = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    entry = ["-cp", f"{library}/*", "org.neo4j.server.CommunityEntryPoint"]
    return ["java", "-Xms512m", "-Xmx1g", *opens, *entry, *places]


def _await_start(process: subprocess.Popen[bytes], home: Path) -> None:
    log = home / "logs" / "neo4j.log"
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if log.exists() and "Started." in log.read_text(errors="replace"):
            return
        time.sleep(0.2)
    told = log.read_text(errors="replace") if log.exists() else (home / "console.log").read_text(errors="replace")
    raise RuntimeError(f"Neo4j did not start:\n{told[-2000:]}")


def _set_password(port: int) -> str:
    password = secrets.token_urlsafe(16)
    with (
        neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=("neo4j", "neo4j")) as driver,
        driver.session(database="system") as session,
    ):
        session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=password).consume()
    return password


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    with neo4j_server() as (url, password):
        print(f"QWEN_LINEAGE_TEST_NEO4J={url} QWEN_LINEAGE_NEO4J_PASSWORD={password}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("stopped")
