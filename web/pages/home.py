"""The page `/`: the family map, the headline counts, and the largest families as text."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lineage.owners import owners
from web.answers import graph as graph_answers
from web.answers import lists, map
from web.parameters.lists import ListQuery
from web.parameters.map import MAP_PAGE
from web.presentation.links import page_query
from web.source import source

LARGEST = 12


def page() -> ResponseReturnValue:
    selected = page_query(MAP_PAGE)
    graph = source().graph
    families = lists.families(graph, ListQuery(limit=LARGEST))
    main = owners.main_organisation(graph)
    lead = None if main is None else owners.organisation(graph, main)
    if graph.ids.find(selected) is None and (twin := graph.search.beginnings.twin(selected)) is not None:
        return redirect(f"{url_for('home.page')}?{urlencode({**request.args, 'model': twin}, safe='/,')}", 301)
    points = dict(zip(map.CODES, graph.map.models_by_relation.tolist(), strict=True))
    return render_template(
        "home.html",
        facts_of=graph_answers.summary(graph),
        families=families,
        lead=lead,
        points=points,
        selected=selected if graph.ids.find(selected) is not None else None,
    )
