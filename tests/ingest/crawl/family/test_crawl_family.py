"""What a walk of one family says of itself, over HTTP against the practice Hub, whose truth is known."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.family_plan import below
from ingest.commands.crawl import crawl as crawl_command
from ingest.crawl.family import crawl_family
from ingest.hub.client import Hub
from ingest.practice import Population, population, serve
from ingest.practice.server import Server
from ingest.snapshots.snapshot import Snapshot
from lineage.home.home import Home

BASES = ["Qwen/Qwen2.5-7B", "Qwen/Qwen3-0.6B", "google/gemma-2b", "meta-llama/Llama-3.1-8B"]


@pytest.fixture(scope="module")
def people() -> Population:
    return population(100_000, seed=3)


@pytest.fixture(scope="module")
def served(people: Population) -> Iterator[Server]:
    with serve(people, quota=10_000_000) as hub:
        yield hub


def share(people: Population, base: str, snapshot: Snapshot) -> float:
    """The part of a base's descendants that a snapshot lists."""
    wanted = {people.ids[i] for i in np.flatnonzero(below(people, [people.number(base)]))} - {base}
    return len(wanted & set(snapshot.rows().collect()["id"].to_list())) / len(wanted)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("budget", [3, 10, 40])
def test_the_estimate_is_within_what_it_states(
    people: Population, served: Server, tmp_path: Path, base: str, budget: int
) -> None:
    snapshot = Snapshot.open(crawl_family(Home(tmp_path), Hub(served.url), base, budget))
    known = snapshot.manifest["coverage"]
    assert known["low"] <= share(people, base, snapshot) <= known["high"]
    assert budget < 10 or abs(known["estimate"] - share(people, base, snapshot)) < 0.2
    assert known["overlap"] is None
    assert "no independent listing" in known["method"]
    assert snapshot.facts.coverage == known["estimate"]


def test_a_walk_to_its_end_says_what_alone_can_be_missing(people: Population, served: Server, tmp_path: Path) -> None:
    snapshot = Snapshot.open(crawl_family(Home(tmp_path), Hub(served.url), BASES[1], 100_000))
    known = snapshot.manifest["coverage"]
    assert share(people, BASES[1], snapshot) == known["estimate"] == known["low"] == known["high"] == 1
    assert known["method"].startswith("Walked to its end")


@pytest.mark.parametrize(
    ("budget", "said"), [(12, "no independent listing shows the rest"), (100_000, "Walked to its end")]
)
def test_the_command_says_which_is_the_case(served: Server, tmp_path: Path, budget: int, said: str) -> None:
    options = ["--family", BASES[1], "--max-requests", str(budget), "--endpoint", served.url, "--home", str(tmp_path)]
    result = CliRunner().invoke(crawl_command, options)
    assert result.exit_code == 0, result.output
    assert f"family of {BASES[1]}" in result.output
    assert said in " ".join(result.output.split())
