"""`qwen-lineage update`: one command for a timer, from what changed on the Hub to the graph that is served."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ingest.commands.scope import named_scope
from ingest.crawl.budgets import IN_WORDS
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.home.work_lock import working
from lineage.place import Place

if TYPE_CHECKING:  # the client of the Hub and the tables take a second to import: `--help` does without
    from ingest.crawl.progress import Watch
    from ingest.pipeline.steps import OnStep

NOTHING_NEW = 3
"""The exit code that tells a script that nothing has to follow."""

KEEP = 5


@click.command()
@click.option("--whole", is_flag=True, help="The whole Hub, whatever is here.")
@click.option("--family", metavar="ID", help="One model's family, e.g. Qwen/Qwen3-0.6B, whatever is here.")
@click.option("--root-author", metavar="NAME", help="What descends from this owner's models, whatever is here.")
@click.option(
    "--max-requests",
    type=click.IntRange(min=1),
    help=f"Requests to spend on a family.  [default: {IN_WORDS}]",
)
@click.option("--anew", is_flag=True, help="Read the whole listing, for what shows in no change: once a week, say.")
@click.option(
    "--keep", type=click.IntRange(min=1), default=KEEP, show_default=True, help="The newest snapshots that stay."
)
@click.option("--no-prune", is_flag=True, help="All snapshots stay.")
@click.option("--force", is_flag=True, help="Load it even where that takes more than half of the models away.")
@click.option("--endpoint", metavar="URL", help="The Hub to ask.  [env: HF_ENDPOINT]")
@json_option("Print the result as JSON.")
@with_place
@click.pass_context
def update(
    ctx: click.Context,
    place: Place,
    whole: bool,
    family: str | None,
    root_author: str | None,
    max_requests: int | None,
    anew: bool,
    keep: int,
    no_prune: bool,
    force: bool,
    endpoint: str | None,
    as_json: bool,
) -> None:
    """Read what changed on the Hub, resolve, load and freeze it, and remove old snapshots: one command for a timer.

    The newest complete snapshot is refreshed. Where there is none, the whole listing is crawled; a home that shows a
    family gets that family again. Deletions, renames and downloads show in no change: --anew reads all of it. A running
    server shows the new graph by itself.

    A step whose result is there is not taken again; killed at any point, the next one goes on. It prints one line.

    \b
    exit code 0   updated
              1   the Hub or the store could not be asked; what was done is kept
              2   what is asked for cannot be done
              3   nothing new: the graph stays as it is
              4   another process works on this home, which is named
    """
    from ingest.hub.client import Hub  # noqa: PLC0415
    from ingest.pipeline.update import UpdateOptions  # noqa: PLC0415
    from ingest.pipeline.update import update as update_home  # noqa: PLC0415

    kept = None if no_prune else keep
    options = UpdateOptions(named_scope(root_author, family, whole), anew, max_requests, kept, force)
    hub = Hub(endpoint)
    with working(place.home, "update", freezes=True), _shown(f"asking {hub.endpoint}") as (watch, on_step):
        result = update_home(place, hub, options, on_step, watch)
    print_json(result.as_dict()) if as_json else click.echo(result.line)
    ctx.exit(0 if result.changed else NOTHING_NEW)


@contextmanager
def _shown(asking: str) -> Iterator[tuple["Watch", "OnStep"]]:
    """What shows a person how far it is; a timer's log gets the result alone."""
    from ingest.commands.progress import crawling, on_step  # noqa: PLC0415
    from ingest.pipeline.steps import unwatched  # noqa: PLC0415

    if not sys.stderr.isatty():
        yield lambda _: None, unwatched
        return
    with crawling(asking) as watch:
        yield watch, on_step
