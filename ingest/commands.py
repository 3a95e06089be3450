"""The commands of this package: from a Hub to a loaded store."""

import json
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ingest.assess import assess
from ingest.crawl import crawl_all
from ingest.hub import Hub
from ingest.load import load as load_store
from ingest.load import size
from ingest.plan import crawl_family, crawl_owner
from ingest.plan.coverage import FAMILY_METHOD
from ingest.progress import console, counting, crawling
from ingest.resolve import resolve as resolve_snapshot
from ingest.run import run_all
from ingest.snapshot import Snapshot
from ingest.snapshot import snapshots as all_snapshots
from ingest.sources import import_file
from lineage import settings
from lineage.errors import BadInput
from lineage.options import Place, with_place

FAMILY = "Qwen/Qwen3-0.6B"
BUDGET = 300
OWNER_BUDGET = 1000


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

    Below /s/PLAN the same Hub goes wrong in one of many ways (/s/storm, /s/quota; tests/README.md lists them).
    """
    from ingest.practice import population, serve  # noqa: PLC0415 - only this command needs it

    with console.status(f"making up {models:,} models"):
        made = population(models, seed=seed, related=related)
    with serve(made, port=port, quota=quota, window=window) as hub:
        console.print(f"practice Hub with {models:,} made-up models at {hub.url}  (Ctrl-C stops it)", markup=False)
        console.print(f"try: HF_ENDPOINT={hub.url} qwen-lineage crawl", markup=False)
        hub.wait()


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
    help=f"Requests to spend on a family.  [default: {BUDGET} on a model's, {OWNER_BUDGET:,} on an owner's]",
)
@click.option("--endpoint", metavar="URL", help="The Hub to ask.  [env: HF_ENDPOINT]")
@with_place
def crawl(
    place: Place,
    plan: str | None,
    family: str | None,
    root_author: str | None,
    max_requests: int | None,
    endpoint: str | None,
) -> None:
    """Read models from the Hub into a snapshot.

    By default it walks the whole listing: about 3,300 requests, some 35 minutes within the quota of a client without
    a token, 17 with one (HF_TOKEN, or `hf auth login`). Stopped, it goes on at the same page.

    A family takes a part of that, and every request is the one that should add the most models:

    \b
    qwen-lineage crawl --family Qwen/Qwen3-0.6B
    qwen-lineage crawl --plan family --root-author Qwen --max-requests 1000

    The second reads the owner's models, their children, the models whose id holds the owner's name or that are tagged
    with one of the owner's architectures, then the likeliest parents still unasked. The snapshot says how much of the
    descendants it is estimated to hold, or that it was walked to its end, and which models' children nobody asked for
    (frontier.txt).
    """
    _refuse_unclear(plan, family, root_author)
    hub = Hub(endpoint)
    budget = max_requests or (OWNER_BUDGET if root_author else BUDGET)
    with crawling(f"asking {hub.endpoint}", budget if family or root_author else None) as watch:
        if root_author:
            folder = crawl_owner(place.home, hub, root_author, budget, watch)
        elif family:
            folder = crawl_family(place.home, hub, family, budget, watch)
        else:
            folder = crawl_all(place.home, hub, watch)
    _say_coverage(Snapshot.open(folder))
    _say_next("snapshot", folder, "resolve")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="The snapshot's name.  [default: the time and the file's name]")
@with_place
def import_(place: Place, file: Path, name: str | None) -> None:
    """Make a snapshot from a file.

    Known are hub-stats Parquet, JSON lines of API items, a whole-Hub dump, radar's export, model cards (Parquet or
    JSON lines), and an edge list (CSV: child, parent, perhaps a relation).

    The format is recognised by content; gzip and zstd are opened. A bad row or line is left out alone, and named in
    the snapshot's rejected.jsonl.
    """
    with counting(f"reading {file.name}") as advance:
        folder = import_file(file, place.home, name=name, advance=advance)
    _say_next("snapshot", folder, "resolve")


@click.command()
@click.argument("snapshot", required=False)
@with_place
def resolve(place: Place, snapshot: str | None) -> None:
    """Make models and derivations from a snapshot's claims (the newest, unless one is named)."""
    with console.status("resolving claims"):
        folder = resolve_snapshot(place.home.snapshot(snapshot), place.home)
    _say_next("resolved", folder, "load")


@click.command()
@click.argument("snapshot", required=False)
@click.option("--force", is_flag=True, help="Compare, and repair, even what the store says it holds already.")
@with_place
def load(place: Place, snapshot: str | None, force: bool) -> None:
    """Load a resolved snapshot (the newest, unless one is named) into the store, in place of what is there.

    Readers see the graph before it until the new one is whole. A Neo4j server gets what differs only, in one
    transaction; where that is more than its memory allows, its readers see nothing until the load has ended.
    """
    folder = place.home.resolution(snapshot)
    with closing(place.writer()) as writer, counting("loading", size(folder)) as advance:
        written = load_store(folder, writer, advance, force=force)
    console.print(f"{written:,} rows written" if written else "nothing to write: the store holds it already")
    _say_next("loaded", folder, "freeze")


@click.command()
@click.argument("snapshot", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--inference", is_flag=True, help="Hide declared parents, guess them again, print how often that is right."
)
@click.option("--mass-uploads", is_flag=True, help="Print how right the marks of mass uploads are; needs --practice.")
@click.option("--practice", type=int, metavar="MODELS", help="Judge by a practice Hub's truth instead of a snapshot.")
@with_place
def quality(
    place: Place, snapshot: str | None, as_json: bool, inference: bool, mass_uploads: bool, practice: int | None
) -> None:
    """Every irregularity of a resolved snapshot: how often, examples, and what the resolver did.

    With --inference or --mass-uploads: how good the rules are that guess parents from names, and that mark models
    which programs upload by the hundred. Only a made-up Hub knows the truth about the latter:

    \b
    qwen-lineage quality --inference
    qwen-lineage quality --inference --mass-uploads --practice 60000
    """
    found = assess(place.home, snapshot, inference=inference, mass_uploads=mass_uploads, practice=practice)
    if as_json:
        values = [part.as_dict() for part in found]
        shown = values if inference or mass_uploads else values[0]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
    else:
        for part in found:
            Console().print(part.table())


@click.command()
@click.option("--check", is_flag=True, help="Read every snapshot and hold it against its checksums.")
@with_place
def snapshots(place: Place, check: bool) -> None:
    """List the snapshots, oldest first. With --check, stop at the first that is not as it was written."""
    table = Table("snapshot", "source", "scope", "listed", "frontier", "complete", "finished")
    for snapshot in all_snapshots(place.home):
        if check:
            snapshot.check()
        facts = snapshot.facts
        numbers = (f"{facts.listed:,}", f"{facts.frontier:,}", "yes" if facts.complete else "no")
        table.add_row(facts.id, facts.source, facts.scope or "all", *numbers, f"{facts.finished_at:%Y-%m-%d %H:%M}")
    Console().print(table)


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


def _refuse_unclear(plan: str | None, family: str | None, root_author: str | None) -> None:
    """Raise BadInput when what is asked for is nothing, or two things."""
    named = [name for name in (family, root_author) if name]
    if len(named) > 1:
        raise BadInput("--family and --root-author are two different crawls", "give one of them")
    if plan == "family" and not named:
        raise BadInput("--plan family needs to know whose", "add --root-author Qwen, or --family Qwen/Qwen3-0.6B")
    if plan == "all" and named:
        raise BadInput(f"--plan all reads everything, not only {named[0]}", "leave one of the two out")


def _say_coverage(snapshot: Snapshot) -> None:
    facts, known = snapshot.facts, snapshot.manifest.get("coverage")
    if known and facts.complete:
        console.print(f"{facts.scope}: {known['found']:,} found. {known['method']}", markup=False)
    elif known:
        between = f"between {known['low']:.1%} and {known['high']:.1%}"
        basis = "; no independent listing shows the rest" if known["method"] == FAMILY_METHOD else ""
        console.print(
            f"{facts.scope}: {known['found']:,} found, an estimated {known['estimate']:.1%} ({between}){basis}"
        )


def _say_next(what: str, folder: Path, command: str) -> None:
    console.print(f"{what}: {folder.name}  (next: qwen-lineage {command})", markup=False)
