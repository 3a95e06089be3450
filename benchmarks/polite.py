"""Whether a crawl keeps to a quota and makes full use of it: pages, refusals, and seconds against what is allowed.

python -m benchmarks.polite [--pages 500] [--quota 100] [--window 10]
"""

import argparse
import tempfile
import time
from pathlib import Path

from ingest.crawl import everything
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.practice import HubRequest, HubResponse, Server, population
from ingest.practice.wire import PracticeHub
from lineage.home.home import Home

PAGE = 20


class Counting:
    """A practice Hub that counts what it answered, by status."""

    def __init__(self, hub: PracticeHub) -> None:
        self.hub = hub
        self.statuses: list[int] = []

    def __call__(self, request: HubRequest) -> HubResponse:
        response = self.hub(request)
        self.statuses.append(response.status)
        return response


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--quota", type=int, default=100)
    parser.add_argument("--window", type=float, default=10)
    options = parser.parse_args()
    statuses, seconds = polite_crawl(options.pages, options.quota, options.window)
    full = (options.pages - 1) // options.quota
    last = (options.pages - full * options.quota) / options.quota
    print(f"{len(statuses)} requests, {statuses.count(429)} refused, {seconds:.2f} s")
    print(f"{full} windows to wait out are {full * options.window:g} s: {seconds / (full * options.window):.3f} times")
    spread = (full + last) * options.window
    print(f"spread evenly they would take {spread:g} s: {seconds / spread:.3f} times")


def polite_crawl(pages: int, quota: int, window: float) -> tuple[list[int], float]:
    """The statuses a crawl of so many pages saw under a quota, and its seconds."""
    everything.EVERYTHING = (("sort", "createdAt"), ("limit", PAGE))
    hub = Counting(PracticeHub(population(pages * PAGE, seed=1), quota, window))
    with Server(hub) as server, tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        crawl_all(Home(Path(folder)), Hub(server.url))
        return hub.statuses, time.monotonic() - began


if __name__ == "__main__":
    main()
