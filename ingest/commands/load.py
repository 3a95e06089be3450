"""`qwen-lineage load`: from a resolved snapshot into the store."""

from contextlib import closing

import click

from ingest.commands.progress import console, counting, say_next
from lineage.cli.completion import snapshot_names
from lineage.cli.json_output import json_option
from lineage.cli.options import with_place
from lineage.home.work_lock import working
from lineage.organisations import organisations_of
from lineage.place import Place


@click.command()
@click.argument("snapshot", required=False, shell_complete=snapshot_names)
@click.option(
    "--force",
    is_flag=True,
    help="Compare, and repair, even what the store says it holds already; load even what takes most models away.",
)
@json_option()
@with_place
def load(place: Place, snapshot: str | None, force: bool, as_json: bool) -> None:
    """Load a resolved snapshot (the newest, unless one is named) into the store, in place of what is there.

    Readers see the graph before it until the new one is whole. Where little changed since the load before, whose
    resolved snapshot is still there, only that is written. A Neo4j server gets what differs only, in one transaction;
    where that is more than its memory allows, its readers see nothing until the load has ended.

    A load that would take more than half of the listed models of the same part of the Hub away asks for --force.
    """
    from ingest.load.guard import refuse_emptying  # noqa: PLC0415 - `--help` needs no tables
    from ingest.load.load import load_tables  # noqa: PLC0415
    from ingest.load.tables import TablesToLoad  # noqa: PLC0415

    folder = place.home.resolution(snapshot)
    with working(place.home, "load", wait=True):
        tables = TablesToLoad.open(folder, organisations_of(place.home))
        if not force:
            refuse_emptying(place, tables)
        with closing(place.writer()) as writer, counting("loading", tables.size) as advance:
            written = load_tables(tables, writer, advance, force=force)
    console.print(f"{written:,} rows written" if written else "nothing to write: the store holds it already")
    say_next("loaded", folder, "freeze", place, as_json=as_json)
