"""`crawl --explain`: every request of a family's crawl on paper, as it is sent and afterwards."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.commands.crawl import crawl
from ingest.practice import population, serve

BUDGET = 40


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(population(20_000, seed=4), quota=10_000_000) as hub:
        yield hub.url


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("explained")


@pytest.fixture(scope="module")
def text(url: str, home: Path) -> str:
    """What a crawl prints to a pipe, as a process of its own."""
    options = ["--plan", "family", "--root-author", "Qwen", "--max-requests", str(BUDGET), "--explain"]
    command = [sys.executable, "-m", "lineage", "crawl", *options, "--endpoint", url, "--home", str(home)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def plan(home: Path) -> list[dict[str, object]]:
    (path,) = home.glob("snapshots/*/plan.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_request_is_printed_with_its_number_its_expectation_its_reason_and_what_came(text: str) -> None:
    blocks = re.split(r"^ *(\d+)  ", text, flags=re.MULTILINE)[1:]
    assert [int(number) for number in blocks[::2]] == list(range(1, BUDGET + 1))
    for block in blocks[1::2]:
        assert re.match(r"(children of|models? |models of|models tagged|models with)", block)
        assert re.search(r"^ {6}[\d,.e-]+ members? expected\. [A-Z\d]", block, re.MULTILINE)
        assert re.search(r"^ {6}-> [\d,]+ members? came, ([\d,]+|no) models? in all$", block, re.MULTILINE)


def test_it_is_plain_text_of_80_columns(text: str) -> None:
    assert "\x1b" not in text
    assert "\r" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_snapshot_keeps_the_same(text: str, home: Path) -> None:
    lines = plan(home)
    assert [line["request"] for line in lines] == list(range(1, BUDGET + 1))
    assert {key for line in lines for key in line} == {
        "request",
        "asked",
        "page",
        "expected",
        "reason",
        "models",
        "members",
    }
    flat = " ".join(text.split())
    for line in lines:
        assert str(line["reason"]) in flat
        assert f"-> {line['members']:,} member" in flat
    assert sum(int(str(line["members"])) for line in lines) > 0


def test_without_it_the_plan_is_kept_too(url: str, tmp_path: Path) -> None:
    options = ["--family", "Qwen/Qwen2.5-7B", "--max-requests", "5", "--endpoint", url, "--home", str(tmp_path)]
    result = CliRunner().invoke(crawl, options)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert [line["asked"] for line in plan(tmp_path)][:2] == ["ancestor:Qwen/Qwen2.5-7B", "children:Qwen/Qwen2.5-7B"]


def test_a_crawl_of_everything_has_nothing_to_explain(tmp_path: Path) -> None:
    result = CliRunner().invoke(crawl, ["--explain", "--home", str(tmp_path)])
    assert result.exit_code != 0
    assert "--explain" in str(result.exception or result.output)
