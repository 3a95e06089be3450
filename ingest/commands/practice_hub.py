"""`qwen-lineage practice-hub`: a made-up Hub on this machine."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ingest.commands.progress import console
from lineage.cli.shell import shell_command

if TYPE_CHECKING:
    from ingest.practice import LivingHub, Population, Server, SimulatedDay

PRACTICE_MODELS = 20_000
"""Models of a practice Hub where nobody says how many."""


@click.command("practice-hub")
@click.option("--models", default=PRACTICE_MODELS, show_default=True, help="How many models it lists.")
@click.option("--seed", default=1, show_default=True, help="Same seed, same Hub.")
@click.option("--port", default=8766, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option(
    "--related", default=0.2813, show_default=True, help="Share of models that declare a parent, as on the Hub."
)
@click.option(
    "--quota",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    help="Requests a client may make in a window.",
)
@click.option(
    "--window", type=click.IntRange(min=1), default=300, show_default=True, help="Length of a window, seconds."
)
@click.option("--days", type=click.IntRange(min=0), default=0, help="So many days go by, one after another.")
@click.option(
    "--day", type=click.IntRange(1, 86_400), default=60, show_default=True, help="Length of one of these days, seconds."
)
def practice_hub(
    models: int, seed: int, port: int, related: float, quota: int, window: int, days: int, day: int
) -> None:
    """Serve a made-up Hub on this machine, for practice, tests and offline demos.

    Its bases bear real names; all their derivatives, numbers and people are invented. Point any Hub client at it:

    \b
    qwen-lineage practice-hub --models 200000 &
    HF_ENDPOINT=http://127.0.0.1:8766 qwen-lineage crawl

    With --days it lives: models are made, edited, renamed, hidden and deleted, so that `update` finds something.

    \b
    qwen-lineage practice-hub --days 14 --day 60 &
    HF_ENDPOINT=http://127.0.0.1:8766 qwen-lineage update --whole    # now, and again after a minute
    """
    from ingest.practice import serve  # noqa: PLC0415 - only this command needs it

    made = made_up(models, seed, related)
    if not days:
        serve_until_stopped(serve(made, port=port, quota=quota, window=window), models)
        return
    from ingest.practice import LivingHub, Server  # noqa: PLC0415
    from ingest.practice import days as days_of  # noqa: PLC0415

    hub = LivingHub(days_of(made, days), quota, window)
    serve_until_stopped(Server(hub, port=port), models, lambda server: _live(hub, server, days, day))


def made_up(models: int, seed: int, related: float) -> "Population":
    """The models of a Hub, made up while somebody watches."""
    from ingest.practice import population  # noqa: PLC0415 - only this command needs it

    with console.status(f"making up {models:,} models"):
        return population(models, seed=seed, related=related)


def serve_until_stopped(hub: "Server", models: int, meanwhile: Callable[["Server"], None] = lambda _: None) -> None:
    """Say where a Hub of so many models answers, do something `meanwhile`, and let it answer until Ctrl-C."""
    with hub:
        console.print(f"practice Hub with {models:,} made-up models at {hub.url}  (Ctrl-C stops it)", markup=False)
        console.print(f"try: {shell_command('crawl', endpoint=hub.url)}", markup=False)
        meanwhile(hub)
        hub.wait()


def _live(hub: "LivingHub", server: "Server", count: int, seconds: int) -> None:
    """Let the days go by, and say what each brings."""
    console.print(f"{count} days go by, each in {seconds} s", markup=False)
    days = hub.days()
    server.wait(seconds)
    for day in days:
        console.print(f"day {day.number} of {count}: {_events(day)}", markup=False)
        server.wait(seconds)


def _events(day: "SimulatedDay") -> str:
    """What happened on a day, in words: what `update` finds, then what only a whole pass does."""
    edits = f"{len(day.reparented):,} with another parent, {len(day.restated):,} with another relation"
    gone = f"{len(day.renamed):,} renamed, {len(day.deleted):,} deleted, {len(day.hidden):,} made private"
    return f"{len(day.created):,} new, {edits}; {gone}, {len(day.returned):,} shown again (`update --anew` finds these)"
