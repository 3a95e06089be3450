"""`python -m tests.ingest.faults` serves the plans; the product's own practice Hub knows none."""

import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from ingest.practice import Population, population, serve
from lineage import cli

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def people() -> Population:
    return population(50, seed=1)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_the_command_serves_a_hub_and_its_plans() -> None:
    command = [sys.executable, "-m", "tests.ingest.faults", "--models", "50", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        url = next(word for word in line.split() if word.startswith("http://"))
        assert status(f"{url}/api/models") == 200
        assert status(f"{url}/s/400/api/models") == 200
        assert status(f"{url}/s/detail-403/api/models/Qwen/Qwen1.5-0.5B") == 200
        assert status(f"{url}/s/detail-403/api/models/Qwen/Qwen1.5-1.8B") == 403
        assert status(f"{url}/s/unheard-of/api/models") == 404
        process.terminate()


def test_the_products_own_practice_hub_has_no_plans(people: Population, capsys: pytest.CaptureFixture[str]) -> None:
    with serve(people) as server:
        assert (status(f"{server.url}/api/models"), status(f"{server.url}/s/400/api/models")) == (200, 404)
    assert cli.run(["practice-hub", "--help"]) == 0
    assert "/s/" not in capsys.readouterr().out


def test_the_command_has_the_options_of_the_products_one_but_for_its_days(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["practice-hub", "--help"]) == 0
    options = capsys.readouterr().out.partition("Options:")[2]
    shown = subprocess.run(
        [sys.executable, "-m", "tests.ingest.faults", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert "/s/storm" in shown
    assert _names(shown.partition("Options:")[2]) == _names(options) - {"--days", "--day"}


def _names(options: str) -> set[str]:
    return {word for word in options.split() if word.startswith("--") and word != "--help"}
