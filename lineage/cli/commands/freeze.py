"""`freeze`: the store's graph as memory-mapped arrays."""

from contextlib import closing

import click

from lineage.cli.options import with_place
from lineage.place import Place
from lineage.work_lock import working


@click.command()
@with_place
def freeze(place: Place) -> None:
    """Read the store once into memory-mapped arrays, which the web app and notebooks use."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs neither a terminal's colours nor arrays

    from lineage.freeze import freeze as freeze_graph  # noqa: PLC0415

    console = Console(stderr=True)
    reader = place.reader()
    with closing(reader), working(place.home, "freeze", wait=True), console.status("freezing the graph"):
        graph = freeze_graph(reader, place.home)
    console.print(f"frozen: {graph.size:,} models, {graph.derivations:,} derivations, snapshot {graph.facts.id}")
