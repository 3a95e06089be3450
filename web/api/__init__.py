"""The JSON API: one module a subject, each with its routes as they are declared.

Which route of which module answers at which address is one table; a module is imported when it is first asked for.
"""

from functools import partial
from importlib import import_module

from flask import Flask

from web.deferred import View, deferred

PREFIX = "/api/v1"
ROUTES = (
    ("GET", "/graph", "graph.graph"),
    ("GET", "/quality", "graph.quality"),
    ("GET", "/models/<path:id>", "models.model"),
    ("GET", "/children/<path:id>", "models.children"),
    ("GET", "/parents/<path:id>", "models.parents"),
    ("GET", "/inferred/<path:id>", "models.inferred"),
    ("GET", "/paths/<path:id>", "models.paths"),
    ("GET", "/descendants/<path:id>", "models.descendants"),
    ("GET", "/bom/<path:id>", "bom.bom"),
    ("GET", "/export", "export.export"),
    ("GET", "/variants/<path:id>", "variants.of_model"),
    ("GET", "/impact/<path:id>", "impact.impact"),
    ("GET", "/licences", "licences.everything"),
    ("GET", "/licences/<path:id>", "licences.of_model"),
    ("GET", "/families", "lists.families"),
    ("GET", "/models", "lists.models"),
    ("GET", "/facets", "lists.counted"),
    ("GET", "/search", "lists.search"),
    ("GET", "/owners", "owners.everybody"),
    ("GET", "/owners/<owner>", "owners.owner"),
    ("GET", "/organisations/<path:name>", "owners.organisation"),
    ("GET", "/fixes/<path:owner>", "fixes.fixes"),
    ("GET", "/compare", "compare.compare"),
    ("GET", "/compare/models", "compare.compare_models"),
    ("GET", "/growth", "growth.growth"),
    ("GET", "/changes", "changes.changes"),
    ("GET", "/changes/families", "changes.families"),
    ("GET", "/claims", "claims.claims"),
    ("GET", "/map/<version>/view", "map.view"),
    ("GET", "/map/<version>/colours", "map.colours"),
    ("GET", "/map/<version>/legend", "map.legend"),
    ("GET", "/map/<version>/circles", "map.circles"),
    ("GET", "/map/<version>/leaves", "map.leaves"),
    ("GET", "/map/<version>/place", "map.places"),
    ("GET", "/map/<version>/spots", "map.spots"),
    ("GET", "/map/<version>/hits", "map.hits"),
    ("GET", "/cypher", "cypher.run"),
    ("GET", "/cypher/plan", "cypher.plan"),
    ("DELETE", "/cypher/runs/<run>", "cypher.cancel"),
    ("GET", "/cypher/schema", "cypher.schema"),
    ("GET", "/progress", "progress.progress"),
    ("GET", "/openapi.json", "reference.openapi"),
)
"""Methods, addresses below PREFIX, and the routes there: `module.function`, with `api_` before it the endpoint."""
MODULES = tuple(dict.fromkeys(endpoint.partition(".")[0] for _, _, endpoint in ROUTES))
"""The modules of the API, each once, in the order of reading."""


def register(app: Flask) -> None:
    """Every route at its address."""
    for method, address, endpoint in ROUTES:
        answering = deferred(partial(view, endpoint))
        app.add_url_rule(f"{PREFIX}{address}", f"api_{endpoint}", answering, methods=[method])


def view(endpoint: str) -> View:
    """What answers for a route of ROUTES."""
    module, _, function = endpoint.partition(".")
    found: View = import_module(f"{__name__}.{module}").group.views[function]
    return found
