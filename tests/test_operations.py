"""docs/operations.md is run: every block, in its order, on a practice Hub, but for those that say why not."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from ingest.commands.update import NOTHING_NEW
from ingest.practice import population
from ingest.practice.wire import PracticeHub
from ingest.snapshots.snapshot import snapshots
from lineage import cli, settings
from lineage.home.home import Home
from tests.ingest.networks import serving

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "operations.md").read_text()
BLOCK = re.compile(r"(?:<!-- (run|not run: [^\n]+) -->\n)?```(\w*)\n(.*?)```", re.DOTALL)
BLOCKS: list[tuple[str, str, str]] = BLOCK.findall(TEXT)
RUN = [(language, text) for mark, language, text in BLOCKS if mark == "run"]

CARD = "---\nbase_model: Qwen/Qwen3-0.6B\n---\n"
TABLE = "finetune,base_model,model\nsome/one,Qwen/Qwen3-0.6B,some/one\nsome/two,Qwen/Qwen3-0.6B,some/two\n"
A_RULE = "wrong_case"


def test_every_block_is_run_or_says_why_not() -> None:
    assert [text for mark, _, text in BLOCKS if not mark] == []
    assert RUN


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the commands are typed: a home, the files that they name, and a Hub."""
    for name in ("FILE", "A", "B"):
        (tmp_path / name).write_text(TABLE)
    (tmp_path / "README.md").write_text(CARD)
    hub = PracticeHub(population(300, seed=1, related=0.85), quota=1_000_000)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(settings.HOME.variable, str(tmp_path / "home"))
    monkeypatch.setenv(settings.PORT.variable, "0")
    with serving(hub) as url:
        monkeypatch.setattr(constants, "ENDPOINT", url)  # HF_ENDPOINT, which the Hub's client reads when it is imported
        yield tmp_path


@pytest.mark.apart
def test_the_manual_runs_from_its_begin_to_its_end(folder: Path) -> None:
    home = Home(folder / "home")
    for language, text in RUN:
        if language == "python":
            found: dict[str, Any] = {}
            exec(compile(text, "docs/operations.md", "exec"), found)  # noqa: S102 - our own manual
            assert found["answer"].fetchall()
            assert found["listed"].fetchall() > [(0,)]
            continue
        for line in text.splitlines():
            if "data/*.parquet" in line:
                shutil.copytree(home.snapshot() / "models", folder / "data")
            _type(_filled_in(line, home), folder)


def _filled_in(line: str, home: Home) -> str:
    """The line with a snapshot and a rule of this home where it leaves them to the reader."""
    if " NAME" in line:
        line = line.replace(" NAME", f" {snapshots(home)[0].facts.id}")
    return line.replace(" RULE", f" {A_RULE}")


def _type(line: str, folder: Path) -> None:
    """Run a line as a shell would: our own commands in this process, which has them imported."""
    for part in line.split(" && "):
        words = shlex.split(part, comments=True)
        if words[0] != "qwen-lineage":
            subprocess.run(["sh", "-ec", part], cwd=folder, check=True)
        elif words[1] == "serve":
            _serve(words[1:])
        else:
            assert cli.run(words[1:]) in ((0, NOTHING_NEW) if words[1] == "update" else (0,)), line


def _serve(words: list[str]) -> None:
    """Start a server, and end it as soon as it says where it serves."""
    with subprocess.Popen([sys.executable, "-m", "lineage", *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "http://" in process.stdout.readline()
        process.terminate()
    assert process.returncode in (0, 143)
