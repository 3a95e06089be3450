"""A full disk, and a folder that cannot be written, end each step in one clear line and leave the earlier state.

As root the disk is a small tmpfs; elsewhere a limit on the size of files stands for it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.practice import population, serve
from lineage.home.home import Home
from tests.ingest.killing import contents, leftovers, run

STEPS = ("crawl", "resolve", "load", "freeze")
ROOM, LEFT = 32 << 20, 8 << 10
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); from lineage.cli import main; main()"

Run = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    with serve(population(2_000, seed=5, related=0.8), quota=1_000_000) as served:
        yield served.url


@pytest.fixture(scope="module")
def filled(hub: str, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with an earlier state of every step."""
    home = Home(tmp_path_factory.mktemp("filled"))
    for step in STEPS:
        run(*command(step, home, hub))
    return home


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mounts("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)):
        pytest.skip("no tmpfs: mounting one needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk(step: str, filled: Home, disk: Path, hub: str) -> None:
    home = copied(filled, disk)
    fill(disk)
    refused(step, home, [*python(), *command(step, home, hub)])


@pytest.mark.parametrize("step", STEPS)
def test_a_limit_on_files_is_like_a_full_disk(step: str, filled: Home, tmp_path: Path, hub: str) -> None:
    home = copied(filled, tmp_path)
    refused(step, home, [sys.executable, "-c", LIMITED.format(LEFT), *command(step, home, hub)])


@pytest.mark.parametrize("step", STEPS)
def test_a_read_only_disk(step: str, filled: Home, disk: Path, hub: str) -> None:
    home = copied(filled, disk)
    assert mounts("-o", "remount,ro", str(disk))
    refused(step, home, [*python(), *command(step, home, hub)])


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere; see the read-only disk")
@pytest.mark.parametrize("step", STEPS)
def test_a_read_only_folder(step: str, filled: Home, tmp_path: Path, hub: str) -> None:
    home = copied(filled, tmp_path)
    folders = [path for path in (home.root, *home.root.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    try:
        refused(step, home, [*python(), *command(step, home, hub)])
    finally:
        for folder in folders:
            folder.chmod(0o755)


def refused(step: str, home: Home, arguments: list[str]) -> None:
    """Running it fails with exit code 1 and one line that names the trouble; every file is as before."""
    before = contents(home.root)
    done = subprocess.run(arguments, check=False, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("qwen-lineage: ")]
    assert len(said) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert any(word in said[0] for word in ("No space left", "too large", "Read-only", "denied")), said
    kept = contents(home.root)
    assert {name: kept.get(name) for name in before} == before
    assert step == "crawl" or kept == before  # a crawl keeps the pages it read
    assert not leftovers(home)


def command(step: str, home: Home, hub: str) -> list[str]:
    beside = {"crawl": ["--endpoint", hub], "load": ["--force"]}  # what is loaded already is not written again
    return [step, *beside.get(step, []), "--home", str(home.root)]


def python() -> list[str]:
    return [sys.executable, "-m", "lineage"]


def copied(home: Home, folder: Path) -> Home:
    shutil.copytree(home.root, folder / "home")
    return Home(folder / "home")


def fill(disk: Path) -> None:
    """Leave only a little room."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            pass
    os.truncate(disk / "filler", (disk / "filler").stat().st_size - LEFT)


def mounts(*options: str) -> bool:
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *options], check=False, capture_output=True).returncode == 0
