"""The page `/`: the family map, the headline counts, and the largest families as text."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web import answers
from web.parameters import lenient
from web.source import source

blueprint = Blueprint("home", __name__)

LARGEST = 12


@blueprint.get("/")
def page() -> ResponseReturnValue:
    graph = source().graph
    families = answers.families(graph, lenient({}, (), LARGEST))
    return render_template("home.html", facts_of=answers.graph(graph), families=families)
