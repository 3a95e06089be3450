"""The commands of this package: `freeze` and `cypher`."""

import csv
import json
import sys
from dataclasses import asdict
from typing import Any, TextIO

import click
from rich.console import Console
from rich.table import Table as RichTable

from lineage import cypher as reading
from lineage.cli.options import with_place
from lineage.errors import BadInput
from lineage.freeze import freeze as freeze_graph
from lineage.place import Place
from lineage.stores import Table


@click.command()
@with_place
def freeze(place: Place) -> None:
    """Read the store once into memory-mapped arrays, which the web app and notebooks use."""
    console = Console(stderr=True)
    with console.status("freezing the graph"):
        graph = freeze_graph(place.reader(), place.home)
    console.print(f"frozen: {graph.size:,} models, {graph.derivations:,} derivations, snapshot {graph.facts.id}")


@click.command()
@click.argument("statement", required=False)
@click.option("-f", "--file", "source", type=click.File(), help="Read the statement from a file; - is standard input.")
@click.option("-p", "--parameter", "pairs", multiple=True, metavar="NAME=VALUE", help="A $parameter; JSON or text.")
@click.option("--parameters-file", type=click.File(), help="A JSON object of $parameters; - is standard input.")
@click.option("--explain", "only_plan", is_flag=True, help="Print the plan and warnings; nothing runs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a list of objects.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV with a header.")
@click.option("--limit", type=int, help="Rows kept; more are cut with a notice.  [default: 1000]")
@click.option("--timeout", type=float, help="Seconds the statement may take.  [default: 5]")
@with_place
def cypher(
    place: Place,
    statement: str | None,
    source: TextIO | None,
    pairs: tuple[str, ...],
    parameters_file: TextIO | None,
    only_plan: bool,
    as_json: bool,
    as_csv: bool,
    limit: int | None,
    timeout: float | None,
) -> None:
    """Ask the graph in Cypher, read-only, on either store.

    \b
    qwen-lineage cypher "MATCH (c:Model)-[r:DERIVED_FROM]->(:Model {id: 'Qwen/Qwen3-0.6B'})
                         RETURN r.relation AS relation, count(c) AS models ORDER BY models DESC"
    qwen-lineage cypher 'MATCH (m:Model {id: $id}) RETURN m.license AS license' -p id=Qwen/Qwen3-0.6B

    A model is (:Model {id, license, downloads, ...}), a derivation (child)-[:DERIVED_FROM {relation}]->(parent).
    Bound variable-length paths: *1..60. Ctrl-C cancels the statement.
    """
    asked, parameters = _statement(statement, source), {**_from_file(parameters_file), **_parameters(pairs)}
    if only_plan:
        return _print_plan(reading.explain(place.reader(), asked, parameters), as_json)
    answer = reading.execute(place.reader(), asked, parameters, limits=reading.limits(limit, timeout))
    _print(answer.table, as_json, as_csv)
    for note in answer.notes:
        click.echo(f"note: {note}", err=True)
    return None


def _statement(given: str | None, source: TextIO | None) -> str:
    if (given is None) == (source is None):
        raise BadInput("no statement, or two", "give one as the argument, or one by --file")
    return given if given is not None else source.read()  # type: ignore[union-attr]


def _from_file(source: TextIO | None) -> dict[str, Any]:
    if source is None:
        return {}
    try:
        found = json.load(source)
    except ValueError as error:
        raise BadInput(f"{source.name} holds no JSON: {error}", 'write an object: {"id": "owner/name"}') from error
    if not isinstance(found, dict):
        raise BadInput(f"{source.name} holds no JSON object", 'write one: {"id": "owner/name"}')
    return found


def _print(table: Table, as_json: bool, as_csv: bool) -> None:
    if as_json:
        click.echo(json.dumps(table.dicts(), ensure_ascii=False, default=str, indent=2))
    elif as_csv:
        _print_csv(table)
    else:
        Console().print(_drawn(table))


def _print_plan(plan: reading.QueryPlan, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(plan), indent=2))
        return
    click.echo("\n".join(plan.operators))
    if plan.estimated_rows is not None:
        told = "starts from nodes, at most" if plan.whole_labels else "rows expected"
        click.echo(f"{told}: {plan.estimated_rows:,.0f}")
    for warned in plan.warnings:
        click.echo(f"warning: {warned.message}; {warned.hint}", err=True)


def _parameters(pairs: tuple[str, ...]) -> dict[str, Any]:
    parameters = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise BadInput(f"{pair!r} is no parameter", "write -p NAME=VALUE")
        try:
            parameters[name] = json.loads(text)
        except ValueError:
            parameters[name] = text
    return parameters


def _print_csv(table: Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)


def _drawn(table: Table) -> RichTable:
    drawn = RichTable(caption=f"{len(table.rows):,} rows")
    for name in table.columns:
        drawn.add_column(name, overflow="fold")
    for row in table.rows:
        drawn.add_row(*(_escaped(_cell(value)) for value in row))
    return drawn


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)


def _escaped(text: str) -> str:
    """Text from the Hub is data: no terminal markup, no control characters."""
    from rich.markup import escape  # noqa: PLC0415

    return escape("".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text))
