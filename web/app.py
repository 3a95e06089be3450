"""The application factory: routes, assets and the rules every response follows."""

from pathlib import Path

from flask import Flask

from lineage import settings
from lineage.errors import NotLoadedError
from lineage.graph import open_place
from lineage.home.home import Home
from lineage.place import Place, place
from web import api, keys, pages, running_queries
from web.http import access_log, caching, compression, errors, headers, health, metrics, origin, pinning
from web.http.assets import Assets
from web.http.client_address import ProxyHeaders
from web.options import DEFAULTS, WebOptions
from web.presentation import badges, coverage, kept_pieces, labels, pieces, tables
from web.presentation.links import register_links
from web.presentation.templating import OPTIONS, TemplateEnvironment
from web.reload import start_reloading
from web.source import HOME_KEY, KEY, Served, Source, version

FOLDER = Path(__file__).parent


def application() -> Flask:
    """The app of the place that the environment names, for a WSGI server of your choice; it follows every load.

    For several processes each calls this itself, after it was forked. Raises LineageError as `app_of` does.
    """
    settings.check_environment()
    where = place()
    app = app_of(where, WebOptions.of_settings())
    start_reloading(app, where)
    return app


def app_of(where: Place, options: WebOptions = DEFAULTS) -> Flask:
    """An app over what is loaded in a place, if anything is. Raises StoreError where nobody can tell."""
    try:
        loaded = Source.of(open_place(where, at_once=True))
    except NotLoadedError:
        loaded = None
    return create_app(loaded, where.home, options)


def create_app(served: Source | None, home: Home | None = None, options: WebOptions = DEFAULTS) -> Flask:
    """An app over one source; every answer is a function of its graph, its store and the URL.

    Without a source it says that nothing is loaded yet, and what to do. `web.reload` puts another source in its place
    when a snapshot was loaded. One route tells how far the crawl is that fills `home`.
    `options` say under which names and behind which proxies it is reached.
    """
    app = Flask("web", static_folder=None, template_folder=str(FOLDER / "templates"))
    app.url_map.merge_slashes = False  # an id may hold "//"; it must reach the error page as it was written
    app.jinja_environment = TemplateEnvironment
    app.jinja_options = OPTIONS
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.compact = True  # type: ignore[attr-defined]
    app.extensions |= {KEY: Served(served), HOME_KEY: home}
    app.wsgi_app = ProxyHeaders(app.wsgi_app, options)  # type: ignore[method-assign]
    metrics.register(app, options)  # first registered runs last: the count and the log see what is sent
    access_log.register(app, options.access_log)
    origin.register(app, options)
    assets = Assets.read(FOLDER / "static")
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(health.blueprint)
    pages.register(app)
    api.register(app)
    labels.register(app)
    pieces.register(app)
    tables.register(app)
    coverage.register(app)
    badges.register(app)
    running_queries.register(app)
    register_links(app, assets)
    keys.register(app)
    kept_pieces.register(app)
    errors.register(app)
    headers.register(app)
    pinning.register(app)
    caching.register(app, lambda: f"{version()}-{assets.digest}")
    compression.register(app)  # last registered runs first: caching and headers see the body that is sent
    return app
