"""Commands that are told to end: as the first process of a container, with what they started, by a second signal."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from ingest.practice.messages import HubRequest, HubResponse
from lineage.home.home import Home
from tests.ingest.networks import real_hub, serving
from tests.waiting import until

MARK = "ENDING_MARK"
SECONDS = 60
SOON = 3.0
PID_1 = ("unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc")
ENDLESS = "UNWIND range(1, 1000) AS a UNWIND range(1, 1000) AS b UNWIND range(1, 1000) AS c RETURN count(*) AS n"


class StallingHub:
    """A Hub that answers so many requests and lets the next ones wait."""

    def __init__(self, answered: int) -> None:
        self.left, self.stalled, self.over = answered, threading.Event(), threading.Event()

    def __call__(self, request: HubRequest) -> HubResponse:
        self.left -= 1
        if self.left < 0:
            self.stalled.set()
            self.over.wait(SECONDS)
        return real_hub(request)


@pytest.fixture
def hub() -> Iterator[tuple[StallingHub, str]]:
    stalling = StallingHub(5)
    with serving(stalling) as url:
        yield stalling, url
        stalling.over.set()


@cache
def has_namespaces() -> bool:
    """Whether this machine lets us have process ids of our own."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*PID_1, "true"], capture_output=True, check=False).returncode == 0


class Command:
    """A command of ours that runs; what it starts bears the same mark in its environment."""

    def __init__(self, process: "subprocess.Popen[str]", mark: str) -> None:
        self.process, self.mark = process, mark

    def address(self) -> str:
        """Where it serves, once it does."""
        assert self.process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.process.stdout.readline())
        assert found
        return found[0]

    def processes(self) -> list[int]:
        """The command's process and those that it started; a zombie has no mark."""
        mark = f"{MARK}={self.mark}"
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/environ") if mark in _text(path)]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the command itself; `unshare` stands before it as Docker does."""
        pid = self.process.pid
        behind = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        is_inside = Path(f"/proc/{pid}/comm").read_text() == "unshare\n"
        os.kill(int(behind[0]) if is_inside else pid, number)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for it; a command that ended before fails with what it printed."""
        until(lambda: true() or self.process.poll() is not None)
        assert true(), self.over()

    def over(self) -> tuple[int, str]:
        """Its exit code, and what it printed on standard error; it must end soon."""
        errors = self.process.communicate(timeout=SECONDS)[1]
        assert "Traceback" not in errors
        return self.process.returncode, errors


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # it ended, or is not ours
        return ""


@contextmanager
def running(*arguments: str, before: tuple[str, ...] = (), **variables: str) -> Iterator[Command]:
    """`qwen-lineage` with these arguments, `before` in front of it; what still runs at the block's end is killed."""
    mark = uuid4().hex
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", MARK: mark, **variables}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*before, sys.executable, "-m", "lineage", *arguments], env=environment, **pipes) as process:
        command = Command(process, mark)
        try:
            yield command
        finally:
            for pid in command.processes():
                os.kill(pid, signal.SIGKILL)


@pytest.mark.apart
@pytest.mark.parametrize(
    "arguments",
    [("serve", "--port", "0"), ("run", "--port", "0", "--fresh"), ("crawl",), ("update", "--whole")],
    ids=lambda arguments: arguments[0],
)
def test_the_first_process_of_a_container_ends_on_sigterm(
    arguments: tuple[str, ...], practice_copy: Home, hub: tuple[StallingHub, str]
) -> None:
    if not has_namespaces():
        pytest.skip("this machine gives nobody process ids of their own")
    serves, (stalling, url) = "--port" in arguments, hub
    stalling.left = 5 if serves else 0
    with running(*arguments, "--home", str(practice_copy.root), before=PID_1, HF_ENDPOINT=url) as command:
        command.address() if serves else command.until(stalling.stalled.is_set)
        command.signal(signal.SIGTERM)
        ended, errors = command.over()
    assert ended == 143 or (serves and ended == 0)  # a server that is told to end has done what it should
    assert ended == 0 or "stopped; what was finished is kept" in errors


@pytest.mark.apart
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_what_a_command_started_ends_with_it(
    number: signal.Signals, tmp_path: Path, hub: tuple[StallingHub, str]
) -> None:
    """The process that shows the crawl, the one that opens the store, and the one that runs a visitor's statement."""
    _, url = hub
    with running("run", "--port", "0", "--home", str(tmp_path), HF_ENDPOINT=url) as command:
        allowed = SECONDS if number is signal.SIGKILL else SOON  # what is in flight is answered for ten seconds
        asking = threading.Thread(target=_ask, args=(command.address(), ENDLESS, allowed), daemon=True)
        asking.start()
        until(lambda: len(command.processes()) >= 5)  # ours, the publisher, its tracker, the fork server, its child
        os.kill(command.process.pid, number)
        command.process.communicate(timeout=SECONDS)
        until(lambda: not command.processes())


def _ask(address: str, statement: str, allowed: float) -> None:
    query = urlencode({"statement": statement, "timeout": allowed})
    with suppress(OSError):  # nobody is there to answer
        urllib.request.urlopen(f"{address}api/v1/cypher?{query}", timeout=SECONDS)


def test_a_second_signal_ends_a_command_at_once() -> None:
    code = """
from lineage.cli.ending import end_on_signals
import time
end_on_signals()
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt as error:
    print(type(error).__name__, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "Terminated\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 130
