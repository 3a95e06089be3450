"""`qwen-lineage run`: crawl, resolve, load, freeze, serve; each arrow only where its result is not there yet."""

import sys

import click

from ingest.commands.practice_hub import PRACTICE_MODELS
from ingest.commands.scope import named_scope
from ingest.crawl.budgets import IN_WORDS
from lineage import settings
from lineage.cli.command_table import COMMANDS
from lineage.cli.options import with_place
from lineage.errors import BadInput
from lineage.place import Place
from lineage.values import Scope

OWNER = "Qwen"


@click.command()
@click.option("--root-author", metavar="NAME", help=f"Take what descends from this owner's models.  [default: {OWNER}]")
@click.option("--family", metavar="ID", help="Take one model's family instead, e.g. Qwen/Qwen3-0.6B.")
@click.option("--whole", is_flag=True, help="Take the whole Hub instead: some 3,300 requests.")
@click.option(
    "--max-requests",
    type=click.IntRange(min=1),
    help=f"Requests to spend on it.  [default: {IN_WORDS}]",
)
@click.option("--practice", is_flag=True, help="Use the practice Hub even when the real one answers.")
@click.option(
    "--models", type=click.IntRange(min=1), help=f"Models of the practice Hub.  [default: {PRACTICE_MODELS:,}]"
)
@click.option("--fresh", is_flag=True, help="Crawl again even when there is a graph already.")
@click.option("--force", is_flag=True, help="Load it even where that takes more than half of the models away.")
@click.option("--host", help=settings.HOST.option_help)
@click.option("--port", type=int, help=settings.PORT.option_help)
@click.option("--no-serve", is_flag=True, help="Crawl for 100 seconds at most, and stop once the graph is frozen.")
@with_place
@click.pass_context
def run(
    ctx: click.Context,
    place: Place,
    root_author: str | None,
    family: str | None,
    whole: bool,
    max_requests: int | None,
    practice: bool,
    models: int | None,
    fresh: bool,
    force: bool,
    host: str | None,
    port: int | None,
    no_serve: bool,
) -> None:
    """Do the whole way: crawl what descends from Qwen's models, resolve, load, freeze, and serve it.

    The page is served from the first models on, grows as more are read, and says how much of the family it is estimated
    to hold. Ctrl-C keeps everything, and another run goes on.

    When the Hub cannot be used, a practice Hub of made-up models takes its place; why is printed, and every page says
    that its models are made up. Once the Hub is back, another run offers to take real ones from there.

    What is there already is not made again: a second run serves at once. A graph of real models is never replaced by
    made-up ones, unless --practice asks for them.
    """
    from ingest.commands.first_run import RunOptions, have_graph  # noqa: PLC0415 - `--help` needs no client of the Hub
    from ingest.commands.living_run import serve_while_crawling  # noqa: PLC0415

    named = named_scope(root_author, family, whole)
    if whole and max_requests:
        raise BadInput("--whole reads everything, however many requests that takes", "leave out --max-requests")
    scope = named or Scope.owner(OWNER)
    options = RunOptions(scope, max_requests, practice, models, fresh, any_part=named is None, force=force)
    may_ask = sys.stdin.isatty() and sys.stderr.isatty()
    if no_serve:
        have_graph(place, options, may_ask=may_ask)
        return

    def serve() -> None:
        command = COMMANDS["serve"].load()
        ctx.invoke(command, home=str(place.home.root), store=place.store, host=host, port=port)

    serve_while_crawling(place, options, serve, may_ask=may_ask)
