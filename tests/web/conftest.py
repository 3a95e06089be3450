"""A small graph with everything odd in it, taken the real way: written to a store, frozen, served."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import StrictUndefined

from lineage.freezing.freeze import freeze
from lineage.frozen import FrozenGraph
from lineage.home.home import Home
from lineage.stores import Reader
from tests.engines import Engines
from tests.web import family
from tests.web.visiting import address, browser, narrow, page, refused
from web import Source, create_app
from web.presentation import templating

templating.OPTIONS["undefined"] = StrictUndefined  # a name that nobody gives to a template is an error here

__all__ = ["address", "browser", "narrow", "page", "refused"]  # fixtures that stand beside the visits they are for


@pytest.fixture(scope="module")
def reader(engine_url: str, engines: Engines) -> Iterator[Reader]:
    """The family in each engine in turn, so that every page and every answer is asked of both."""
    reader = engines.holding(engine_url, "web family", family.fill).reader()
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def graph(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    return freeze(reader, Home(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def app(graph: FrozenGraph, reader: Reader) -> Flask:
    return create_app(Source(graph, reader, reader.version))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
