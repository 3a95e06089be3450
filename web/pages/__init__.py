"""The pages, one a module: server-rendered, so that all but the map and the subtree work without scripts.

Which function of which module answers at which address is one table; a module is imported when it is first asked for.
"""

from functools import partial
from importlib import import_module

from flask import Flask

from web.deferred import View, deferred

ROUTES = (
    ("/", "home.page"),
    ("/models/<path:id>", "model.page"),
    ("/models/<path:id>/impact", "impact.page"),
    ("/variants/<path:id>", "variants.page"),
    ("/models/<path:id>/bom", "bom.page"),
    ("/families/<path:id>", "subtree.page"),
    ("/outline", "outline.families"),
    ("/outline/<path:id>", "outline.page"),
    ("/table", "table.everything"),
    ("/table/<path:id>", "table.page"),
    ("/feed", "feed.models"),
    ("/badge/<path:name>.svg", "badge.picture"),
    ("/owners", "owners.everybody"),
    ("/owners/<owner>", "owners.owner"),
    ("/organisations/<path:name>", "owners.organisation"),
    ("/owners/<owner>/fixes", "fixes.page"),
    ("/organisations/<path:name>/fixes", "fixes.organisation"),
    ("/owners/<owner>/fixes/<path:name>", "fixes.file"),
    ("/compare", "compare.page"),
    ("/growth", "growth.page"),
    ("/changes", "changes.page"),
    ("/licences", "licences.page"),
    ("/claims", "claims.page"),
    ("/questions", "questions.index"),
    ("/questions/<slug>", "questions.page"),
    ("/quality", "quality.page"),
    ("/quality/cases", "quality.cases"),
    ("/search", "search.page"),
    ("/api", "reference.page"),
    ("/cypher", "console.ask"),
    ("/cypher/<slug>", "console.question"),
    ("/cypher/<slug>/here", "console.here"),
    ("/help", "help.page"),
    ("/favicon.ico", "site.icon"),
    ("/robots.txt", "site.robots"),
    ("/sitemap.xml", "site.pages"),
)
"""Addresses, and the views of the pages there: `module.function`, which is the name of the endpoint too."""


def register(app: Flask) -> None:
    """Every page at its address."""
    for address, endpoint in ROUTES:
        app.add_url_rule(address, endpoint, deferred(partial(view, endpoint)))


def view(endpoint: str) -> View:
    """The function that answers for an endpoint of ROUTES."""
    module, _, function = endpoint.partition(".")
    found: View = getattr(import_module(f"{__name__}.{module}"), function)
    return found
