"""`licences`: what rules find in the whole graph, or what may be done with models, and why."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

import click

from lineage.cli.completion import model_ids
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.cli.tables import plain_table, print_csv, print_table
from lineage.errors import BadInput
from lineage.licences.terms import LicenseClass
from lineage.place import Place
from lineage.stores import Table
from lineage.text.printable import printable

if TYPE_CHECKING:
    from lineage.compliance.given_licences import GivenLicence
    from lineage.compliance.model_licence import EffectiveTerm, LicenceStep, ModelLicence
    from lineage.graph import Lineage

NOT_ALLOWED = 5
"""The exit code where something else applies to a model than is allowed."""
SUMMARY = ("given", "id", "license", "license_name", "license_class", "effective_class", "license_verdict")
COLUMNS = (*SUMMARY, "applies", "rules", "sentence", "duties")
SHOWN = ("given", "id", "license", "effective_class", "license_verdict")
"""Columns of a table in a terminal."""
RULE_COLUMNS = ("rule", "verdict", "models", "sentence", "listed")


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=model_ids)
@json_option("Print JSON: of one model an object, of several a list of `given` and `licence`.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a row for each model.")
@click.option(
    "--file",
    "listed",
    type=click.File(encoding="utf-8-sig"),
    help="Also those of a file (-: standard input), one a line; lines that begin with # are skipped.",
)
@click.option(
    "--allow",
    type=click.Choice([one.value for one in LicenseClass]),
    multiple=True,
    metavar="CLASS",
    help="What may apply. May be given several times. Where anything else does, or an id names no model, it ends with "
    f"{NOT_ALLOWED}.",
)
@with_place
def licences(
    place: Place,
    ids: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    listed: IO[str] | None,
    allow: tuple[str, ...],
) -> None:
    """What may be done with models after all that they were made from, and why; or what each licence rule finds.

    \b
    qwen-lineage licences Qwen/Qwen2.5-3B
    qwen-lineage licences --file models.txt --csv > licences.csv
    qwen-lineage licences Qwen/Qwen3-8B --allow permissive --allow share_alike || echo "ask somebody"
    qwen-lineage licences --json

    What applies is a class: permissive, share_alike, conditional, unknown or non_commercial, the strictest of a
    model's own licence and of all above it. Ids may be given in any case, as addresses of the Hub, or as a model was
    called once. Information, not legal advice.
    """
    from lineage.graph import open_place  # noqa: PLC0415 - `--help` needs no graph

    lines = map(str.strip, listed or ())
    texts = [*ids, *(line for line in lines if line and not line.startswith("#"))]
    if not texts and (listed is not None or allow):
        raise BadInput("no model was given", "name one or more, or a file that has one a line")
    with closing(open_place(place)) as opened:
        if not texts:
            _print_rules(opened, as_json=as_json, as_csv=as_csv)
            return
        from lineage.compliance.given_licences import given_licences  # noqa: PLC0415

        found = list(given_licences(opened.graph, texts))
        if len(texts) == 1 and listed is None and found[0].licence is None and not allow:
            opened.licence(texts[0])  # which says so
    _print(found, alone=len(found) == 1 and listed is None, as_json=as_json, as_csv=as_csv)
    unknown = [one.given for one in found if one.licence is None]
    for given in unknown:
        click.echo(printable(f"{given.given}: no model of this snapshot{_similar(given.similar)}"), err=True)
    refused = [one for one in _licences(found) if one.effective_class not in allow] if allow else []
    for licence in refused:
        click.echo(printable(f"{licence.id}: {licence.effective_class} is not allowed. {licence.sentence}"), err=True)
    if refused or unknown:
        click.get_current_context().exit(NOT_ALLOWED if allow else BadInput.exit_code)


def _licences(found: "Sequence[GivenLicence]") -> "Iterator[ModelLicence]":
    return (one.licence for one in found if one.licence is not None)


def _similar(ids: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(ids)}?" if ids else ""


def _print_rules(opened: "Lineage", *, as_json: bool, as_csv: bool) -> None:
    rules = opened.licence_rules()
    if as_json:
        print_json(rules)
    elif as_csv:
        print_csv(Table(RULE_COLUMNS, [tuple(rule[name] for name in RULE_COLUMNS) for rule in rules]))
    else:
        for line in _counts(rules, opened):
            click.echo(printable(line))


def _print(found: "Sequence[GivenLicence]", *, alone: bool, as_json: bool, as_csv: bool) -> None:
    """Of one model all that is known; of several a row each."""
    if as_json:
        one_by_one = [{"given": one.given.given, "licence": one.licence and asdict(one.licence)} for one in found]
        print_json(one_by_one[0]["licence"] if alone else one_by_one)
    elif as_csv:
        print_csv(Table(COLUMNS, [tuple(_row(one).values()) for one in found]))
    elif alone and (licence := found[0].licence) is not None:
        for line in _lines(licence):
            click.echo(printable(line))
    else:
        print_table(plain_table("", SHOWN, ({name: _row(one)[name] for name in SHOWN} for one in found)))


def _row(one: "GivenLicence") -> dict[str, Any]:
    """By COLUMNS; but for what was given empty where no model is named."""
    given, found = {"given": one.given.given}, one.licence
    if found is None:
        return dict.fromkeys(COLUMNS) | given
    rules = ", ".join(finding.rule for finding in found.findings)
    told = given | {"applies": ", ".join(found.applies), "rules": rules, "duties": "; ".join(found.duties)}
    return {name: told[name] if name in told else getattr(found, name) for name in COLUMNS}


def _counts(rules: list[dict[str, Any]], opened: "Lineage") -> Iterator[str]:
    from lineage.licences.rules import NO_ADVICE  # noqa: PLC0415 - `--help` needs no graph
    from lineage.licences.unknown_reasons import UnknownReason  # noqa: PLC0415

    yield f"{opened.statement.short}. {NO_ADVICE}"
    why = opened.graph.terms.unknown_counts
    own, above, missing = (f"{why[reason]:,}" for reason in UnknownReason)
    yield (
        f"what applies is unknown for {sum(why.values()):,} models that were read: {own} for what they state, "
        f"{above} for what one above them states, {missing} for one above that is not here"
    )
    yield from _removed(opened)
    for rule in rules:
        yield f"{rule['models']:>9,}  {rule['verdict'] or 'beside':<9} {rule['rule']:<22} {rule['sentence']}"


def _removed(opened: "Lineage") -> Iterator[str]:
    """That models which were removed are counted, where there are any."""
    from lineage.values import Status  # noqa: PLC0415

    removed = int(opened.graph.models.with_word("status", Status.REMOVED).sum())
    if removed:
        yield f"counted with {removed:,} models that were removed; of listed ones alone: `--json` or `--csv`, `listed`"


def _lines(found: "ModelLicence") -> Iterator[str]:
    yield f"{found.id}: {found.sentence}. {found.notice}"
    if found.own_files:
        yield found.own_files
    for one in found.findings:
        yield f"{one.verdict or 'beside'}: {one.sentence}{f': {one.detail}' if one.detail else ''} ({one.rule})"
        yield from (f"  {_way(way)}" for way in one.ways)
        yield from (f"  also: {duty.in_words}" for duty in one.duties[1:])
    for term in found.terms:
        yield f"  {term.title}: {term.strictest.text if term.strictest else term.sentence}{_because(term)}"
        yield from (f"    also: {duty.in_words}" for duty in term.others)


def _because(term: "EffectiveTerm") -> str:
    """` (mit of acme/a)`, ` (acme/b: states no licence)`; empty where nothing imposes the term."""
    if not term.way:
        return ""
    model = term.way[-1]
    licence = term.strictest.licence if term.strictest else term.licence
    return f" ({model.id}: {model.words})" if licence is None else f" ({licence} of {model.id})"


def _way(way: "tuple[LicenceStep, ...]") -> str:
    return " <- ".join(f"{step.id} [{step.words}]" for step in way)
