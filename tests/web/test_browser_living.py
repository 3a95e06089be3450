"""A graph that is replaced while a visitor looks at it: no reload, and what they look at stays where it is."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from lineage.freezing.freeze import freeze
from lineage.home.crawl_report import CrawlReport, CrawlState, moment_in, now, write_report
from lineage.home.home import Home
from lineage.home.work_lock import working
from tests.engines import Engines
from tests.web import family
from tests.web.family import BASE, CHAT
from tests.web.visiting import on_screen, serving, visit, wait_for_map, wait_until
from web import Source, create_app
from web.source import served

pytestmark = pytest.mark.browser

REPORT = CrawlReport(
    CrawlState.RUNNING,
    "what descends from the models of Qwen",
    "https://huggingface.co",
    synthetic=False,
    at=now(),
    pid=os.getpid(),
    requests=300,
    planned=1000,
    models=12_345,
    share=0.7,
    share_low=0.3,
    share_high=0.93,
    pace=90.0,
    quota=500,
    window=300.0,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home that a crawl is filling."""
    home = Home(tmp_path_factory.mktemp("home"))
    with working(home, "run"):
        write_report(home, replace(REPORT, ends_at=moment_in(60_000)))
        yield home


@pytest.fixture(scope="module")
def graphs(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, Source]:
    """The family as it was early, without most of its largest star, and as it is."""
    sources = []
    for name, rows in (("early", family.DERIVATIONS[len(family.STAR_DERIVATIONS) :]), ("later", family.DERIVATIONS)):
        engine = engines.empty("embedded:", tmp_path_factory.mktemp(name) / "store")
        family.fill(engine, rows)
        reader = engine.reader()
        sources.append(Source(freeze(reader, Home(tmp_path_factory.mktemp("frozen"))), reader, name))
    return sources[0], sources[1]


@pytest.fixture
def app(graphs: tuple[Source, Source], home: Home) -> Flask:
    return create_app(graphs[0], home)


@pytest.fixture
def page(browser: Any, app: Flask) -> Iterator[Page]:
    with serving(app) as address:
        yield from visit(browser, address, 1280, 800)


@pytest.fixture
def late(browser: Any, app: Flask) -> Iterator[Page]:
    """A visitor who asks for the earlier graph's map when it is there no more, which Chromium reports by itself."""
    with serving(app) as address:
        yield from visit(browser, address, 1280, 800, expected="the server responded with a status of 410")


def serve_another(page: Page, app: Flask, source: Source) -> None:
    """Serve another graph, and wait until the page shows it."""
    served(app).source = source
    page.evaluate("document.dispatchEvent(new CustomEvent('lineage:look'))")
    wait_until_shown(page, source)
    wait_for_map(page)


def wait_until_shown(page: Page, source: Source) -> None:
    wait_until(page, f"document.documentElement.dataset.version === '{source.graph.version}'")


def test_the_line_says_how_far_the_crawl_is(page: Page) -> None:
    for path in ("/", "/table"):
        page.goto(path)
        line = page.locator("#progress")
        expect(line).to_contain_text("of 1,000 requests, 12,345 models, an estimated 70 % (30 to 93 %) of it by now;")
        expect(line).to_contain_text("90 requests a minute, 500 are allowed in 5 min.")
        expect(line).to_contain_text(re.compile(r"(1000|999|998) min left\."))
        assert line.locator("progress").get_attribute("value") == "0.3"


def test_the_line_has_its_room_before_it_is_there(page: Page) -> None:
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/api/v1/progress", hold)
    page.goto("/")
    wait_for_map(page)
    top = "document.getElementById('map').getBoundingClientRect().top"
    before = page.evaluate(top)
    for route in asked:
        route.continue_()
    expect(page.locator("#progress")).to_contain_text("by now")
    assert page.evaluate(top) == before


def test_the_selected_model_stays_where_it_is(page: Page, app: Flask, graphs: tuple[Source, Source]) -> None:
    page.goto(f"/?model={CHAT}&colour=month")
    wait_for_map(page)
    page.mouse.move(500, 400)
    page.mouse.wheel(0, -300)
    wait_for_map(page)
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    before, families = on_screen(page, CHAT), page.locator("#families .number").first.text_content()
    serve_another(page, app, graphs[1])
    assert on_screen(page, CHAT) == pytest.approx(before, abs=1)
    assert page.evaluate("window.lineageMap.selected") == CHAT
    assert page.evaluate("window.lineageMap.colour") == "month"
    expect(page.locator("#details")).to_contain_text("9,876,543")
    assert page.locator("#families .number").first.text_content() != families
    assert loads == []


def test_without_a_selection_the_model_in_the_middle_stays(
    page: Page, app: Flask, graphs: tuple[Source, Source]
) -> None:
    page.goto(f"/?model={BASE}")
    wait_for_map(page)
    page.locator("#details").get_by_role("button", name="Clear").click()
    wait_for_map(page)
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    right, down, _ = on_screen(page, BASE)
    page.mouse.move(x + right, y + down)
    page.mouse.down()
    page.mouse.move(x + 24, y + 77, steps=5)  # in the middle is itself, and none of those around its centre
    page.mouse.up()
    page.mouse.wheel(0, -200)
    wait_for_map(page)
    before = on_screen(page, BASE)
    serve_another(page, app, graphs[1])
    assert on_screen(page, BASE) == pytest.approx(before, abs=2)


def test_all_of_the_map_stays_all_of_it(page: Page, app: Flask, graphs: tuple[Source, Source]) -> None:
    page.goto("/")
    wait_for_map(page)
    serve_another(page, app, graphs[1])
    page.wait_for_timeout(400)
    assert "view=" not in page.url
    scale = scale_below_the_line(page)
    page.reload()
    wait_for_map(page)
    assert scale_below_the_line(page) == pytest.approx(scale)


def scale_below_the_line(page: Page) -> float:
    """The map's scale once the line has taken its room."""
    expect(page.locator("#progress")).to_be_visible()
    page.wait_for_timeout(200)
    return float(page.evaluate("window.lineageMap.camera.scale"))


@pytest.mark.parametrize(
    "query", ["", f"?model={BASE}", "?only=quantized,root", "?colour=license", "?hits=finetune", f"?ids={BASE},{CHAT}"]
)
def test_what_the_page_says_then_is_what_a_reloaded_one_says(
    page: Page, app: Flask, graphs: tuple[Source, Source], query: str
) -> None:
    page.goto(f"/{query}")
    wait_for_map(page)
    earlier = said(page)
    serve_another(page, app, graphs[1])
    page.wait_for_load_state("networkidle")
    followed = said(page)
    page.reload()
    wait_for_map(page)
    page.wait_for_load_state("networkidle")
    assert followed == said(page) != earlier


def said(page: Page) -> tuple[list[str], list[str], Any]:
    """All that the page says of its graph, which of the legend's entries are chosen, and what is lit up where."""
    return (
        page.locator("#notices > :not(noscript), #content").all_text_contents(),
        page.locator("[aria-pressed]").evaluate_all("all => all.map((one) => one.getAttribute('aria-pressed'))"),
        page.evaluate("window.lineageMap.lit"),
    )


def test_a_window_of_the_earlier_map_is_no_reload(late: Page, app: Flask, graphs: tuple[Source, Source]) -> None:
    late.goto("/")
    wait_for_map(late)
    loads: list[str] = []
    late.on("load", lambda _: loads.append(late.url))
    served(app).source = graphs[1]
    late.mouse.move(500, 400)
    late.mouse.wheel(0, -900)
    wait_until_shown(late, graphs[1])
    wait_for_map(late)
    assert loads == []


def test_other_pages_offer_the_newer_graph(page: Page, app: Flask, graphs: tuple[Source, Source]) -> None:
    page.goto("/table")
    expect(page.locator("#progress")).to_be_visible()
    served(app).source = graphs[1]
    page.evaluate("document.dispatchEvent(new CustomEvent('lineage:look'))")
    page.locator("#progress").get_by_role("link", name="show it").click()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.dataset.version") == graphs[1].graph.version
