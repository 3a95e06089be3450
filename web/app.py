"""The application factory: blueprints, assets and the rules every response follows."""

from pathlib import Path

from flask import Flask

from web import labels, running_queries
from web.api import cypher as api_cypher
from web.api import map as api_map
from web.api import models as api
from web.http import caching, compression, errors, headers
from web.http.assets import Assets
from web.links import register_links
from web.pages import console
from web.pages import routes as pages
from web.source import KEY, Served, Source, source

FOLDER = Path(__file__).parent


def create_app(served: Source) -> Flask:
    """An app over one source; every answer is a function of its graph, its store and the URL.

    `web.reload` puts another source in its place when another snapshot was loaded.
    """
    app = Flask("web", static_folder=None, template_folder=str(FOLDER / "templates"))
    app.url_map.merge_slashes = False  # an id may hold "//"; it must reach the error page as it was written
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.compact = True  # type: ignore[attr-defined]
    app.extensions[KEY] = Served(served)
    assets = Assets.read(FOLDER / "static")
    routes = (pages, console, api, api_map, api_cypher)
    for blueprint in (assets.blueprint(), *(module.blueprint for module in routes)):
        app.register_blueprint(blueprint)
    labels.register(app)
    running_queries.register(app)
    register_links(app, assets)
    console.register(app)
    errors.register(app)
    headers.register(app)
    caching.register(app, lambda: f"{source().version}-{assets.digest}")
    compression.register(app)  # last registered runs first: caching and headers see the body that is sent
    return app
