"""`qwen-lineage run`: crawl, resolve, load, freeze, serve; each arrow only where its result is not there yet."""

import sys

import click

from lineage import settings
from lineage.cli.command_table import COMMANDS
from lineage.cli.options import with_place
from lineage.place import Place

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

    When the Hub cannot be used, a practice Hub of made-up models takes its place; why is printed, and every page says
    that its models are made up. Once the Hub is back, another run offers to take the family from there.

    What is there already is not made again: a second run serves at once. A graph of real models is never replaced by
    made-up ones, unless --practice asks for them.
    """
    from ingest.commands.first_run import RunOptions, have_graph  # noqa: PLC0415 - `--help` needs no client of the Hub

    asked = sys.stdin.isatty() and sys.stderr.isatty()
    have_graph(place, RunOptions(family, max_requests, practice, models, fresh, family == FAMILY), may_ask=asked)
    if not no_serve:
        serve = COMMANDS["serve"].load()
        ctx.invoke(serve, home=str(place.home.root), store=place.store, host=host, port=port)
