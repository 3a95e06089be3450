"""`licences`: what rules find in the whole graph, or what may be done with one model, and why."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.completion import model_ids
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.place import Place
from lineage.printable import printable

if TYPE_CHECKING:
    from lineage.model_licence import EffectiveTerm, LicenceStep, ModelLicence


@click.command()
@click.argument("id", required=False, shell_complete=model_ids)
@json_option()
@with_place
def licences(place: Place, id: str | None, as_json: bool) -> None:
    """What may be done with a model after all that it was made from, and why; or what each licence rule finds.

    \b
    qwen-lineage licences Qwen/Qwen2.5-3B
    qwen-lineage licences --json

    Information, not legal advice.
    """
    from lineage.given_ids import id_meant  # noqa: PLC0415
    from lineage.graph import open_place  # noqa: PLC0415 - `--help` needs no graph

    with closing(open_place(place)) as opened:
        found = None if id is None else opened.licence(id_meant(opened.graph, id))
        rules = [] if found else opened.licence_rules()
        statement = opened.statement.short
    if as_json:
        print_json(asdict(found) if found else rules)
        return
    for line in _lines(found) if found else _counts(rules, statement):
        click.echo(printable(line))


def _counts(rules: list[dict[str, Any]], statement: str) -> Iterator[str]:
    from lineage.licences.rules import NO_ADVICE  # noqa: PLC0415

    yield f"{statement}. {NO_ADVICE}"
    for rule in rules:
        yield f"{rule['models']:>9,}  {rule['verdict'] or 'beside':<9} {rule['rule']:<22} {rule['sentence']}"


def _lines(found: "ModelLicence") -> Iterator[str]:
    yield f"{found.id}: {found.sentence}. {found.notice}"
    if found.own_files:
        yield found.own_files
    for one in found.findings:
        yield f"{one.verdict or 'beside'}: {one.sentence}{f': {one.detail}' if one.detail else ''} ({one.rule})"
        yield from (f"  {_way(way)}" for way in one.ways)
    for term in found.terms:
        yield f"  {term.title}: {term.detail or term.sentence}{_because(term)}"


def _because(term: "EffectiveTerm") -> str:
    """` (mit of acme/a)`, ` (acme/b: states no licence)`; empty where nothing imposes the term."""
    if not term.way:
        return ""
    model = term.way[-1]
    return f" ({model.id}: {model.words})" if term.licence is None else f" ({term.licence} of {model.id})"


def _way(way: "tuple[LicenceStep, ...]") -> str:
    return " <- ".join(f"{step.id} [{step.words}]" for step in way)
