"""The page of the quality report: what was irregular in the snapshot, what was done about it, links to the models."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lineage import queries
from web.source import source

blueprint = Blueprint("quality", __name__)


@blueprint.get("/quality")
def page() -> ResponseReturnValue:
    reader = source().reader
    report = queries.quality(reader) if reader else None
    return render_template("quality.html", report=report, known=source().graph.ids.find)
