"""`cypher`: a statement of anybody's, answered on the terminal."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

import click

from lineage.cli.json_output import json_option
from lineage.cli.options import with_place
from lineage.errors import BadInput
from lineage.place import Place
from lineage.stores import Table

if TYPE_CHECKING:
    from lineage.cypher import QueryPlan


@click.command()
@click.argument("statement", required=False)
@click.option("-f", "--file", "source", type=click.File(), help="Read the statement from a file; - is standard input.")
@click.option(
    "-p",
    "--parameter",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="A $parameter; JSON or text. May be given several times.",
)
@click.option("--parameters-file", type=click.File(), help="A JSON object of $parameters; - is standard input.")
@click.option("--explain", "only_plan", is_flag=True, help="Print the plan and warnings; nothing runs.")
@json_option("Print JSON, a list of objects.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV with a header.")
@click.option("--limit", type=int, help="Rows kept; more are cut with a notice.  [default: 1,000]")
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
    Bound variable-length paths: *1..60. Ctrl-C cancels the statement. What an answer leaves out, and why it may
    mislead, is told on standard error.
    """
    from lineage import graph_cypher  # noqa: PLC0415 - `--help` needs no parser
    from lineage.cypher import explain, limits  # noqa: PLC0415
    from lineage.freezing.frozen_graphs import frozen_folder, frozen_in  # noqa: PLC0415

    text, parameters = _statement(statement, source), {**_from_file(parameters_file), **_parameters(pairs)}
    reader = place.reader()
    if only_plan:
        _print_plan(explain(reader, text, parameters), as_json)
        return
    graph = frozen_in(frozen_folder(place.home, reader), at_once=True)
    answer = graph_cypher.execute(graph, reader, text, parameters, limits=limits(limit, timeout))
    _print(answer.table, as_json, as_csv)
    for note in answer.notes:
        click.echo(f"note: {note}", err=True)


def _statement(given: str | None, source: TextIO | None) -> str:
    if (given is None) == (source is None):
        raise BadInput("no statement, or two", "give one as the argument, or one by --file")
    return given if given is not None else source.read()  # type: ignore[union-attr]


def _from_file(source: TextIO | None) -> dict[str, Any]:
    if source is None:
        return {}
    try:
        parameters = json.load(source)
    except ValueError as error:
        raise BadInput(f"{source.name} holds no JSON: {error}", 'write an object: {"id": "owner/name"}') from error
    if not isinstance(parameters, dict):
        raise BadInput(f"{source.name} holds no JSON object", 'write one: {"id": "owner/name"}')
    return parameters


def _print(table: Table, as_json: bool, as_csv: bool) -> None:
    from lineage.cli.tables import print_answer, print_csv, print_rows_as_json  # noqa: PLC0415 - nor tables

    if as_json:
        print_rows_as_json(table)
    elif as_csv:
        print_csv(table)
    else:
        print_answer(table)


def _print_plan(plan: "QueryPlan", as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(plan), indent=2))
        return
    click.echo("\n".join(plan.operators))
    if plan.estimated_rows is not None:
        label = "starts from nodes, at most" if plan.whole_labels else "rows expected"
        click.echo(f"{label}: {plan.estimated_rows:,.0f}")
    for warning in plan.warnings:
        click.echo(f"warning: {warning.message}; {warning.hint}", err=True)


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
