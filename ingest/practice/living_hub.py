"""A practice Hub on which days go by, so that what follows changes can be tried without the real one."""

from collections.abc import Iterator

from ingest.practice.days import SimulatedDay
from ingest.practice.messages import HubRequest, HubResponse
from ingest.practice.quota import Meter
from ingest.practice.wire import PracticeHub


class LivingHub:
    """The practice Hub of the day it is, beginning with the first of `life`; calling it answers a request.

    A caller's window goes on from day to day. Safe to call from many threads.
    """

    def __init__(self, life: Iterator[SimulatedDay], quota: int = 500, window: float = 300) -> None:
        self._life, self._meter = life, Meter(quota, window)
        self._hub = PracticeHub(next(life).population, meter=self._meter)

    def __call__(self, request: HubRequest) -> HubResponse:
        """The response to a request: never an exception, always with the mark."""
        return self._hub(request)

    def days(self) -> Iterator[SimulatedDay]:
        """Each next day, which the Hub is of once it is given."""
        for day in self._life:
            self._hub = PracticeHub(day.population, meter=self._meter)
            yield day
