"""Pieces of rows are as safe as templates, and lead where the router says."""

from urllib.parse import urlencode

import pytest
from flask import Flask, url_for

from lineage.values import Relation, Status
from tests.web import synthetic
from web import addresses, create_app, links, pieces
from web.answers.models import ModelItem, items
from web.source import Source, served

IDS = ("Qwen/Qwen3-0.6B", "gpt2", "a b/c&d='e'", "ä/ö?#%[]", "x/y//z", "~a/.b-c_d", 'a"b/<i>', "(a)/b!$*,:;@+")
ODD = "a\"b/<i>&'"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Source(synthetic.graph(50, tmp_path_factory.mktemp("home") / "graph"), None))


@pytest.mark.parametrize("prefix", ["", "/below", f"/{links.ANY_VALUE}"])
@pytest.mark.parametrize("value", [*IDS, "", 7])
@pytest.mark.parametrize(("endpoint", "name"), [("model.page", "id"), ("owners.owner", "owner"), ("search.page", "q")])
def test_an_address_is_the_one_that_the_router_makes(
    app: Flask, endpoint: str, name: str, value: str | int, prefix: str
) -> None:
    with app.test_request_context("/table", environ_overrides={"SCRIPT_NAME": prefix}):
        assert links.address_of(endpoint, **{name: value}) == url_for(endpoint, **{name: value})
        assert links.address_of(endpoint, **{name: "x"}) == url_for(endpoint, **{name: "x"})


def test_an_address_of_no_value_or_several_is_the_one_that_the_router_makes(app: Flask) -> None:
    with app.test_request_context("/table"):
        assert links.address_of("home.page") == "/"
        assert links.address_of("home.page", _external=True) == url_for("home.page", _external=True)
        several = {"endpoint": "fixes.file", "owner": "a b", "name": "c/d.patch", "n": 1}
        assert links.address_of(**several) == url_for(**several)


@pytest.mark.parametrize("text", [*IDS, "", "a b", "1"])
def test_a_query_is_as_the_standard_library_writes_it(text: str) -> None:
    assert addresses.query({text: text, "n": 1, "none": None}) == urlencode({text: text, "n": 1})


def test_texts_of_the_hub_are_escaped(app: Flask) -> None:
    with app.test_request_context():
        link = pieces.model_link(_item(app, ODD, Status.MISSING))
        shown = [link, pieces.shown_id(ODD), pieces.compare_box(ODD), pieces.compare_box("a", ODD), pieces.known(ODD)]
        shown += [pieces.evidence_badge(ODD), pieces.licence_of(_item(app, "a/b", license=ODD))]
    for markup in shown:
        assert "<i>" not in markup
        assert "&lt;i&gt;" in markup
    assert 'class="missing" title="named as a base' in link


def test_a_relation_has_one_mark_and_no_relation_that_of_roots(app: Flask) -> None:
    assert pieces.mark(None) == '<span class="mark mark-root">root</span>'
    for relation in Relation:
        assert pieces.mark(str(relation)) == pieces.mark(relation)
        assert f'class="mark mark-{relation}"' in pieces.mark(relation)


def test_what_is_not_there_is_said_and_never_zero(app: Flask) -> None:
    with app.test_request_context():
        item = _item(app, "a/b", downloads=None)
        assert pieces.number(item, "downloads") == '<span class="unknown" title="not stated">–</span>'  # noqa: RUF001
        assert pieces.stated(item, "downloads", "text") == '<span class="unknown">not stated</span>'
        assert pieces.number(_item(app, "a/b", downloads=0), "downloads") == "0"


def _item(app: Flask, id: str, status: Status = Status.LISTED, **changes: object) -> ModelItem:
    """A model of the graph under another id, with some of its fields changed."""
    item = items(served(app).source.graph, [0])[0]
    known = {name: getattr(item, name) for name in item.__struct_fields__}
    return ModelItem(**{**known, "id": id, "status": status, **changes})
