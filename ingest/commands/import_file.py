"""`qwen-lineage import`: from a file to a snapshot."""

from pathlib import Path

import click

from ingest.commands.progress import counting, say_next
from ingest.sources import import_file
from lineage.cli.options import with_place
from lineage.place import Place


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
    say_next("snapshot", folder, "resolve")
