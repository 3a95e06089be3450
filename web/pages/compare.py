"""Side by side: organisations, owners and models by what was built on them (`of`), or models by all that is known of
them (`ids`); without any, or where what is given cannot be compared, the forms that ask for some."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lineage.comparison import MOST_MODELS, compare_models, distinct_ids
from lineage.errors import BadInput, LineageError, UnknownModel
from lineage.frozen import FrozenGraph
from web.answers import comparison_table, lineage
from web.answers.comparison import comparison
from web.answers.model_comparison import model_comparison
from web.answers.types import plain
from web.api import csv_tables
from web.api.compare import address, address_of_models
from web.http.errors import status_of
from web.parameters.compare import (
    COMPARE_MODELS,
    COMPARE_MODELS_PAGE,
    COMPARE_PAGE,
    MOST_TOGETHER,
    CompareQuery,
    ModelCompareQuery,
)
from web.presentation.kinship_heading import kinship_heading
from web.presentation.links import page_query
from web.rows.compared import alone_rows, figure_rows, heads, month_rows, shared_rows
from web.source import source

Corrections = Sequence[tuple[str, Mapping[str, str]]]
"""Unknown ids, each with the addresses at which those like it stand in its place."""


def page() -> ResponseReturnValue:
    if page_query(COMPARE_MODELS).given:
        return _models(source().graph, page_query(COMPARE_MODELS_PAGE))
    query = page_query(COMPARE_PAGE)
    if query.format == "csv":
        return _table(source().graph, query)
    return _progenitors(source().graph, query) if any(query.of) else _start()


def _table(graph: FrozenGraph, query: CompareQuery) -> Response:
    lines = csv_tables.table(comparison_table.COLUMNS, comparison_table.rows(comparison(graph, query)))
    return Response(lines, headers=csv_tables.headers("built", graph.facts, {"on": query.of}))


def _progenitors(graph: FrozenGraph, query: CompareQuery) -> str:
    answer = comparison(graph, query)
    return render_template(
        "compare.html",
        comparison=answer,
        names=", ".join(item.name for item in answer.items),
        query=query,
        address=address(query),
        heads=heads(answer.items),
        figures=figure_rows(graph, answer.items),
        month_rows=month_rows,
        shared_rows=shared_rows,
        alone_rows=alone_rows,
    )


def _models(graph: FrozenGraph, query: ModelCompareQuery) -> ResponseReturnValue:
    given = query.given
    try:
        ids = distinct_ids(given)
    except BadInput as error:
        return _start(given, error), status_of(error)
    unknown = _unknown(graph, ids)
    twins = {id: error.twin for id, error in unknown.items() if error.twin}
    if unknown and len(twins) == len(unknown):
        return redirect(address_of_page([twins.get(id, id) for id in ids], query.format), 301)
    if unknown:
        return _start(ids, next(iter(unknown.values())), _corrected(ids, unknown)), status_of(UnknownModel)
    if query.format == "csv":
        return _table_of_models(graph, ids)
    return _side_by_side(graph, ids, [id for id in ids if given.count(id) > 1])


def _unknown(graph: FrozenGraph, ids: Sequence[str]) -> dict[str, UnknownModel]:
    """Those that no model has, each with the error that names similar ones."""
    found = {}
    for id in ids:
        try:
            graph.ids.number(id)
        except UnknownModel as error:
            found[id] = error
    return found


def _corrected(ids: Sequence[str], unknown: Mapping[str, UnknownModel]) -> Corrections:
    """Each unknown id with those like it, and the address at which that stands in its place."""
    return [
        (id, {like: address_of_page([like if one == id else one for one in ids]) for like in error.similar})
        for id, error in unknown.items()
    ]


def _table_of_models(graph: FrozenGraph, ids: Sequence[str]) -> Response:
    found = compare_models(graph, source().reader, ids)
    rows = (map(plain, row) for row in found.rows())
    lines = csv_tables.table(found.columns(), map(tuple, rows))
    return Response(lines, headers=csv_tables.headers("compared", graph.facts, {"ids": ids}))


def _side_by_side(graph: FrozenGraph, ids: Sequence[str], twice: Sequence[str]) -> str:
    reader = source().reader
    candidates = lineage.inferred(graph, reader, graph.ids.number(ids[0])) if len(ids) == 1 else None
    return render_template(
        "compare_models.html",
        comparison=model_comparison(graph, reader, ids),
        kinship_heading=kinship_heading,
        ids=ids,
        twice=twice,
        candidates=candidates,
        address=address_of_models(ids),
        most=MOST_MODELS,
        address_of_page=address_of_page,
    )


def _start(
    given: Sequence[str] = (),
    problem: LineageError | None = None,
    corrected: Sequence[tuple[str, Mapping[str, str]]] = (),
) -> str:
    return render_template(
        "compare_start.html",
        given=given,
        problem=problem,
        corrected=corrected,
        most=MOST_TOGETHER,
        most_models=MOST_MODELS,
    )


def address_of_page(ids: Sequence[str], format: str | None = None) -> str:
    """Where these models stand side by side; with a format, as such a file."""
    asked = {"ids": ",".join(ids), **({} if format is None else {"format": format})}
    return f"{url_for('compare.page')}?{urlencode(asked, safe='/,')}"
