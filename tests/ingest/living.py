"""A practice Hub that lives through its days under one URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ingest.practice import PracticeHub, Server, population
from ingest.practice.days import SimulatedDay, days
from ingest.practice.population import Population


@dataclass
class Living:
    """A served Hub and its days so far; `requests` counts those of the present day."""

    server: Server
    to_come: Iterator[SimulatedDay]
    so_far: list[SimulatedDay] = field(default_factory=list)
    requests: int = 0

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def today(self) -> SimulatedDay:
        return self.so_far[-1]

    @property
    def shown(self) -> set[str]:
        """The ids that the Hub lists today."""
        return set(self.today.population.numbers)

    def live(self, count: int = 1) -> SimulatedDay:
        """Let days go by."""
        for _ in range(count):
            self.so_far.append(next(self.to_come))
        serve_today = PracticeHub(self.today.population, quota=1_000_000)
        self.requests = 0

        def counted(request):  # type: ignore[no-untyped-def]
            self.requests += 1
            return serve_today(request)

        self.server.hub = counted
        return self.today


@contextmanager
def living(people: Population | None = None) -> Iterator[Living]:
    """A Hub at the beginning of its days."""
    people = people or population(3_500, seed=7, related=0.8)
    with Server(PracticeHub(people)) as server:
        hub = Living(server, days(people))
        hub.live()
        yield hub
