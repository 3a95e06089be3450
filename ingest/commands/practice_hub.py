"""`qwen-lineage practice-hub`: a made-up Hub on this machine."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ingest.commands.progress import console
from lineage.cli.shell import shell_command

if TYPE_CHECKING:
    from ingest.practice import Server


@click.command("practice-hub")
@click.option("--models", default=20_000, show_default=True, help="How many models it lists.")
@click.option("--seed", default=1, show_default=True, help="Same seed, same Hub.")
@click.option("--port", default=8766, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option(
    "--related", default=0.2813, show_default=True, help="Share of models that declare a parent, as on the Hub."
)
@click.option("--quota", default=500, show_default=True, help="Requests a client may make in a window.")
@click.option("--window", default=300, show_default=True, help="Length of a window, seconds.")
def practice_hub(models: int, seed: int, port: int, related: float, quota: int, window: int) -> None:
    """Serve a made-up Hub on this machine, for practice, tests and offline demos.

    Its bases bear real names; all their derivatives, numbers and people are invented. Point any Hub client at it:

    \b
    qwen-lineage practice-hub --models 200000 &
    HF_ENDPOINT=http://127.0.0.1:8766 qwen-lineage crawl
    """
    from ingest.practice import serve  # noqa: PLC0415 - only this command needs it

    serve_until_stopped(serve, models, seed, port, related, quota, window)


def serve_until_stopped(
    serve: Callable[..., "Server"], models: int, seed: int, port: int, related: float, quota: int, window: int
) -> None:
    """Make up the Hub of these options and serve it, by `serve`, until Ctrl-C."""
    from ingest.practice import population  # noqa: PLC0415 - only this command needs it

    with console.status(f"making up {models:,} models"):
        made = population(models, seed=seed, related=related)
    with serve(made, port=port, quota=quota, window=window) as hub:
        console.print(f"practice Hub with {models:,} made-up models at {hub.url}  (Ctrl-C stops it)", markup=False)
        console.print(f"try: {shell_command('crawl', endpoint=hub.url)}", markup=False)
        hub.wait()
