"""One population of 20,000 models for the whole package, and a practice Hub over it whose quota nobody exhausts."""

from collections.abc import Iterator

import pytest

from ingest.practice import Population, PracticeHub, Server, population, serve


@pytest.fixture(scope="session")
def people() -> Population:
    return population(20_000, seed=7)


@pytest.fixture(scope="session")
def hub(people: Population) -> PracticeHub:
    return PracticeHub(people, quota=1_000_000)


@pytest.fixture
def server(people: Population) -> Iterator[Server]:
    with serve(people, quota=100_000) as running:
        yield running
