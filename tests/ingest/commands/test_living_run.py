"""`run` as a user types it: the page is there while the crawl goes on, grows with it, and a stop costs nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.commands.first_run import RunOptions, task_of
from ingest.commands.run import OWNER
from ingest.crawl.journal_entries import entries
from ingest.pipeline.publisher import FIRST
from ingest.snapshots.snapshot import snapshots
from lineage import cli
from lineage.home.crawl_report import CrawlState, read_report
from lineage.home.home import Home
from lineage.place import place
from lineage.values import Scope
from tests.ingest.networks import QUOTA, HeldHub, always, failing_after, real_hub, serving
from tests.waiting import LATEST, until

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
BUDGET = 24
SECONDS = LATEST


@contextmanager
def running(home: Path, hub: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`run` as a process, and the address that it prints; it is stopped by Ctrl-C."""
    command = [sys.executable, "-m", "lineage", "run", "--port", "0", "--home", str(home), *options]
    environment = {**os.environ, "HF_ENDPOINT": hub, "PYTHONUNBUFFERED": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            line = process.stdout.readline()
            found = ADDRESS.search(line)
            assert found, process.stderr.read()
            yield process, found[0]
        finally:
            process.send_signal(signal.SIGINT)
            assert "Traceback" not in process.communicate(timeout=SECONDS)[1]
            assert process.returncode in (0, 130)  # the latter where it came before the server was up


def ask(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}api/v1/progress", timeout=SECONDS) as answer:
        return dict(json.loads(answer.read()))


def test_the_page_is_served_while_models_come_and_follows_to_the_end(tmp_path: Path) -> None:
    hub = HeldHub()
    with serving(hub) as url, running(tmp_path, url, "--max-requests", str(BUDGET)) as (_, address):
        first = ask(address)
        assert first["crawl"]["state"] == "running"
        assert FIRST <= first["crawl"]["requests"] < BUDGET
        assert first["crawl"]["subject"] == "what descends from the models of Qwen"
        assert first["crawl"]["quota"] == QUOTA
        hub.release()
        seen = [first]

        def follows() -> bool:
            """Whether the graph is the one that the crawl ended with."""
            seen.append(ask(address))
            with urllib.request.urlopen(f"{address}api/v1/graph", timeout=SECONDS) as answer:
                facts = json.loads(answer.read())["snapshot"]
            crawl = seen[-1]["crawl"]
            return crawl["state"] == "ended" and facts["coverage"] == crawl["share"]

        until(follows)
    assert seen[-1]["crawl"]["requests"] == BUDGET == hub.requests
    assert seen[-1]["version"] != first["version"]
    models = [one["models"] for one in seen]
    assert models == sorted(models)
    home = Home(tmp_path)
    assert len(snapshots(home)) == 1
    assert not list(home.crawls.iterdir())


def test_ctrl_c_keeps_everything_and_the_next_run_goes_on(tmp_path: Path) -> None:
    hub, home = HeldHub(), Home(tmp_path)
    with serving(hub) as url:
        with running(tmp_path, url, "--max-requests", str(BUDGET)):
            pass
        asked, (journal,) = hub.requests, home.crawls.iterdir()
        assert FIRST <= asked < BUDGET
        assert asked - 1 <= len(entries(journal)) <= asked
        report = read_report(home)
        assert report is not None
        assert report.state is CrawlState.STOPPED
        hub.release()
        with running(tmp_path, url, "--max-requests", str(BUDGET)) as (_, address):
            until(lambda: ask(address)["crawl"]["state"] == "ended")
    assert BUDGET <= hub.requests <= BUDGET + 1, "but for the one that was under way, nothing is asked twice"
    assert not list(home.crawls.iterdir())
    assert task_of(place(str(home.root)), options(), may_ask=False) is None


def options(**changes: Any) -> RunOptions:
    asked = RunOptions(Scope.owner(OWNER), None, practice=False, models=60, fresh=False, any_part=True)
    return replace(asked, **changes)


def test_a_hub_that_fails_is_told_on_the_page_and_its_models_stay(tmp_path: Path) -> None:
    hub = HeldHub()
    with serving(failing_after(12, always(403), hub)) as url, running(tmp_path, url) as (_, address):
        hub.release()
        until(lambda: ask(address)["crawl"]["state"] != "running")
        crawl = ask(address)["crawl"]
        assert crawl["state"] == "stopped"
        assert crawl["trouble"] == "it answers 403 Forbidden"
        assert ask(address)["models"] > 0
    assert not snapshots(Home(tmp_path))[0].facts.synthetic


def test_where_the_hub_cannot_be_used_the_practice_hub_is_shown(tmp_path: Path) -> None:
    with serving(always(503)) as url, running(tmp_path, url, "--models", "3000") as (_, address):
        until(lambda: ask(address)["crawl"]["state"] == "ended")
        now = ask(address)
    assert now["crawl"]["synthetic"]
    assert now["crawl"]["models"] == 3000


def test_a_part_that_is_named_and_not_there_is_an_error_and_nothing_is_served(tmp_path: Path) -> None:
    with serving(real_hub) as url:
        command = [
            sys.executable,
            "-m",
            "lineage",
            "run",
            "--family",
            "no/such",
            "--home",
            str(tmp_path),
            "--port",
            "0",
        ]
        environment = {**os.environ, "HF_ENDPOINT": url}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 2
    assert "no/such" in done.stderr


def test_what_is_named_is_named_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["run", "--whole", "--family", "a/b", "--home", str(tmp_path)]) == 2
    assert cli.run(["run", "--whole", "--max-requests", "5", "--home", str(tmp_path)]) == 2
    assert "leave out --max-requests" in capsys.readouterr().err
