"""`export`: a part of the graph as a file for other tools."""

import sys
import warnings
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.completion import model_ids, owners
from lineage.cli.options import with_place
from lineage.errors import BadInput
from lineage.files.output_path import replaceable
from lineage.place import Place

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from lineage.export import ExportFormat, Subgraph

FORMATS = ("graphml", "gexf", "newick", "auspice", "json", "jsonld", "csv", "parquet", "html")
"""As `lineage.export.FORMATS` has them, which brings the graph."""


class WithConditions(click.Command):
    """A command whose help ends on the conditions of a filter."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from lineage.filters.filter_fields import FILTER_FIELDS  # noqa: PLC0415 - it brings licences, for `--help` alone

        with formatter.section("Conditions, as the address of a table of models has them; all must hold"):
            formatter.write_dl([(f"{one.name}=", one.described) for one in FILTER_FIELDS.values()])


@click.command(cls=WithConditions)
@click.option(
    "--model", metavar="ID", shell_complete=model_ids, help="A model with its parents and its direct derivatives."
)
@click.option("--subtree", metavar="ID", shell_complete=model_ids, help="A model and everything that descends from it.")
@click.option("--lineage", metavar="ID", shell_complete=model_ids, help="A model and everything that it comes from.")
@click.option(
    "--owner",
    metavar="NAME",
    shell_complete=owners,
    help="An owner, or organisation:NAME: its models and all below them.",
)
@click.option("--statement", metavar="CYPHER", help="The models that a reading statement answers with.")
@click.option("--filter", metavar="CONDITIONS", help="The models that meet conditions: see below.")
@click.option("--all", "everything", is_flag=True, help="The whole graph.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="The file's format.  [default: by its name]")
@click.option(
    "--attribute",
    "attributes",
    multiple=True,
    metavar="NAME",
    help="An attribute of models. May be given several times.  [default: all]",
)
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to write; - is standard output.")
@with_place
def export(
    place: Place,
    everything: bool,
    format_: str | None,
    attributes: tuple[str, ...],
    output: str,
    **selections: Any,
) -> None:
    """A part of the graph as a file for other tools: models, derivations, and what is known of both.

    \b
    qwen-lineage export --subtree Qwen/Qwen3-8B --format gexf -o qwen3-8b.gexf
    qwen-lineage export --all -o models.parquet
    qwen-lineage export --filter "license=mit parameters<8B created>=2025-01-01" -o small.csv
    qwen-lineage export --filter "http://127.0.0.1:8765/table?license=mit&bits=4" -o four-bit.csv

    A condition that may have several values is given again. `<`, `<=`, `>` and `>=` bound parameters, downloads and
    created; numbers may end on K, M or B; a value with a space stands in quotes.

    Beside a file stands its manifest: snapshot, what part of the Hub, definitions, counts, checksums, how to cite. CSV
    and Parquet are two files, models and derivations; Newick has one of the derivations that a tree cannot say. The
    same snapshot gives the same bytes. A file is written whole or not at all.
    """
    from lineage.export import format_named, write_export  # noqa: PLC0415 - `--help` needs no graph
    from lineage.graph import open_place  # noqa: PLC0415

    if everything + sum(value is not None for value in selections.values()) != 1:
        names = ", ".join(f"--{name}" for name in selections)
        raise BadInput("no selection, or several", f"give one of {names}, or --all")
    if output != "-":
        replaceable(output)
    format = format_named(format_, None if output == "-" else Path(output))
    with closing(open_place(place)) as opened:
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # its remarks are printed below
            part = opened.subgraph(**selections, attributes=attributes or None)
        for remark in part.selection.remarks:
            click.echo(f"note: {remark}", err=True)
        if output == "-":
            _print(part, format)
            return
        with _bar(part) as bar:
            files = write_export(part.watched(bar.update), format, Path(output))
    click.echo(f"{len(part):,} models, {len(part.places):,} derivations: {', '.join(map(str, files))}", err=True)


def _print(part: "Subgraph", format: "ExportFormat") -> None:
    """The format's first file on standard output."""
    pieces = format.parts[0].pieces
    if pieces is None:
        raise BadInput(f"{format.name} is no text", "write it to a file: -o FILE")
    for piece in pieces(part):
        click.echo(piece, nl=False)


def _bar(part: "Subgraph") -> "ProgressBar[int]":
    """A bar on a terminal, nothing elsewhere."""
    total = len(part) + len(part.places)
    return click.progressbar(length=total, label="exporting", file=sys.stderr, hidden=not sys.stderr.isatty())
