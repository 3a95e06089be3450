"""`run` ends with a picture behind every network, says why the Hub was not used, and how to leave a made-up one."""

import io
import shlex
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from ingest.commands import first_run, onlookers
from ingest.commands.run import OWNER
from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_owner
from ingest.crawl.journal_entries import entries
from ingest.hub.client import Hub
from ingest.practice import population
from ingest.practice.messages import JSON, Application, HubRequest, HubResponse
from ingest.practice.wire import PracticeHub
from ingest.snapshots.snapshot import Snapshot
from lineage import cli
from lineage.errors import NotLoadedError
from lineage.graph import open_place
from lineage.home.home import Home
from lineage.place import place
from lineage.values import Scope, SnapshotFacts
from tests.ingest.networks import (
    LOGIN_PAGE,
    LOGIN_REDIRECT,
    QUOTA,
    Recorded,
    always,
    environment,
    failing_after,
    hub,
    real_hub,
    refusing_tokens,
    serving,
)

MODELS = 60


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = replace(onlookers.IMPATIENT, tries=2, first_wait=0.0)
    monkeypatch.setattr(first_run, "IMPATIENT", impatient)
    monkeypatch.delenv("HF_TOKEN", raising=False)


def run(home: Path, *options: str) -> int:
    return cli.run(["run", "--no-serve", "--models", str(MODELS), "--home", str(home), *options])


def facts(home: Path) -> SnapshotFacts:
    with closing(open_place(place(str(home)))) as graph:
        return graph.facts


def without_the_owner(request: HubRequest) -> HubResponse:
    """A Hub that lists models, but none of the owner's whose family is shown where nobody names one."""
    return HubResponse(200, b"[]", (JSON,)) if f"author={OWNER}" in request.target else real_hub(request)


NETWORKS: list[tuple[str, Application, str]] = [
    ("a captive portal", LOGIN_PAGE, "a web page came instead"),
    ("a captive portal that redirects", LOGIN_REDIRECT, "login.airport.example"),
    ("a Hub that is not well", always(503), "it answers 503 Service Unavailable"),
    ("a Hub that has enough of us", always(429), "it answers 429 Too Many Requests"),
    ("an odd mirror", always(200, b'{"models": []}'), "its answer is no list of models"),
    ("a Hub that soon is not well", failing_after(2, always(503)), "it answers 503 Service Unavailable"),
    ("a portal that soon closes", failing_after(2, LOGIN_PAGE), "(text/html"),
    ("a mirror of other models", without_the_owner, "it lists no model of Qwen"),
]


@pytest.mark.parametrize(("answer", "clause"), [case[1:] for case in NETWORKS], ids=[case[0] for case in NETWORKS])
def test_a_first_run_ends_with_a_picture(
    answer: Application,
    clause: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving(answer) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path) == 0
    assert facts(tmp_path).synthetic
    printed = capsys.readouterr().err
    (line,) = [line for line in printed.splitlines() if "cannot be used" in line]
    assert clause in line
    assert line.endswith("showing a practice Hub of made-up models instead")
    assert "Traceback" not in printed


PROXIES = [
    ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, "a SOCKS proxy is set"),
    ({"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}, "by way of the proxy 127.0.0.1:9"),
    ({}, "no connection"),
]


@pytest.mark.parametrize(("variables", "clause"), PROXIES, ids=["SOCKS", "a proxy for everything", "no network"])
def test_a_first_run_ends_with_a_picture_whatever_the_proxy(
    variables: dict[str, str],
    clause: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The practice Hub is asked in the same process, under the same variables."""
    with environment(monkeypatch, "http://hub.invalid", variables):
        assert run(tmp_path) == 0
    assert clause in capsys.readouterr().err
    assert facts(tmp_path).synthetic


@pytest.fixture
def made_up(practice_home: Home, tmp_path: Path) -> Path:
    """A home with a graph of made-up models, in files of its own."""
    return Path(shutil.copytree(practice_home.root, tmp_path / "made up", symlinks=True))


def test_a_hub_that_can_be_used_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(real_hub) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path) == 0
    assert not facts(tmp_path).synthetic
    assert "qwen-lineage update --whole --home" in capsys.readouterr().err


def test_a_stale_token_is_told_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refusing = refusing_tokens("Invalid credentials in Authorization header")
    with serving(refusing) as url, environment(monkeypatch, url, {"HF_TOKEN": "hf_stale"}):
        assert run(tmp_path) == 0
    printed = capsys.readouterr().err
    assert "the token from HF_TOKEN is refused (401): asking without it" in printed
    assert "hf_stale" not in printed
    assert not facts(tmp_path).synthetic


def test_a_hub_that_fails_on_the_way_leaves_what_it_gave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(failing_after(4, always(503))) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path) == 0
    assert "gives no more (it answers 503 Service Unavailable): showing what was read" in capsys.readouterr().err
    found = facts(tmp_path)
    assert not found.synthetic
    assert not found.complete


def test_a_family_that_was_named_and_is_not_there_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(real_hub) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path, "--family", "no/such") == 2
    assert "no/such" in capsys.readouterr().err


def test_a_made_up_home_says_how_to_leave_it_once_the_hub_is_back(
    made_up: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(real_hub) as url, environment(monkeypatch, url, {"HF_ENDPOINT": url}):
        assert run(made_up) == 0
        assert facts(made_up).synthetic
        (command,) = [line for line in capsys.readouterr().err.splitlines() if "run --fresh" in line]
        variable, program, *words = shlex.split(command)
        assert (variable, program) == (f"HF_ENDPOINT={url}", "qwen-lineage")
        assert words == ["run", "--fresh", "--home", str(made_up)]
        assert cli.run([*words, "--no-serve"]) == 0
    assert not facts(made_up).synthetic


@pytest.mark.parametrize(("answer", "leaves"), [("y\n", True), ("n\n", False)])
def test_a_person_is_asked_whether_to_leave_it(
    answer: str, leaves: bool, made_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = first_run.RunOptions(Scope.owner(OWNER), 10, practice=False, models=MODELS, fresh=False, any_part=True)
    with serving(real_hub) as url, environment(monkeypatch, url, {}):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        first_run.have_graph(place(str(made_up)), options, may_ask=True)
    assert facts(made_up).synthetic is not leaves


def test_a_made_up_home_without_a_hub_says_why_and_stays(
    made_up: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(LOGIN_PAGE) as url, environment(monkeypatch, url, {}):
        assert run(made_up) == 0
    assert "log-in page does): still showing made-up models" in capsys.readouterr().err


def test_a_practice_hub_of_ones_own_is_no_way_to_leave_it(
    made_up: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(hub()) as url, environment(monkeypatch, url, {}):
        assert run(made_up) == 0
    assert "can be used now" not in capsys.readouterr().err


def test_real_models_are_never_replaced_by_made_up_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(real_hub) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path) == 0
    for answer in (always(503), failing_after(4, always(503))):
        with serving(answer) as url, environment(monkeypatch, url, {}):
            assert run(tmp_path, "--fresh") == 0
        assert "keeping what is loaded" in capsys.readouterr().err
    assert not facts(tmp_path).synthetic


def in_small_pages(application: Application) -> Application:
    return lambda request: application(replace(request, target=request.target.replace("limit=1000", "limit=20")))


def stopped_before_a_picture(home: Path, application: Application, crawl: Callable[[Home, Hub], Path]) -> None:
    """What Ctrl-C leaves that comes when the first models are a snapshot, and nothing is loaded yet."""
    with serving(in_small_pages(application)) as url:
        assert not Snapshot.open(crawl(Home(home), Hub(url, token=False))).facts.complete
    with pytest.raises(NotLoadedError):
        facts(home)


def owner_so_far(home: Home, hub: Hub) -> Path:
    requests = count(1)
    return crawl_owner(home, hub, OWNER, 30, enough=lambda: next(requests) > 3)


def all_so_far(home: Home, hub: Hub) -> Path:
    return crawl_all(home, hub, enough=lambda: True)


def test_a_run_goes_on_where_nothing_was_loaded_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped_before_a_picture(tmp_path, real_hub, owner_so_far)
    (journal,) = Home(tmp_path).crawls.iterdir()
    begun = len(entries(journal))
    hub = Recorded(in_small_pages(real_hub))
    with serving(hub) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path, "--max-requests", "30") == 0
    assert 30 - begun <= len(hub.targets) <= 30 - begun + 1, "the look whether it is there, and no page twice"
    assert not list(Home(tmp_path).crawls.iterdir())
    assert not facts(tmp_path).synthetic


def test_where_it_cannot_go_on_what_was_read_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped_before_a_picture(tmp_path, real_hub, owner_so_far)
    with serving(always(503)) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path) == 0
    assert "(it answers 503 Service Unavailable): showing what was read before" in capsys.readouterr().err
    assert not facts(tmp_path).synthetic


@pytest.mark.parametrize("options", [(), ("--practice",)], ids=["as it is", "--practice"])
def test_made_up_models_of_its_own_go_on_too(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_before_a_picture(tmp_path, our_practice(), all_so_far)
    with serving(always(503)) as url, environment(monkeypatch, url, {}):
        assert cli.run(["run", "--no-serve", "--home", str(tmp_path), *options]) == 0
    found = facts(tmp_path)
    assert (found.listed, found.complete) == (MODELS, True)
    assert not list(Home(tmp_path).crawls.iterdir())


def our_practice() -> PracticeHub:
    made = population(MODELS, seed=first_run.PRACTICE_SEED, related=first_run.PRACTICE_RELATED)
    return PracticeHub(made, quota=QUOTA)


def test_a_stopped_crawl_of_made_up_models_does_not_go_on_from_another_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped_before_a_picture(tmp_path, hub(), owner_so_far)
    with serving(real_hub) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path) == 0
    assert "it is not the Hub that" in capsys.readouterr().err
    assert facts(tmp_path).synthetic


def test_other_made_up_models_are_not_gone_on_with(tmp_path: Path) -> None:
    stopped_before_a_picture(tmp_path, our_practice(), all_so_far)
    assert run(tmp_path, "--practice", "--models", str(2 * MODELS)) == 0
    found = facts(tmp_path)
    assert (found.listed, found.complete) == (2 * MODELS, True)


def test_practice_takes_the_place_of_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(real_hub) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path) == 0
        assert not facts(tmp_path).synthetic
        assert run(tmp_path, "--practice") == 0
    assert (facts(tmp_path).synthetic, facts(tmp_path).listed) == (True, MODELS)


def test_practice_of_another_size_takes_its_place_too(tmp_path: Path) -> None:
    sizes = (MODELS, 2 * MODELS)
    for size in sizes:
        assert cli.run(["run", "--practice", "--no-serve", "--models", str(size), "--home", str(tmp_path)]) == 0
        assert facts(tmp_path).listed == size


@pytest.mark.parametrize("options", [(), ("--practice",)], ids=["as it is", "--practice"])
def test_a_run_with_nothing_to_do_says_so_whatever_became_of_a_stopped_crawl(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--practice") == 0
    damaged = Home(tmp_path).crawls / "hub.example+family+a%2Fb"
    damaged.mkdir(parents=True)
    (damaged / "texts-000001").write_bytes(b"no page\n")
    capsys.readouterr()
    with serving(hub()) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path, *options) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"nothing to do: {facts(tmp_path).id} is loaded and frozen (--fresh crawls again)"


def test_a_part_that_is_named_is_crawled_though_another_waits_to_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_before_a_picture(tmp_path, real_hub, owner_so_far)
    with serving(real_hub) as url, environment(monkeypatch, url, {}):
        assert run(tmp_path, "--family", "Qwen/Qwen3-0.6B", "--max-requests", "5") == 0
    assert facts(tmp_path).scope == Scope.family("Qwen/Qwen3-0.6B")
