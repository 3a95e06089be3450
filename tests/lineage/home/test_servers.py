"""Servers that show a home are found as long as they live, and no longer."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lineage.home.home import Home
from lineage.home.servers import RunningServer, announced, running_servers

SERVER = RunningServer("http://127.0.0.1:8765/", "embedded:", os.getpid(), "2026-11-28T07:00:00+00:00")
UNTIL_KILLED = """
import sys, os
from pathlib import Path
from lineage.home.home import Home
from lineage.home.servers import RunningServer, announced
with announced(Home(Path(sys.argv[1])), RunningServer("http://127.0.0.1:9/", "embedded:", os.getpid(), "")):
    print("here", flush=True)
    sys.stdin.read()
"""


def test_a_server_is_listed_while_it_runs(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert running_servers(home) == []
    with announced(home, SERVER):
        assert running_servers(home) == [SERVER]
    assert running_servers(home) == []
    assert list(home.servers.iterdir()) == []


def test_a_killed_server_is_not_listed_and_its_file_goes_with_the_next(tmp_path: Path) -> None:
    home = Home(tmp_path)
    command = [sys.executable, "-c", UNTIL_KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        assert [server.pid for server in running_servers(home)] == [process.pid]
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert running_servers(home) == []
    assert len(list(home.servers.iterdir())) == 1
    with announced(home, SERVER):
        assert [path.name for path in home.servers.iterdir()] == [f"{os.getpid()}-8765.json"]


def test_a_home_that_cannot_be_written_is_served_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder would be")
    home = Home(tmp_path / "home")
    with announced(home, SERVER):
        assert running_servers(home) == []


@pytest.mark.parametrize("text", ["", "7", '{"url": 1}'])
def test_a_file_of_another_version_is_passed_over(tmp_path: Path, text: str) -> None:
    home = Home(tmp_path)
    with announced(home, SERVER):
        (path,) = home.servers.iterdir()
        path.write_text(text)
        assert running_servers(home) == []
