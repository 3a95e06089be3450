"""`freeze`: the store's graph as memory-mapped arrays."""

from contextlib import closing

import click

from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.home.work_lock import working
from lineage.place import Place


@click.command()
@json_option()
@with_place
def freeze(place: Place, as_json: bool) -> None:
    """Read the store once into memory-mapped arrays, which the web app and notebooks use."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs neither a terminal's colours nor arrays

    from lineage.freezing.freeze import freeze as freeze_graph  # noqa: PLC0415

    console = Console(stderr=True)
    reader = place.reader()
    with closing(reader), working(place.home, "freeze", wait=True), console.status("freezing the graph"):
        graph = freeze_graph(reader, place.home)
    if as_json:
        counts = {"models": graph.size, "derivations": graph.derivations}
        print_json({"made": "frozen graph", "folder": str(graph.folder), **counts, "snapshot": graph.facts.id})
    console.print(f"frozen: {graph.size:,} models, {graph.derivations:,} derivations, snapshot {graph.facts.id}")
