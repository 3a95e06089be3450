"""The practice Hub: a synthetic Hub with the real one's wire format and shape, for demos, tests and measurements."""

from ingest.practice.population import Population, population
from ingest.practice.server import Server, serve
from ingest.practice.wire import HubRequest, HubResponse, PracticeHub, Writer

__all__ = ["HubRequest", "HubResponse", "Population", "PracticeHub", "Server", "Writer", "population", "serve"]
