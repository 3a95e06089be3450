"""A practice Hub on which days go by, and the command that serves it."""

import json
import re
import subprocess
import sys
import urllib.request
from urllib.error import HTTPError

import pytest

from ingest.practice import LivingHub, Server, days, population

MODELS = 300


def listed(url: str) -> set[str]:
    with urllib.request.urlopen(f"{url}/api/models?limit=1000", timeout=10) as answer:
        return {item["id"] for item in json.load(answer)}


def test_each_day_is_served_once_it_is_given_and_the_callers_window_goes_on() -> None:
    people = population(MODELS, seed=3, related=0.8)
    lived = list(days(people, 2))
    hub = LivingHub(days(people, 2), quota=3)
    with Server(hub) as server:
        assert listed(server.url) == set(lived[0].population.numbers)
        for day in hub.days():
            assert listed(server.url) == set(lived[day.number].population.numbers)
        with pytest.raises(HTTPError, match="429"):
            listed(server.url)
    assert set(lived[0].population.numbers) != set(lived[2].population.numbers)


def test_the_command_says_what_each_day_brings() -> None:
    command = [sys.executable, "-m", "lineage", "practice-hub", "--models", str(MODELS), "--port", "0"]
    with subprocess.Popen([*command, "--days", "2", "--day", "1"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(5)]
        url = next(word for word in lines[0].split() if word.startswith("http://"))
        *_, last = days(population(MODELS, seed=1, related=0.2813), 2)
        assert listed(url) == set(last.population.numbers)
        process.terminate()
    assert lines[3].startswith("day 1 of 2: ")
    assert [int(count) for count in re.findall(r"(\d+) [a-z]", lines[4].partition(": ")[2])] == [
        len(last.created),
        len(last.reparented),
        len(last.restated),
        len(last.renamed),
        len(last.deleted),
        len(last.hidden),
        len(last.returned),
    ]
