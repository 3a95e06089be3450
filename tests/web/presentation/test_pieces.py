"""Pieces of rows are as safe as templates, and lead where the router says."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, url_for
from markupsafe import escape

from lineage.filters.filter_fields import FILTER_FIELDS, filter_of
from lineage.filters.model_filter import EVERYTHING
from lineage.frozen import Undercount
from lineage.impact.survivors import SurvivorKind
from lineage.licences import LicenseClass
from lineage.licences.rules import LicenseVerdict
from lineage.values import Relation, Status
from tests.lineage.filters.test_filtered_models import NARROWING
from tests.web import synthetic
from web import create_app
from web.answers.impact import ReachedItem, RestatedItem, SurvivorItem
from web.answers.models import ModelItem, items
from web.answers.portraits import BuilderItem, HangingItem, PartItem, UnionLists
from web.answers.variants import RungItem, VariantItem
from web.presentation import links, pieces
from web.presentation.facet_words import chips
from web.presentation.tables import labelled
from web.rows import children, impact, models, outline, portraits, variants
from web.source import Source, served

IDS = ("Qwen/Qwen3-0.6B", "gpt2", "a b/c&d='e'", "ä/ö?#%[]", "x/y//z", "~a/.b-c_d", 'a"b/<i>', "(a)/b!$*,:;@+")
ODD = "a\"b/<i>&'"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Source(synthetic.graph(50, tmp_path_factory.mktemp("home") / "graph"), None))


@pytest.mark.parametrize("prefix", ["", "/below&'", f"/{links.ANY_VALUE}"])
@pytest.mark.parametrize("value", [*IDS, "", 7])
@pytest.mark.parametrize(("endpoint", "name"), [("model.page", "id"), ("owners.owner", "owner"), ("search.page", "q")])
def test_an_address_is_the_one_that_the_router_makes(
    app: Flask, endpoint: str, name: str, value: str | int, prefix: str
) -> None:
    with app.test_request_context("/table", environ_overrides={"SCRIPT_NAME": prefix}):
        assert links.address_of(endpoint, **{name: value}) == url_for(endpoint, **{name: value})
        assert links.address_of(endpoint, **{name: "x"}) == url_for(endpoint, **{name: "x"})
        address = links.Addresses(endpoint, name)
        assert address(str(value)) == url_for(endpoint, **{name: str(value)})
        assert address.escaped(str(value)) == escape(url_for(endpoint, **{name: str(value)}))


def test_an_address_of_no_value_or_several_is_the_one_that_the_router_makes(app: Flask) -> None:
    with app.test_request_context("/table"):
        assert links.address_of("home.page") == "/"
        assert links.address_of("home.page", _external=True) == url_for("home.page", _external=True)
        several = {"endpoint": "fixes.file", "owner": "a b", "name": "c/d.patch", "n": 1}
        assert links.address_of(**several) == url_for(**several)


@pytest.mark.parametrize("name", FILTER_FIELDS)
def test_every_field_of_a_filter_is_said_by_a_chip_that_takes_it_off(app: Flask, name: str) -> None:
    values = {name: FILTER_FIELDS[name].read([NARROWING[name]])}
    with app.test_request_context("/table", query_string={name: NARROWING[name]}):
        (chip,) = chips(filter_of(values))
    assert (chip.left, chip.without) == (EVERYTHING, "/table")
    assert chip.field and chip.text


@pytest.mark.parametrize("prefix", ["", f"/{links.ANY_VALUE}/a b"])
@pytest.mark.parametrize("text", [*IDS, "", "é 'ü'"])
def test_an_address_with_a_query_is_the_one_that_the_router_makes(app: Flask, text: str, prefix: str) -> None:
    asked: list[dict[str, Any]] = [
        {"endpoint": "table.page", "id": text or "a/b", "q": text, "offset": 7, "license": None},
        {"endpoint": "api_export.export", "format": "csv", "license": [text, "b c"], "relation": [], text or "x": text},
        {"endpoint": "home.page", "q": text, "_anchor": "x"},
    ]
    with app.test_request_context("/table", environ_overrides={"SCRIPT_NAME": prefix}):
        for values in asked:
            assert links.address_of(**values) == url_for(**values)


@pytest.mark.parametrize("text", [*IDS, "", "a b", "1"])
def test_lists_of_a_union_have_the_query_that_the_standard_library_writes(text: str) -> None:
    found = UnionLists(text)(license=text, task=None, generation=1)
    assert found == f"/table?{urlencode({'descends_from': text, 'license': text, 'generation': 1})}"


def test_texts_of_the_hub_are_escaped(app: Flask) -> None:
    with app.test_request_context():
        link = pieces.model_link(_item(app, ODD, Status.MISSING))
        shown = [link, pieces.shown_id(ODD), pieces.compare_box(ODD), pieces.compare_box("a", ODD), pieces.known(ODD)]
        shown += [pieces.evidence_badge(ODD), pieces.licence_of(_item(app, "a/b", license=ODD))]
    for markup in shown:
        assert "<i>" not in markup
        assert "&lt;i&gt;" in markup
    assert 'class="missing" title="named as a base' in link


def test_rows_of_portraits_escape_names_and_addresses(app: Flask) -> None:
    part = PartItem(ODD, 3, 2, 1, 2, f"/table?q={ODD}")
    hanging = {name: getattr(_item(app, ODD), name) for name in ModelItem.__struct_fields__}
    with app.test_request_context():
        shown = [
            portraits.kind_rows([part], part.models),
            portraits.builder_rows([BuilderItem(ODD, "trainer", 3, 2, 1, 0, None, f"/table?q={ODD}")]),
            portraits.hanging_rows([HangingItem(**hanging, hanging=2, hanging_without_mass_uploads=1, list=ODD)]),
            portraits.download_rows([_item(app, ODD, license=ODD)]),
            models.column_boxes({ODD: ODD}, ()),
            pieces.export_links({"q": ODD, "license": [ODD]}),
        ]
    for markup in shown:
        assert "<i>" not in markup
        assert "&lt;i&gt;" in markup or "%3Ci%3E" in markup
        assert "&#34;" in markup or "%22" in markup


def test_rows_of_models_escape_names_and_addresses(app: Flask) -> None:
    graph = served(app).source.graph
    child = _item(app, ODD, Status.MISSING, license=ODD, parents=2)
    known = {name: getattr(child, name) for name in ModelItem.__struct_fields__}
    variant = VariantItem(
        ODD, None, 4, ODD, f"name: {ODD}", f"tag: {ODD}", ODD, True, 3, None, "uuid", ODD, None, LicenseClass.UNKNOWN
    )
    verdicts = {"verdict_before": None, "verdict_after": LicenseVerdict.ADDED}
    classes = {"class_before": LicenseClass.PERMISSIVE, "class_after": LicenseClass.UNKNOWN}
    model = outline.OutlineModel(ODD, Status.MISSING, None, 1, 2, Undercount(3, 1), 2)
    with app.test_request_context():
        lines = outline.Outline("id")
        first = graph.lists.children_of(0)
        shown = [
            children.child_table([child], {ODD: 2}),
            variants.variant_rows([variant]),
            variants.namesake_items(ODD, [ODD]),
            variants.ladder_rows(ODD, [(None, [RungItem(None, 4, None, 2, 1, 1, variant)])]),
            impact.impact_rows("affected", [child]),
            impact.impact_rows("others", [ReachedItem(**known, way=[ODD, ODD])]),
            impact.impact_rows(
                "survivors", [SurvivorItem(**known, kind=SurvivorKind.MIRROR, inferred=True, reasons=[ODD])]
            ),
            impact.impact_rows("verdicts", [RestatedItem(**known, **verdicts, **classes, rules=[ODD])]),
            lines.line(model),
            lines.children(model, first, [model], is_open=True),
        ]
    for markup in shown:
        assert "<i>" not in markup
        assert "&lt;i&gt;" in markup and "%3Ci%3E" in markup
        assert "&#34;" in markup or "%22" in markup


def test_cells_of_children_have_the_names_of_their_columns(app: Flask) -> None:
    with app.test_request_context():
        table = f"<table>{children.child_table([_item(app, 'a/b', parents=3), _item(app, ODD)], {})}</table>"
        nobody = f"<table>{children.child_table([], {})}</table>"
    assert labelled(table) == table
    assert labelled(re.sub(r' data-label="\w+"', "", table)) == table, "as a template's table has them"
    assert "No child matches." in nobody and "data-label" not in labelled(nobody)


def test_rows_lead_to_where_the_router_says(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/be&low"}):
        for id in IDS:
            rows = children.child_table([_item(app, id, parents=3)], {id: 2})
            for address in (f"{url_for('model.page', id=id)}#parents", url_for("variants.page", id=id)):
                assert f'href="{escape(address)}"' in rows
            assert f'href="{escape(url_for("model.page", id=id))}"' in pieces.model_link(_item(app, id))


def test_templates_share_their_globals_and_may_have_their_own(app: Flask) -> None:
    env = app.jinja_env
    assert env.get_template("base.html").globals is env.globals
    assert env.from_string("{{ known('a') }}{{ word }}", {"word": "b"}).render() == "ab"
    assert "word" not in env.globals


def test_a_kept_piece_is_made_once_for_each_place_of_the_app(app: Flask) -> None:
    kept = app.jinja_env.globals["kept"]
    with app.test_request_context("/"):
        script = app.jinja_env.get_template("_parts.html").module.script  # type: ignore[attr-defined]
        assert kept(script, "js/page.js") == script("js/page.js")
        assert kept(script, "js/page.js") is kept(script, "js/page.js")
        plain = kept(script, "js/page.js")
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/below"}):
        assert kept(script, "js/page.js") == str(plain).replace('"/static', '"/below/static')


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
