"""The application factory: blueprints, assets and the rules every response follows."""

from pathlib import Path
from zlib import crc32

from flask import Flask

from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from web import api, api_cypher, api_map, caching, compression, errors, headers, pages, runs, words
from web.assets import Assets
from web.links import register_links
from web.source import KEY, Source

FOLDER = Path(__file__).parent


def create_app(graph: FrozenGraph, reader: Reader | None) -> Flask:
    """An app over one frozen graph; every answer is a function of that graph, the store behind `reader` and the URL."""
    app = Flask("web", static_folder=None, template_folder=str(FOLDER / "templates"))
    app.url_map.merge_slashes = False  # an id may hold "//"; it must reach the error page as it was written
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.compact = True  # type: ignore[attr-defined]
    app.extensions[KEY] = Source(graph, reader)
    assets = Assets.read(FOLDER / "static")
    for blueprint in (assets.blueprint(), pages.blueprint, api.blueprint, api_map.blueprint, api_cypher.blueprint):
        app.register_blueprint(blueprint)
    words.register(app)
    runs.register(app)
    register_links(app, assets)
    errors.register(app)
    headers.register(app)
    caching.register(app, f"{graph.version}-{assets.digest}{_loaded(reader)}")
    compression.register(app)  # last registered runs first: caching and headers see the body that is sent
    return app


def _loaded(reader: Reader | None) -> str:
    """Changes with every load: some answers come from the store, not from the frozen graph."""
    return f"-{crc32(reader.version.encode()):08x}" if reader else ""
