"""`qwen-lineage run`: crawl, resolve, load, freeze, serve; each arrow only where its result is not there yet."""

import time
from contextlib import closing
from pathlib import Path

import click

from ingest.commands.progress import console, counting, crawling
from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_family
from ingest.hub.client import Hub
from ingest.load.load import load, size
from ingest.resolve import resolve
from lineage import settings
from lineage.cli.options import with_place
from lineage.errors import NotLoadedError
from lineage.graph import open_place
from lineage.place import Place

PRACTICE_SEED = 1
PRACTICE_RELATED = 0.85
"""Share of the demo's models that have a parent. The real Hub's is 0.28; a map draws only those that have relatives."""

ASKING_SECONDS = 100.0
"""A slow Hub gets fewer questions, so that a first run shows its map within three minutes, installing included."""

WHOLE_HUB = """\
To read the whole Hub (3,300 requests; 35 minutes, or 17 with a token), then look at it:
  qwen-lineage crawl && qwen-lineage resolve && qwen-lineage load && qwen-lineage serve"""

FAMILY = "Qwen/Qwen3-0.6B"
BUDGET = 300


@click.command()
@click.option("--family", default=FAMILY, show_default=True, metavar="ID", help="The family to take from the real Hub.")
@click.option("--max-requests", default=BUDGET, show_default=True, help="Requests to spend on it, within 100 seconds.")
@click.option("--practice", is_flag=True, help="Use the practice Hub even when the real one answers.")
@click.option("--models", default=20_000, show_default=True, help="Models of the practice Hub.")
@click.option("--fresh", is_flag=True, help="Crawl again even when there is a graph already.")
@click.option("--host", help=f"{settings.HOST.help}  [env: {settings.HOST.variable}; default: {settings.HOST.default}]")
@click.option(
    "--port", type=int, help=f"{settings.PORT.help}  [env: {settings.PORT.variable}; default: {settings.PORT.default}]"
)
@click.option("--no-serve", is_flag=True, help="Stop once the graph is frozen.")
@with_place
@click.pass_context
def run(
    ctx: click.Context,
    place: Place,
    family: str,
    max_requests: int,
    practice: bool,
    models: int,
    fresh: bool,
    host: str | None,
    port: int | None,
    no_serve: bool,
) -> None:
    """Do the whole way: crawl one family, resolve, load, freeze, and serve it.

    When the Hub does not answer, a practice Hub of made-up models takes its place, and every page says so. What is
    there already is not made again: a second run serves at once.
    """
    run_all(place, family=family, max_requests=max_requests, practice=practice, models=models, fresh=fresh)
    if not no_serve:
        root = ctx.find_root().command
        assert isinstance(root, click.Group)  # noqa: S101 - the command line is a group
        serve = root.get_command(ctx, "serve")
        assert serve is not None  # noqa: S101 - declared as an entry point beside this command
        ctx.invoke(serve, home=str(place.home.root), store=place.store, host=host, port=port)


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
    except NotLoadedError:
        return False
    return True


def _newest_snapshot(place: Place) -> Path | None:
    try:
        return place.home.snapshot()
    except NotLoadedError:
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
