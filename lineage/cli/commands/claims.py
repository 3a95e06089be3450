"""`claims`: published claims, checked on the loaded graph."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lineage.cli.json_output import json_option
from lineage.cli.options import with_place
from lineage.place import Place
from lineage.text.printable import printable

if TYPE_CHECKING:
    from lineage.published_claims import CheckedClaim, CheckedDefinition


@click.command()
@json_option("Print JSON, a list of claims.")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file of claims of your own beside ours.  [default: claims.toml in the home]",
)
@with_place
def claims(place: Place, as_json: bool, file: Path | None) -> None:
    """Published claims about families of models, each definition computed on the loaded graph.

    A claim of your own is its text, the name of a definition, and the value that it expects:

    \b
    [[claim]]
    text = "Meta's models have more than 1,000 descendants"
    definition = "descendants"
    expected = 1000
    of = "Meta"
    """
    from lineage.graph import open_place  # noqa: PLC0415 - `--help` needs no graph

    with closing(open_place(place)) as opened:
        checked, statement = opened.checked_claims(file), opened.statement.short
    if as_json:
        click.echo(json.dumps([asdict(claim) for claim in checked], ensure_ascii=False, indent=2, default=str))
        return
    click.echo(f"checked on {statement}")
    for claim in checked:
        click.echo("\n".join(["", *_lines(claim)]))


def _lines(claim: "CheckedClaim") -> Iterator[str]:
    yield printable(f"{claim.text} ({claim.date}; {claim.source})")
    for one in claim.definitions:
        yield printable(f"  {one.verdict:<19}{_value(one):>32}  {one.name}{f': {one.reason}' if one.reason else ''}")
    for figure in claim.counter_figures:
        yield printable(f"  elsewhere: {figure.figure} ({figure.source})")


def _value(one: "CheckedDefinition") -> str:
    """`at least 1,234`, `12 to 34`, an id; `not stated` where there is none."""
    if one.value is None:
        return "not stated"
    if isinstance(one.value, str):
        return one.value
    other = f" to {one.compared_with:,}" if one.compared_with is not None else ""
    return f"{'at least ' if one.lower_bound and not other else ''}{one.value:,}{other}"
