"""`bom`: a bill of materials of one model, as a document."""

from contextlib import closing
from typing import TextIO

import click

from lineage.cli.completion import model_ids
from lineage.cli.options import WholeFile, with_place
from lineage.place import Place

FORMATS = ("cyclonedx-1.6", "cyclonedx-1.7", "spdx-3")
"""As `lineage.bom.BomFormat` has them, which brings the graph."""


@click.command()
@click.argument("id", shell_complete=model_ids)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True, help="The file's format."
)
@click.option("--subtree", is_flag=True, help="With everything that was made from the model, too.")
@click.option("--limit", type=int, help="Models at most; how many are left out is said.  [default: 10,000]")
@click.option(
    "-o",
    "--output",
    type=WholeFile(),
    default="-",
    help="Write to a file, whole or not at all.  [default: standard output]",
)
@with_place
def bom(place: Place, id: str, format_: str, subtree: bool, limit: int | None, output: TextIO) -> None:
    """A bill of materials: what a model was made from, its licences and who says so, as a document to file.

    \b
    qwen-lineage bom Qwen/Qwen3-8B --format cyclonedx-1.7 -o qwen3-8b.cdx.json

    Information, not legal advice. The same snapshot gives the same bytes.
    """
    from lineage.bom import DEFAULT_COMPONENTS, BomFormat, bom_of, written  # noqa: PLC0415 - `--help` needs no graph
    from lineage.given_ids import id_meant  # noqa: PLC0415
    from lineage.graph import open_place  # noqa: PLC0415

    most = DEFAULT_COMPONENTS if limit is None else limit
    with closing(open_place(place)) as opened:
        made = bom_of(opened.graph, opened.reader, id_meant(opened.graph, id), subtree=subtree, limit=most)
    output.writelines(written(made, BomFormat(format_)))
