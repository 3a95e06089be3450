"""What browsers and search engines ask of any site: an icon, what may be gone through, and which pages there are."""

import re
from collections.abc import Callable, Iterator
from typing import cast

from flask import Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lineage.owners import owners
from web.pages import ROUTES
from web.source import source

CLOSED = ("console.ask", "search.page", "feed.models")
"""Pages that robots stay away from, since each of their answers is computed."""
BEHIND = ("quality.cases",)
"""Pages that are a part of another one."""
VIEWS = tuple(
    endpoint for address, endpoint in ROUTES if not re.search("[<.]", address) and endpoint not in (*CLOSED, *BEHIND)
)
"""The endpoints of the pages that have one address, but those."""
MOST_ADDRESSES = 1_000
"""Families that are named; a site map may have 50,000 addresses."""


def icon() -> ResponseReturnValue:
    """For what asks for it by this name; pages name the drawing itself."""
    asset = cast("Callable[[str], str]", current_app.jinja_env.globals["asset"])
    return redirect(asset("icons/lineage.svg"))


def robots() -> Response:
    """Pages may be gone through; answers that are computed need not be."""
    answers = (f"{url_for('home.page')}api/", f"{url_for('questions.index')}/", f"{url_for('home.page')}badge/")
    closed = (*answers, *map(url_for, CLOSED))
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {_absolute('site.pages')}", "")
    return Response("\n".join(lines), mimetype="text/plain")


def pages() -> Response:
    """The views, the main organisation, and the roots that most descend from."""
    return Response(render_template("sitemap.xml", addresses=_addresses()), mimetype="application/xml")


def _addresses() -> Iterator[str]:
    graph = source().graph
    yield from map(_absolute, VIEWS)
    if (main := owners.main_organisation(graph)) is not None:
        yield _absolute("owners.organisation", name=main)
    roots = graph.lists.families(MOST_ADDRESSES).numbers
    yield from (_absolute("model.page", id=id) for id in graph.ids.take(roots))


def _absolute(endpoint: str, **values: str) -> str:
    return url_for(endpoint, _external=True, **values)
