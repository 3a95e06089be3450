"""Every fault plan of a listing, met by a real crawl over HTTP; tests/README.md has the plans as a table."""

import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from ingest.crawl import everything
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.hub.transport import RESUME, RetryPolicy
from ingest.practice import Population, Server, population, serve
from ingest.snapshots.snapshot import Snapshot
from lineage import cli
from lineage.errors import HubError
from lineage.home.home import Home
from tests.ingest.faults import (
    FAULTY_PAGE,
    PLANS,
    PLANS_BY_NAME,
    FaultPlan,
    FaultyHub,
    markdown_table,
    serve_faulty,
)

MODELS = 650
PAGE = 100
QUICK = RetryPolicy(tries=4, malformed_tries=4, deadline=0.5)
SECRET = "hf_a_token_nobody_else_may_see"  # noqa: S105 - not one
README = Path(__file__).resolve().parents[2] / "README.md"

STOPPING = [plan for plan in PLANS if plan.expected.error]
ENDING = [plan for plan in PLANS if not plan.expected.error]
named = pytest.mark.parametrize
pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def people() -> Population:
    return population(MODELS, seed=5, related=0.6)


@pytest.fixture(scope="module")
def undisturbed(people: Population, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The rows of a crawl that met no fault."""
    with serve(people) as well:
        folder = crawl_all(Home(tmp_path_factory.mktemp("undisturbed")), Hub(well.url))
    return rows_of(folder)


def rows_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in Snapshot.open(folder).files)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "EVERYTHING", (("sort", "createdAt"), ("limit", PAGE)))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def elsewhere() -> Iterator["Elsewhere"]:
    with Elsewhere() as server:
        yield server


@pytest.fixture
def server(people: Population, elsewhere: "Elsewhere") -> Iterator[Server]:
    with serve_faulty(people, quota=1_000_000, elsewhere=elsewhere.url) as running:
        yield running


class Elsewhere:
    """Another host: it writes down the headers of whatever comes."""

    def __init__(self) -> None:
        self.requests: list[dict[str, str]] = []
        requests = self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requests.append(dict(self.headers))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"[]")

            def log_message(self, format: str, *arguments: object) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> "Elsewhere":
        Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._http.shutdown()
        self._http.server_close()


def faulty(server: Server) -> FaultyHub:
    assert isinstance(server.hub, FaultyHub)
    return server.hub


def client(server: Server, plan: FaultPlan, slept: list[float] | None = None) -> Hub:
    """A client of the plan that does not really sleep, unless the plan's own window has to pass."""
    waits = slept if slept is not None else []
    sleep = time.sleep if plan.quota else waits.append
    endpoint = f"{server.url}/s/{plan.name}" if plan.fault else f"http://127.0.0.1:{closed_port()}"
    return Hub(endpoint, SECRET, sleep, policy=QUICK)


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def ids(folder: Path) -> set[str]:
    return set(Snapshot.open(folder).rows().collect()["id"])


def visits_of_the_faulty_page(server: Server, plan: FaultPlan) -> int:
    return faulty(server).visits(plan.name)[FAULTY_PAGE - 1]


@named("plan", ENDING, ids=lambda plan: plan.name)
def test_a_crawl_under_a_plan_ends_with_what_the_plan_says(
    plan: FaultPlan, server: Server, people: Population, home: Home
) -> None:
    snapshot = Snapshot.open(crawl_all(home, client(server, plan)))
    found, honest, expected = ids(snapshot.folder), set(people.ids), plan.expected
    assert (len(honest - found), len(found - honest)) == (expected.lost, expected.gained)
    assert snapshot.facts.listed == MODELS - expected.lost + expected.gained
    assert snapshot.facts.complete
    counts = snapshot.manifest["counts"]
    assert counts["rejected"] == expected.rejected
    assert counts["odd_fields"] == expected.odd
    assert counts["duplicates"] == expected.duplicates
    if expected.requests:
        assert visits_of_the_faulty_page(server, plan) == expected.requests


@named("plan", STOPPING, ids=lambda plan: plan.name)
def test_a_crawl_under_a_plan_stops_with_one_line_and_goes_on_once_the_hub_is_well(
    plan: FaultPlan, server: Server, home: Home, undisturbed: bytes
) -> None:
    began = time.monotonic()
    with pytest.raises(HubError) as caught:
        crawl_all(home, client(server, plan))
    assert time.monotonic() - began < 4 * QUICK.tries * QUICK.deadline
    error = caught.value
    assert plan.expected.error in error.message
    assert "\n" not in error.message
    assert SECRET not in error.message
    assert (error.exit_code, home.snapshots.exists()) == (1, False)
    if plan.fault is None:
        return
    assert error.hint == RESUME
    assert visits_of_the_faulty_page(server, plan) <= (plan.expected.requests or QUICK.tries + 2)
    faulty(server).healed = True
    before = len(faulty(server).requests)
    resumed = crawl_all(home, client(server, plan))
    assert len(faulty(server).requests) - before < MODELS / PAGE
    assert rows_of(resumed) == undisturbed


@named("name", ["foreign-link", "foreign-redirect"])
def test_nothing_and_above_all_no_token_reaches_another_host(
    name: str, server: Server, elsewhere: Elsewhere, home: Home
) -> None:
    with pytest.raises(HubError):
        crawl_all(home, client(server, PLANS_BY_NAME[name]))
    assert elsewhere.requests == []
    assert {request.token for request in faulty(server).requests} == {SECRET}


def test_the_crawl_says_who_it_is(server: Server, home: Home) -> None:
    crawl_all(home, client(server, PLANS_BY_NAME["relative-link"]))
    assert all(request.headers["user-agent"].startswith("qwen-lineage/") for request in faulty(server).requests)


def test_a_spent_window_is_waited_out_before_the_next_try(server: Server, home: Home) -> None:
    slept: list[float] = []
    crawl_all(home, client(server, PLANS_BY_NAME["429"], slept))
    assert len([seconds for seconds in slept if 2.5 < seconds < 3.5]) == 2


def test_a_quota_of_five_in_two_seconds_is_never_overrun(server: Server, home: Home) -> None:
    crawl_all(home, client(server, PLANS_BY_NAME["quota"]))
    assert faulty(server).visits("quota") == [1] * 7


def test_what_was_listed_again_stays_as_it_was_last(server: Server, home: Home) -> None:
    folder = crawl_all(home, client(server, PLANS_BY_NAME["edited"]))
    assert Snapshot.open(folder).rows().collect().filter(likes=987_654).height == 1


def test_a_rejected_item_is_kept_with_its_place(server: Server, home: Home) -> None:
    folder = crawl_all(home, client(server, PLANS_BY_NAME["no-id"]))
    assert '"place":"page 2 item 3"' in (folder / "rejected.jsonl").read_text()


@named("plan", STOPPING, ids=lambda plan: plan.name)
def test_the_command_line_prints_one_line_and_exits_1(
    plan: FaultPlan, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ingest.hub.client.Hub", lambda endpoint: client(server, plan)
    )  # the usual one sleeps for minutes
    assert cli.run(["crawl", "--home", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    (line,) = [line for line in said.splitlines() if line.startswith("qwen-lineage: ")]
    assert plan.expected.error in line
    assert "Traceback" not in said
    assert SECRET not in said


def test_an_unknown_plan_names_those_there_are(server: Server, home: Home) -> None:
    with pytest.raises(HubError, match="404"):
        crawl_all(home, Hub(f"{server.url}/s/unheard-of"))


def test_the_readme_of_the_tests_has_every_plan() -> None:
    assert markdown_table(PLANS, "the crawl") in README.read_text()
