"""`impact`: what follows when a model goes."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.completion import model_ids
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.coverage.coverage_statement import left_out
from lineage.place import Place
from lineage.text.printable import printable

if TYPE_CHECKING:
    from lineage.compliance.relicensing import LicenceStanding, Relicensing
    from lineage.impact.impact import Impact, ImpactList


@click.command()
@click.argument("id", shell_complete=model_ids)
@json_option("Print JSON: every list with its definition and counts.")
@click.option("--limit", type=click.IntRange(0, 100_000), default=10, show_default=True, help="Models of each list.")
@click.option("--no-mass-uploads", is_flag=True, help="Leave out models marked as mass uploads.")
@click.option("--license", metavar="LICENCE", help="Also whose verdict changes if the model stated this one.")
@with_place
def impact(place: Place, id: str, as_json: bool, limit: int, no_mass_uploads: bool, license: str | None) -> None:
    """If a model went: who descends from it, who hangs on it alone, who has another way, and where to go.

    \b
    qwen-lineage impact Qwen/Qwen2.5-3B
    qwen-lineage impact Qwen/Qwen2.5-3B --json --limit 1000
    qwen-lineage impact Qwen/Qwen2.5-3B --license apache-2.0

    A model hangs on it alone where every path of declared derivations from every root leads through it.
    """
    from lineage.graph import open_place  # noqa: PLC0415 - `--help` needs no graph

    with closing(open_place(place)) as opened:
        found = opened.impact(id, limit=limit, mass_uploads=not no_mass_uploads, license=license)
        statement, beside = opened.statement.short, left_out(found.undercount, opened.facts)
    if as_json:
        print_json(asdict(found, dict_factory=_without_numbers))
        return
    for line in _lines(found, statement, beside):
        click.echo(printable(line))


def _without_numbers(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Fields but for the numbers of models, which tell nobody anything outside the graph."""
    return {name: value for name, value in pairs if name != "numbers"}


def _lines(found: "Impact", statement: str, beside: str) -> Iterator[str]:
    least = "at least " if found.lower_bounds else ""
    yield f"{found.id} ({found.status}), in {statement}"
    yield f"{least}{_counted(found.affected)} descend from it{f', {beside}' if beside else ''}"
    yield ""
    yield f"{least}{_counted(found.stranded)} hang on it alone"
    yield from (f"  {id}" for id in found.stranded.ids)
    yield ""
    yield f"{_counted(found.others)} have another way"
    for id, way in zip(found.others.ids, found.others.ways, strict=True):
        yield f"  {' -> '.join(reversed(way)) or id}"
    yield ""
    yield f"{found.survivors.total:,} listed to go to"
    for one in found.survivors.models:
        yield f"  {one.id}  {one.kind}{', inferred' if one.inferred else ''}: {'; '.join(one.reasons)}"
    if found.relicensing is not None:
        yield from ("", *_relicensed(found.relicensing))


def _relicensed(found: "Relicensing") -> Iterator[str]:
    from lineage.licences.rules import NO_ADVICE  # noqa: PLC0415 - `--help` needs no graph

    known = "" if found.is_known else ", of whose terms nothing is known"
    stand = "stands" if found.total == 1 else "stand"
    yield f"{found.total:,} {stand} otherwise if it states {found.name} ({found.license_class}{known}). {NO_ADVICE}"
    for change in found.changes:
        yield f"  {change.models:>9,}  {_standing(change.before)} -> {_standing(change.after)}"
    yield from (f"  {one.id}  {_standing(one.before)} -> {_standing(one.after)}" for one in found.models)


def _standing(one: "LicenceStanding") -> str:
    return f"{one.verdict or 'root'}, {one.effective_class}"


def _counted(part: "ImpactList") -> str:
    notes = [
        *([f"{part.without_mass_uploads:,} without mass uploads"] * (part.without_mass_uploads != part.total)),
        *([] if part.downloads is None else [f"{part.downloads:,} downloads in 30 days"]),
    ]
    return f"{part.total:,} ({', '.join(notes)})" if notes else f"{part.total:,}"
