"""The practice Hub: a synthetic Hub with the real one's wire format and shape, for demos, tests and measurements."""

from ingest.practice.days import SimulatedDay, days
from ingest.practice.living_hub import LivingHub
from ingest.practice.make_population import population
from ingest.practice.messages import HubRequest, HubResponse, ResponseWriter
from ingest.practice.population import Population
from ingest.practice.server import Server, serve
from ingest.practice.wire import PracticeHub

__all__ = [
    "HubRequest",
    "HubResponse",
    "LivingHub",
    "Population",
    "PracticeHub",
    "ResponseWriter",
    "Server",
    "SimulatedDay",
    "days",
    "population",
    "serve",
]
