"""One process at a time works on a home, and whoever comes second is told who it is."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lineage.errors import HomeBusy
from lineage.home.home import Home
from lineage.home.work_lock import FILE, worker_of, working

ANOTHER = """
import sys, time
from pathlib import Path
from lineage.home.home import Home
from lineage.home.work_lock import working
with working(Home(Path(sys.argv[1])), "update"):
    print("at work", flush=True)
    time.sleep(60)
"""


def test_whoever_comes_second_is_told_who_works(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert worker_of(home) is None
    with working(home, "run") as worker:
        assert worker_of(home) == worker
        assert (worker.command, worker.pid) == ("run", os.getpid())
        with (
            pytest.raises(HomeBusy, match=rf"`run` \(process {os.getpid()}, since .* UTC\) works on"),
            working(home, "x"),
        ):
            pass
    assert worker_of(home) is None
    with working(home, "update"):
        pass


def test_a_process_that_was_killed_works_no_more(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen([sys.executable, "-c", ANOTHER, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        worker = worker_of(home)
        assert worker is not None
        assert worker.pid == process.pid
        process.kill()
    assert json.loads((tmp_path / FILE).read_text())["pid"] == process.pid
    assert worker_of(home) is None
    with working(home, "update"):
        pass


def test_what_a_killed_worker_half_wrote_is_removed_by_the_next_one(tmp_path: Path) -> None:
    writing = "from lineage.home import home; home.os.fsync = lambda _: home.os.kill(home.os.getpid(), 9)"
    killed = f"{writing}; home.write_text(home.Path({str(tmp_path / 'update.json')!r}), 'x')"
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == -signal.SIGKILL
    (half,) = tmp_path.iterdir()
    with working(Home(tmp_path), "update"):
        assert not half.exists()


def test_what_another_version_wrote_names_nobody(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with working(home, "update"):
        (tmp_path / FILE).write_text('{"process": 7}')
        with pytest.raises(HomeBusy, match="another process"), working(home, "run"):
            pass
