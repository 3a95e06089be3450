"""`qwen-lineage crawl` and `qwen-lineage refresh`: from the Hub to a snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from ingest.commands.left_out import say_left_out
from ingest.commands.progress import console, crawling, say_next
from ingest.commands.scope import named_scope
from ingest.crawl.budgets import IN_WORDS, budget_of
from ingest.crawl.overlap import OVERLAP
from ingest.crawl.progress import Watch
from lineage.cli.json_output import json_option
from lineage.cli.options import with_place
from lineage.errors import BadInput
from lineage.home.work_lock import working
from lineage.place import Place
from lineage.values import WHOLE_HUB

if TYPE_CHECKING:  # the client of the Hub and the tables take a second to import: `--help` does without
    from ingest.crawl.family.walk import Explain
    from ingest.hub.client import Hub
    from ingest.snapshots.snapshot import Snapshot


@click.command()
@click.option(
    "--plan",
    type=click.Choice(["all", "family"]),
    help="Walk the whole listing, or ask for one family.  [default: family where one is named, else all]",
)
@click.option("--family", metavar="ID", help="Only this model's family, e.g. Qwen/Qwen3-0.6B.")
@click.option("--root-author", metavar="NAME", help="Only what descends from this owner's models, e.g. Qwen.")
@click.option(
    "--max-requests",
    type=click.IntRange(min=1),
    help=f"Requests to spend on a family.  [default: {IN_WORDS}]",
)
@click.option("--explain", is_flag=True, help="Print each request of a family's crawl, why it is sent and what came.")
@click.option("--endpoint", metavar="URL", help="The Hub to ask.  [env: HF_ENDPOINT]")
@json_option("Print JSON: the snapshot that was made.")
@with_place
def crawl(
    place: Place,
    plan: str | None,
    family: str | None,
    root_author: str | None,
    max_requests: int | None,
    explain: bool,
    endpoint: str | None,
    as_json: bool,
) -> None:
    """Read models from the Hub into a snapshot.

    By default it walks the whole listing: about 3,300 requests, some 35 minutes within the quota of a client without
    a token, 17 with one (HF_TOKEN, or `hf auth login`). Stopped, it goes on at the same page, or begins again where a
    refresh made a newer snapshot meanwhile.

    A family takes a part of that, and every request is the one that should add the most models:

    \b
    qwen-lineage crawl --family Qwen/Qwen3-0.6B
    qwen-lineage crawl --plan family --root-author Qwen --max-requests 1000

    The second reads the owner's models, their children, the models whose id holds the owner's name or that are tagged
    with one of the owner's architectures, then the likeliest parents still unasked. The snapshot says how much of the
    descendants it is estimated to hold, or that it was walked to its end, and which models' children nobody asked for
    (frontier.txt). Its plan.jsonl holds every request, a line each: how many models it was expected to add, why, and
    what came; `--explain` prints the same as it happens.
    """
    from ingest.crawl.scope import crawl_scope  # noqa: PLC0415
    from ingest.hub.client import Hub  # noqa: PLC0415
    from ingest.snapshots.snapshot import Snapshot  # noqa: PLC0415

    _refuse_unclear(plan, family, root_author)
    if explain and not (family or root_author):
        raise BadInput("--explain tells why a family's requests are sent", "add --root-author Qwen, or leave it out")
    scope, hub = named_scope(root_author, family, whole=False) or WHOLE_HUB, Hub(endpoint)
    with working(place.home, "crawl"), _followed(hub, budget_of(scope, max_requests), explain) as (watch, tell):
        folder = crawl_scope(place.home, hub, scope, max_requests, watch, explain=tell)
    _say_coverage(Snapshot.open(folder))
    say_left_out(folder)
    say_next("snapshot", folder, "resolve", place, as_json=as_json)


@click.command()
@click.option(
    "--overlap",
    type=click.IntRange(min=0),
    default=OVERLAP.seconds // 60,
    show_default=True,
    help="Minutes to read again.",
)
@click.option("--endpoint", metavar="URL", help="The Hub to ask.  [env: HF_ENDPOINT]")
@json_option("Print JSON: the snapshot that was made.")
@with_place
def refresh(place: Place, overlap: int, endpoint: str | None, as_json: bool) -> None:
    """Bring the newest complete snapshot up to date as a new one.

    Reads the listing from the last change down to that snapshot: a few requests for a day. Deletions, renames and
    downloads show in no change: crawl everything now and then. Stopped, it goes on at the same page.
    """
    from ingest.crawl.refresh import refresh as refresh_snapshot  # noqa: PLC0415
    from ingest.hub.client import Hub  # noqa: PLC0415

    hub = Hub(endpoint)
    with working(place.home, "refresh"), crawling(f"asking {hub.endpoint} for changes") as watch:
        folder = refresh_snapshot(place.home, hub, timedelta(minutes=overlap), watch)
    say_left_out(folder)
    say_next("snapshot", folder, "resolve", place, as_json=as_json)


@contextmanager
def _followed(hub: "Hub", budget: int | None, explain: bool) -> Iterator[tuple[Watch, "Explain"]]:
    """What a crawl tells how far it is within its budget: a bar, or the text of each request instead."""
    from ingest.commands.explain import print_step  # noqa: PLC0415

    if explain:
        yield lambda _: None, print_step
    else:
        with crawling(f"asking {hub.endpoint}", budget) as watch:
            yield watch, lambda _: None


def _refuse_unclear(plan: str | None, family: str | None, root_author: str | None) -> None:
    """Raise BadInput when what is asked for is nothing, or two things."""
    named = [name for name in (family, root_author) if name]
    if len(named) > 1:
        raise BadInput("--family and --root-author are two different crawls", "give one of them")
    if plan == "family" and not named:
        raise BadInput("--plan family needs to know whose", "add --root-author Qwen, or --family Qwen/Qwen3-0.6B")
    if plan == "all" and named:
        raise BadInput(f"--plan all reads everything, not only {named[0]}", "leave one of the two out")


def _say_coverage(snapshot: "Snapshot") -> None:
    from ingest.crawl.family.coverage import FAMILY_METHOD  # noqa: PLC0415

    facts, known = snapshot.facts, snapshot.manifest.get("coverage")
    if known and facts.complete:
        console.print(f"{facts.scope}: {known['found']:,} found. {known['method']}", markup=False)
    elif known:
        between = f"between {known['low']:.1%} and {known['high']:.1%}"
        basis = "; no independent listing shows the rest" if known["method"] == FAMILY_METHOD else ""
        console.print(
            f"{facts.scope}: {known['found']:,} found, an estimated {known['estimate']:.1%} ({between}){basis}"
        )
