"""The widgets without a notebook: what their traits say in addresses and back, and that a page needs no server."""

import gzip
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from traitlets import TraitError

from lineage.errors import BadInput, UnknownModel
from lineage.graph import Lineage
from tests.web.sample import BASE, opened_sample
from web.http.modules import bare
from web.widget import GrowthWidget, LineageWidget, MapWidget, PageWidget, SubtreeWidget
from web.widget.answering import kernel_app


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lineage]:
    with opened_sample(tmp_path_factory.mktemp("sample")) as graph:
        yield graph


SAID: list[tuple[type[PageWidget], dict[str, Any], str]] = [
    (MapWidget, {}, "/"),
    (MapWidget, {"selected": BASE, "colour": "license"}, f"/?model={BASE}&colour=license"),
    (MapWidget, {"only": ["a b", "2024"], "size": "likes"}, "/?size=likes&only=a+b,2024"),
    (MapWidget, {"lit": [BASE, "one/tuned"], "view": "1,2,3"}, f"/?view=1,2,3&ids={BASE},one/tuned"),
    (SubtreeWidget, {"model": BASE, "fit": True}, f"/families/{BASE}?fit=1"),
    (
        SubtreeWidget,
        {"model": BASE, "opened": [f"10:{BASE}", "5:one/tuned"]},
        f"/families/{BASE}?open=10:{BASE}&open=5:one/tuned",
    ),
    (LineageWidget, {"model": "one/tuned"}, "/models/one/tuned#lineage"),
    (GrowthWidget, {"by": "organisation", "only": ["Qwen", "Meta"]}, "/growth?by=organisation&key=Qwen&key=Meta"),
    (GrowthWidget, {"most": 3, "mass_uploads": False}, "/growth?most=3&mass_uploads=0"),
]


@pytest.mark.parametrize(("widget", "traits", "address"), SAID)
def test_traits_stand_in_the_address_and_are_read_from_it(
    graph: Lineage, widget: type[PageWidget], traits: dict[str, Any], address: str
) -> None:
    given = widget(graph, **traits)
    assert given.address == address
    other = widget(graph, **({"model": graph.search("tuned-again")[0]} if "model" in traits else {}))
    other.address = address
    assert {name: getattr(other, name) for name in traits} == traits


def test_a_page_elsewhere_leaves_the_traits_and_setting_one_leads_back(graph: Lineage) -> None:
    widget = MapWidget(graph, selected=BASE, view="1,2,3")
    widget.address = "/models/one/tuned"
    assert (widget.selected, widget.view) == (BASE, "1,2,3")
    widget.selected = "one/tuned"
    assert widget.address == "/?model=one/tuned", "it goes where the model is"


def test_rows_are_what_the_page_is_about(graph: Lineage) -> None:
    lit = MapWidget(graph, selected="one/tuned", lit=[BASE, "one/tuned", "not/here"]).rows
    assert lit["id"].to_list() == ["one/tuned", BASE]
    assert lit.schema == graph.models().collect_schema()
    listed = PageWidget(graph, address=f"/table/{BASE}?sort=id").rows["id"].to_list()
    assert listed == graph.descendants(BASE)["id"].sort().to_list()


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        ("/outline/two%2Fon-a-copy?sort=likes", ["two/on-a-copy"]),
        ("/models/one/tuned#lineage", ["one/tuned"]),
        ("/models/one/tuned/impact?license=mit", ["one/tuned"]),
        ("/models/one/tuned/bom", ["one/tuned"]),
        ("/variants/one/tuned", ["one/tuned"]),
        (f"/models/{BASE.lower()}", [BASE]),
        (f"/models/{BASE}/", [BASE]),
        ("/owners/one?x=y", ["one/tuned", "one/tuned-again"]),
        ("/owners/one/fixes", ["one/tuned", "one/tuned-again"]),
        ("/organisations/qwen", [BASE]),
        (f"/compare?ids={BASE},one/tuned", [BASE, "one/tuned"]),
        ("/table?author=one&limit=1&columns=author#table", ["one/tuned", "one/tuned-again"]),
        ("/table?author=one&license=", ["one/tuned", "one/tuned-again"]),
        ("/table?author=one&sort=id&offset=1", ["one/tuned-again"]),
        ("/table?author=nobody", []),
    ],
)
def test_rows_are_of_every_page_that_is_about_models(graph: Lineage, address: str, ids: list[str]) -> None:
    widget = PageWidget(graph, address=address)
    assert widget.rows["id"].to_list() == ids
    assert kernel_app(graph).page(address).status == 200
    assert widget.rows.schema == graph.models().collect_schema()


@pytest.mark.parametrize(
    "address",
    ["/", "/growth", "/search?q=one", f"/compare?models={BASE}", "/compare?of=one", "/no-such", "/table?sort=x"],
)
def test_a_page_that_is_about_no_models_says_so(graph: Lineage, address: str) -> None:
    with pytest.raises(BadInput, match=r"about no models|no page|unknown sort"):
        _ = PageWidget(graph, address=address).rows
    with pytest.raises(UnknownModel):
        _ = PageWidget(graph, address="/models/none/such").rows


def test_what_there_is_not_is_refused(graph: Lineage) -> None:
    with pytest.raises(UnknownModel):
        MapWidget(graph, selected="nobody/nothing")
    with pytest.raises(TraitError, match="colour"):
        MapWidget(graph, colour="beauty")


@pytest.mark.parametrize("address", ["/", f"/families/{BASE}", f"/models/{BASE}", "/growth?by=base", "/no-such-page"])
def test_a_page_in_a_frame_asks_for_nothing_but_by_fetch(graph: Lineage, address: str) -> None:
    answer = kernel_app(graph).page(address)
    assert answer.status == (404 if address == "/no-such-page" else 200)
    page = msgspec.json.decode(gzip.decompress(answer.body))
    assert not re.findall(r'(?:src|<link[^>]*href)="(?!data:)[^"]*"', page["document"])
    named = set(re.findall(r'type="module">import "([^"]+)"', page["document"]))
    for source in page["modules"].values():
        named |= set(re.findall(r'(?:from |^import |import\()"([^"]+)"(?!\)\.[A-Z])', source, re.MULTILINE))
    assert "js/page.js" in named
    assert named <= page["modules"].keys()


def test_a_script_names_others_by_where_they_are_from_the_root() -> None:
    at_once = 'import { a } from "../a.js";\nimport {\n  b,\n} from "./b.js";\n'
    later = 'const { c } = await import("./c.js"); /** @type {import("./d.js").D} */\n'
    renamed, others = bare(at_once + later, "js/map/index.js")
    assert others == {"js/a.js", "js/map/b.js", "js/map/c.js"}
    assert 'from "js/a.js"' in renamed
    assert 'import("js/map/c.js")' in renamed
    assert 'import("./d.js").D' in renamed


def test_the_widgets_script_stands_alone_and_is_small() -> None:
    assert not bare(PageWidget._esm, "js/widget/frame.js")[1]
    assert len(PageWidget._esm) < 12_000
