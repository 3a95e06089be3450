"""New models by month as a chart and as a table; the same as CSV with `format=csv`."""

from collections.abc import Iterator

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from web.answers import growth as answers
from web.api import csv_tables
from web.api.growth import address
from web.parameters.growth import GROWTH_PAGE
from web.presentation.growth_sentences import growth_lead, picture_line
from web.presentation.labels import AXES, MEASURES, UNITS, WHOLES
from web.presentation.links import page_query
from web.rows.growth import month_rows
from web.source import source


def page() -> ResponseReturnValue:
    query = page_query(GROWTH_PAGE)
    graph = source().graph
    answer = answers.growth(graph, query)
    if query.format == "csv":
        lines = csv_tables.table(answers.COLUMNS, answers.rows(answer))
        return Response(lines, headers=csv_tables.headers(f"growth-by-{query.by}", graph.facts, query.chosen))
    return render_template(
        "growth.html",
        query=query,
        growth=answer,
        address=address(query),
        axes=AXES,
        measures=MEASURES,
        units=UNITS,
        wholes=WHOLES,
        growth_lead=growth_lead,
        picture_line=picture_line,
        beside=[one for one in _beside(answer) if one[1] is not None],
        month_rows=month_rows,
        lists=[answers.lists_of(series, answer.months, query.show) for series in answer.series],
    )


def _beside(answer: answers.GrowthAnswer) -> Iterator[tuple[str, answers.GrowthRest | None, str]]:
    """What stands beside the series: its title, the counts, and what they are of."""
    yield "not stated", answer.not_stated, f"models that state no {AXES[answer.by]}"
    yield "all others", answer.others, "models in none of the columns before"
