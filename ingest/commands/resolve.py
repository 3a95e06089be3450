"""`qwen-lineage resolve`: from claims to derivations."""

import click

from ingest.commands.progress import counting, say_next
from lineage.cli.completion import snapshot_names
from lineage.cli.json_output import json_option
from lineage.cli.options import with_place
from lineage.home.work_lock import working
from lineage.place import Place


@click.command()
@click.argument("snapshot", required=False, shell_complete=snapshot_names)
@json_option()
@with_place
def resolve(place: Place, snapshot: str | None, as_json: bool) -> None:
    """Make models and derivations from a snapshot's claims (the newest, unless one is named)."""
    from ingest.resolve import resolve as resolve_snapshot  # noqa: PLC0415 - `--help` needs no tables
    from ingest.resolve import size  # noqa: PLC0415

    read = place.home.snapshot(snapshot)
    with working(place.home, "resolve", wait=True), counting("resolving claims", size(read)) as advance:
        folder = resolve_snapshot(read, place.home, advance)
    say_next("resolved", folder, "load", place, as_json=as_json)
