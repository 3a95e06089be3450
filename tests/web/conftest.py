"""A small graph with everything odd in it, taken the real way: written to an embedded store, frozen, served."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage.freeze import freeze
from lineage.frozen import FrozenGraph
from lineage.home import Home
from lineage.stores import Reader
from lineage.stores.embedded import EmbeddedReader
from tests.web import family
from tests.web.visiting import address, browser, narrow, page, refused
from web import Source, create_app

__all__ = ["address", "browser", "narrow", "page", "refused"]  # fixtures that stand beside the visits they are for


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder: Path = tmp_path_factory.mktemp("store")
    family.write(folder, family.MODELS, family.DERIVATIONS, family.facts())
    reader = EmbeddedReader(folder)
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def graph(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    return freeze(reader, Home(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def app(graph: FrozenGraph, reader: Reader) -> Flask:
    return create_app(Source(graph, reader, reader.version))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
