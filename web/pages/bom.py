"""The page of a model's bill of materials: what it was made from, licences and who says so, to print and to file."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lineage.bom import DEFAULT_COMPONENTS, DISCLAIMER, BomFormat, bom_of
from web.pages import model
from web.presentation.bom_terms import COMPLETENESS, applying, licence_term, origin_line
from web.source import source

MOST_BOM_ROWS = 500
"""Models that the page shows; the documents hold more."""


def page(id: str) -> ResponseReturnValue:
    served = source()
    if served.graph.ids.find(named := f"{id}/bom") is not None:
        return model.page(named)  # a model may be called so; its owner is none
    graph = served.graph
    return render_template(
        "bom.html",
        bom=bom_of(graph, served.reader, id),
        COMPLETENESS=COMPLETENESS,
        applying=applying,
        licence_term=licence_term,
        origin_line=origin_line,
        descendants=int(graph.reach.descendant_count[graph.ids.number(id)]),
        disclaimer=DISCLAIMER,
        formats=tuple(BomFormat),
        most=DEFAULT_COMPONENTS,
        most_rows=MOST_BOM_ROWS,
    )
