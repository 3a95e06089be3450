"""How many models descend from a model, an owner or an organisation, as a small picture for other pages."""

from flask import Response, render_template

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.export.formats.xml_text import sayable
from lineage.owners.progenitors import named
from web.answers.badge import descendants
from web.presentation.badges import badge_of
from web.presentation.coverage import at_least, none_known
from web.presentation.labels import count
from web.source import source

SVG = "image/svg+xml"


def picture(name: str) -> Response:
    """That of what `lineage.owners.progenitors.named` reads."""
    graph = source().graph
    one = named(graph, name)
    models, facts = descendants(graph, one), graph.facts
    number = f"{at_least(facts)}{count(models)}" if models else none_known(facts)
    of = one.name if one.level == "model" else f"models of {one.name}"
    words = f"Models that descend from {of}: {number}. Snapshot {facts.id}: {CoverageStatement(facts).short}."
    drawn = Response(sayable(render_template("badge.svg", badge=badge_of(models, facts), words=words)), mimetype=SVG)
    drawn.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # pages that show nothing without that show it too
    return drawn
