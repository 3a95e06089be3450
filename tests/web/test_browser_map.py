"""The map under a moving hand, in a real Chromium: nothing is missing on the way, and at rest it is as ever."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.web import synthetic
from tests.web.visiting import serving, wait_for_map
from web import Source, create_app

pytestmark = pytest.mark.browser

REFRESHED = "new Promise((refreshed) => { requestAnimationFrame(() => refreshed()); setTimeout(refreshed, 5_000); })"
PICTURE = "document.querySelector('.map-picture')"
COVERS = f"""(() => {{
  const [picture, host] = [{PICTURE}, document.querySelector("#map")].map((element) => element.getBoundingClientRect());
  const {{ camera, extent }} = lineageMap;
  const middle = {{ x: (host.left + host.right) / 2, y: (host.top + host.bottom) / 2 }};
  const at = (axis, place) => middle[axis] + (place - camera[axis]) * camera.scale;
  return (
    picture.left <= Math.max(host.left, at("x", extent.x)) + 1 &&
    picture.top <= Math.max(host.top, at("y", extent.y)) + 1 &&
    picture.right >= Math.min(host.right, at("x", extent.x + extent.width)) - 1 &&
    picture.bottom >= Math.min(host.bottom, at("y", extent.y + extent.height)) - 1
  );
}})()"""
"""Whether the picture lies under all of the map that is seen: within a pixel, as it lies on whole ones."""

LATE = """(() => {
  const ask = globalThis.fetch;
  globalThis.fetch = async (address, ...how) => {
    if (String(address).includes("/view?")) await new Promise((later) => setTimeout(later, 500));
    return ask(address, ...how);
  };
  globalThis.painted = [];
  addEventListener("lineage:frame", () => painted.push(lineageMap.drawn.circles), true);
})()"""
"""The map comes later than its scripts; how many circles each frame has."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a made-up graph that is large enough to be walked through."""
    with serving(
        create_app(Source(synthetic.graph(3000, tmp_path_factory.mktemp("graph") / "graph"), None))
    ) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    ratio, theme, *width = getattr(request, "param", (2, "light"))
    viewport = {"width": width[0] if width else 1000, "height": 700}
    with browser.new_context(
        base_url=address, viewport=viewport, device_scale_factor=ratio, color_scheme=theme
    ) as context:
        page = context.new_page()
        page.goto("/")
        wait_for_map(page)
        yield page


ANYWHERE: FloatRect = {"x": 20, "y": 150, "width": 600, "height": 450}
BESIDE_THE_LEGEND: FloatRect = {**ANYWHERE, "x": 410, "width": 240}
"""Where the map is not under the legend of any colouring."""


def shot(page: Page, clip: FloatRect = ANYWHERE) -> bytes:
    """The map once it has come to rest, the pointer elsewhere: two pictures of it, one after the other, are alike."""
    page.mouse.move(500, 10)
    before = b""
    for _ in range(100):
        wait_for_map(page)
        page.wait_for_timeout(150)  # what a pause of the hand lets the map ask for
        now = page.screenshot(clip=clip)
        if now == before:
            return now
        before = now
    raise AssertionError("the map never came to rest")


@pytest.mark.parametrize("page", [(1, "dark"), (2, "light")], indirect=True, ids=["dark", "light, two pixels for one"])
def test_a_map_that_was_dragged_away_and_back_stands_as_before(page: Page) -> None:
    page.mouse.move(300, 400)
    page.mouse.wheel(0, -400)
    before = shot(page)
    page.mouse.move(300, 400)
    page.mouse.down()
    for place in ((400, 350), (300, 400)):
        page.mouse.move(*place, steps=5)
        page.evaluate(REFRESHED)
    page.mouse.up()
    assert shot(page) == before


def test_a_hand_finds_no_empty_edge_however_far_it_goes(page: Page) -> None:
    page.mouse.move(300, 400)
    for _ in range(3):
        page.mouse.wheel(0, -380)
        page.evaluate(REFRESHED)
        assert page.evaluate(COVERS)
    wait_for_map(page)
    page.mouse.down()
    for step in range(1, 16):
        page.mouse.move(300 + 35 * step, 400 + 15 * step)
        page.evaluate(REFRESHED)
        assert page.evaluate(COVERS)
    page.mouse.up()


def test_whatever_was_done_the_map_at_rest_lies_on_the_pixels_of_the_screen(page: Page) -> None:
    page.mouse.move(300, 400)
    page.mouse.wheel(0, -130)
    page.mouse.down()
    page.mouse.move(333, 411, steps=3)
    page.mouse.up()
    page.keyboard.press("ArrowLeft")
    shot(page)
    assert page.evaluate(f"{PICTURE}.style.transform") == "translate(0px, 0px) scale(1)"
    for side in ("width", "height"):
        shown = page.evaluate(f"{PICTURE}.getBoundingClientRect().{side} * devicePixelRatio")
        assert page.evaluate(f"{PICTURE}.{side}") == shown


def test_a_visit_asks_for_the_whole_map_once_though_it_asks_early(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    wait_for_map(page)
    assert len([url for url in asked if "/view?fit_width" in url]) == 1
    assert not [url for url in asked if url.endswith("/panel.js")], "what nobody needs yet is not fetched"


def test_nothing_is_painted_before_the_map_is_there(page: Page) -> None:
    page.add_init_script(LATE)
    page.goto("/")
    wait_for_map(page)
    assert page.evaluate("painted[0]") > 0


def test_a_colouring_is_chosen_by_keyboard_shown_in_the_legend_and_kept_by_the_address(page: Page) -> None:
    chooser = page.get_by_role("combobox", name="Colour by")
    legend = page.locator("#legend")
    expect(legend).to_contain_text(re.compile(r"no known parent\s+48\b"))  # each family has one
    by_relation = shot(page, BESIDE_THE_LEGEND)
    chooser.focus()
    page.keyboard.press("d")  # downloads
    expect(legend).to_contain_text("10 to 99")
    expect(legend).to_contain_text("not stated")
    expect(legend.get_by_text("quantisation")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"[?&]colour=downloads(&|$)"))
    assert shot(page, BESIDE_THE_LEGEND) != by_relation
    chooser.select_option("relation")
    expect(legend.get_by_text("quantisation")).to_be_visible()
    expect(page).not_to_have_url(re.compile("colour="))
    assert shot(page, BESIDE_THE_LEGEND) == by_relation
    chooser.select_option("month")
    page.reload()
    wait_for_map(page)
    expect(chooser).to_have_value("month")
    expect(legend).to_contain_text("2022-03-02")
    assert page.evaluate("lineageMap.colour") == "month"


def test_what_was_shown_of_a_colouring_is_shown_again_when_it_comes_back(page: Page) -> None:
    adapters, chooser = page.locator("[data-class=adapter]"), page.get_by_label("Colour by")
    adapters.click()
    chooser.select_option("task")
    expect(page).not_to_have_url(re.compile("only="))
    chooser.select_option("relation")
    expect(adapters).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"[?&]only=adapter(&|$)"))


def test_the_legend_folds_where_there_is_room_too_and_stays_so_while_the_window_is_visited(page: Page) -> None:
    fold, chooser = page.get_by_role("button", name="Legend"), page.locator("#colour")
    legend = page.locator("#legend").bounding_box()
    assert legend is not None and legend["height"] <= max(280, page.evaluate("innerHeight") / 2)
    expect(chooser).to_be_visible()
    fold.click()
    expect(chooser).to_be_hidden()
    page.reload()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(chooser).to_be_hidden()
    fold.click()
    expect(chooser).to_be_visible()


@pytest.mark.parametrize("page", [(2, "light", 390)], indirect=True)
def test_a_telephone_has_pictures_and_lists_too(page: Page) -> None:
    page.get_by_role("button", name="Legend").click()
    with page.expect_download() as picture:
        page.get_by_role("button", name="Picture as SVG").click()
    assert picture.value.suggested_filename == "family-map.practice-whole-2026-11-20.svg"
    page.get_by_role("button", name="Overlay a list").click()
    expect(page.get_by_role("textbox", name="Ids of models")).to_be_visible()


@pytest.mark.parametrize("page", [(1, "dark", 390)], indirect=True)
def test_on_a_telephone_the_notice_of_made_up_data_is_a_line_until_it_is_opened(page: Page) -> None:
    notice = page.locator("#notices .notice-warn")
    line = notice.bounding_box()
    notice.locator("summary").click()
    whole = notice.bounding_box()
    assert line is not None and whole is not None
    assert line["height"] < 40 < 1.5 * line["height"] < whole["height"]
    expect(notice).to_contain_text("no number here is about a real model")


def test_a_legend_entry_filters_the_picture_without_asking_the_server_and_the_address_keeps_it(page: Page) -> None:
    whole = shot(page, BESIDE_THE_LEGEND)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    adapters, merges = (page.locator(f"[data-class={name}]") for name in ("adapter", "merge"))
    adapters.click()
    merges.click()
    expect(merges).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"[?&]only=adapter,merge(&|$)"))
    assert shot(page, BESIDE_THE_LEGEND) != whole
    assert not [url for url in asked if "/api/" in url], "all of it was there"
    page.reload()
    expect(merges).to_have_attribute("aria-pressed", "true")
    assert shot(page, BESIDE_THE_LEGEND) != whole
    page.get_by_role("button", name="Show all").click()
    expect(adapters).to_have_attribute("aria-pressed", "false")
    expect(page).not_to_have_url(re.compile("only="))


def test_a_list_is_laid_over_the_map_says_what_was_found_and_is_kept_by_the_address(page: Page) -> None:
    family = page.locator("#families a[data-model]").first.get_attribute("data-model")
    page.get_by_role("button", name="Overlay a list").click()
    page.get_by_role("textbox", name="Ids of models").fill(f"{family}\nnobody/nothing")
    page.get_by_role("button", name="Light them up").click()
    lights = page.locator("#lights")
    expect(lights).to_contain_text("1 of 2 found, 1 lit.")
    expect(page).to_have_url(re.compile(rf"[?&]ids={family},nobody/nothing"))
    page.get_by_role("button", name="Lights off").click()
    expect(lights).to_be_empty()
    page.go_back()
    expect(lights).to_contain_text("1 not found")
    page.goto(f"/?size=likes#ids={','.join([str(family), *(f'nobody/nothing-{i}' for i in range(300))])}")
    wait_for_map(page)
    expect(lights).to_contain_text("1 of 301 found, 1 lit.")
    assert page.evaluate("location.hash.split(',').length") == 301
    with page.expect_download() as list_of_them:
        lights.get_by_role("button", name="CSV").click()
    lines = Path(list_of_them.value.path()).read_text().splitlines()
    assert lines[:3] == ["id,on_map", f"{family},lit", "nobody/nothing-0,not found"]
    page.goto("/?hits=no-such-model-anywhere&size=likes")
    wait_for_map(page)
    expect(lights).to_contain_text("0 lit.")
    expect(page.locator(".legend-sizes")).to_contain_text("not stated")


def test_the_map_is_kept_as_a_picture_with_its_legend_and_what_it_is_of(page: Page) -> None:
    page.get_by_role("combobox", name="Colour by").select_option("task")
    expect(page.locator("#legend")).to_contain_text("Its task on the Hub.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as SVG").click()
    text = download.value.path().read_text()
    assert "<title>Family map</title>" in text
    assert "coloured by task" in text
    assert page.locator("#snapshot").text_content() in text
    assert text.count("<path") > 48, "every family"


@pytest.mark.parametrize("path", ["/growth?show=share", "/owners/Qwen", "/compare?of=Qwen&of=lab1"])
def test_a_chart_is_kept_as_a_picture_with_what_it_is_of(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("#growth-chart canvas")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as SVG").click()
    text = download.value.path().read_text()
    assert f"<title>{page.locator('#growth-chart').get_attribute('data-title')}</title>" in text
    assert "Snapshot" in text and "stroke-width" in text
    with page.expect_download() as download:
        page.get_by_role("button", name="as PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_keys_that_move_the_map_say_where_it_is_and_its_focus_is_seen(page: Page) -> None:
    page.locator("#map").focus()
    page.keyboard.press("+")
    expect(page.locator("#map [role=status]")).to_contain_text("1.5 times nearer than the whole map")
    ring = page.evaluate("getComputedStyle(document.querySelector('#map'), '::after').borderTopStyle")
    assert ring == "solid"


@pytest.mark.parametrize("page", [(1, "dark"), (1, "dark", 390)], indirect=True)
def test_on_paper_the_map_is_white_with_its_title_and_snapshot_and_the_warning_of_made_up_data(page: Page) -> None:
    corner = "[...document.querySelector('.map-picture').getContext('2d').getImageData(0, 0, 1, 1).data].slice(0, 3)"
    assert max(page.evaluate(corner)) < 50
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert min(page.evaluate(corner)) > 240
    page.emulate_media(media="print")
    for on_paper in ("#notices .notice-warn summary", "h1", "#snapshot", "#legend-relations", "#families"):
        expect(page.locator(on_paper)).to_be_visible()
    for on_screen in ("#colour", "#zoom-in", "[data-picture=png]", "#legend-fold", "#sheet-handle"):
        expect(page.locator(on_screen)).to_be_hidden()
    bounds = page.locator("#map").bounding_box()
    assert bounds is not None
    assert 100 < bounds["width"] <= 691
    assert 100 < bounds["height"] <= 521
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert max(page.evaluate(corner)) < 50


def test_the_legend_says_how_many_models_it_counts(page: Page) -> None:
    entries = page.locator("#legend-relations .number").all_text_contents()
    drawn, of = re.findall(r"[\d,]+", page.locator("#legend-drawn").inner_text())
    assert int(drawn.replace(",", "")) == sum(int(entry.replace(",", "")) for entry in entries)
    assert of in page.locator("#title").inner_text()


def test_a_wide_window_shows_all_columns_of_the_table(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/table")
    cut = "[...document.querySelectorAll('.faceted .scroll')].map((box) => box.scrollWidth - box.clientWidth)"
    assert page.evaluate(cut) == [0]
    page.goto("/cypher")
    link = page.locator("#gallery p a")
    assert link.evaluate("(element) => getComputedStyle(element).display") == "inline"


@pytest.mark.parametrize("path", ["/table", "/claims", "/growth"])
def test_every_printed_page_begins_with_the_warning_of_made_up_data(page: Page, path: str) -> None:
    page.goto(path)
    page.emulate_media(media="print")
    expect(page.locator("#notices .notice-warn summary")).to_be_visible()
    expect(page.locator(".table-tools, .facets").filter(visible=True)).to_have_count(0)


def test_a_selected_models_line_lies_under_the_names_that_it_crosses(page: Page) -> None:
    """In a picture what is drawn later lies above: its line, then the names of both its ends."""
    family = page.evaluate("fetch('/api/v1/families?limit=1').then((a) => a.json())")["items"][0]["id"]
    child = page.evaluate(f"fetch('/api/v1/children/{family}?limit=1').then((a) => a.json())")["items"][0]["id"]
    page.goto(f"/?model={child}")
    wait_for_map(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as SVG").click()
    _, line, after = download.value.path().read_text().rpartition('stroke-width="2.2"')
    assert line
    assert {family, child} <= set(re.findall("<text[^>]*>([^<]*)", after))
