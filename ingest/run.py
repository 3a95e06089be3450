"""The whole way at once: crawl, resolve, load, freeze; each arrow only where its result is not there yet."""

import time
from contextlib import closing
from pathlib import Path

from ingest.crawl import crawl_all
from ingest.hub import Hub
from ingest.load import load, size
from ingest.plan import crawl_family
from ingest.progress import console, counting, crawling
from ingest.resolve import resolve
from lineage.errors import NothingYet
from lineage.explore import open_place
from lineage.options import Place

PRACTICE_SEED = 1
PRACTICE_RELATED = 0.85
"""Share of the demo's models that have a parent. The real Hub's is 0.28; a map draws only those that have relatives."""

ASKING_SECONDS = 100.0
"""A slow Hub gets fewer questions, so that a first run shows its map within three minutes, installing included."""

WHOLE_HUB = """\
To read the whole Hub (3,300 requests; 35 minutes, or 17 with a token), then look at it:
  qwen-lineage crawl && qwen-lineage resolve && qwen-lineage load && qwen-lineage serve"""


def run_all(place: Place, *, family: str, max_requests: int, practice: bool, models: int, fresh: bool) -> None:
    """Have a frozen graph in `place` when this returns, made with as few steps as possible."""
    if not fresh and _loaded(place):
        return
    snapshot = None if fresh else _newest_snapshot(place)
    if snapshot is None:
        snapshot = _crawl(place, family, max_requests, practice, models)
    with console.status("resolving claims"):
        resolution = resolve(snapshot, place.home)
    _load(place, resolution)
    with console.status("freezing the graph"):
        graph = open_place(place).graph
    console.print(f"ready: {graph.size:,} models, {graph.derivations:,} derivations, snapshot {graph.facts.id}")
    console.print(WHOLE_HUB, markup=False)


def _loaded(place: Place) -> bool:
    try:
        open_place(place).close()
    except NothingYet:
        return False
    return True


def _newest_snapshot(place: Place) -> Path | None:
    try:
        return place.home.snapshot()
    except NothingYet:
        return None


def _crawl(place: Place, family: str, max_requests: int, practice: bool, models: int) -> Path:
    hub = Hub()
    if not practice:
        with console.status(f"looking for {hub.endpoint}"):
            practice = not hub.answers()
        if practice:
            console.print(f"{hub.endpoint} does not answer: showing a practice Hub of made-up models instead")
    return _crawl_practice(place, models) if practice else _crawl_family(place, hub, family, max_requests)


def _crawl_family(place: Place, hub: Hub, family: str, max_requests: int) -> Path:
    end = time.monotonic() + ASKING_SECONDS
    with crawling(f"family of {family}", max_requests) as watch:
        return crawl_family(place.home, hub, family, max_requests, watch, lambda: time.monotonic() > end)


def _crawl_practice(place: Place, models: int) -> Path:
    from ingest.practice import population, serve  # noqa: PLC0415 - only an offline run needs it

    with console.status(f"making up {models:,} models"):
        made = population(models, seed=PRACTICE_SEED, related=PRACTICE_RELATED)
    with serve(made) as hub, crawling("asking the practice Hub (synthetic data)") as watch:
        return crawl_all(place.home, Hub(hub.url), watch)


def _load(place: Place, resolution: Path) -> None:
    with closing(place.writer()) as writer, counting("loading", size(resolution)) as advance:
        load(resolution, writer, advance)
