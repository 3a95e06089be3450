"""For eyes that see no colours, for paper, for a phone and for browsers without scripts: what the pages promise."""

import itertools
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.web.addresses import EVERY
from tests.web.family import BASE, CHAT, MERGE
from tests.web.visiting import TIMEOUT_MS, on_screen, visit, wait_for_map
from web.presentation.labels import RELATIONS

APART = 8.0
"""How far the lightness (L* of CIELAB, 0 to 100) of any two relations' colours lies apart, at least."""

WITHOUT_BUTTON = """() => [...document.querySelectorAll("select, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility() && !one.form?.querySelector("button"))
    .filter((one) => !one.closest("search")) // a single line is sent by Enter
    .map((one) => one.outerHTML)"""
BOTH_THEMES = pytest.mark.parametrize("theme", ["dark", "light"])
COLOUR = "(name) => getComputedStyle(document.body).getPropertyValue(name)"


def lightness(colour: str) -> float:
    """L* of an `rgb(r, g, b)`: 0 is black, 100 white."""
    red, green, blue = (_linear(int(part) / 255) for part in re.findall(r"\d+", colour)[:3])
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * luminance ** (1 / 3) - 16 if luminance > 216 / 24389 else luminance * 24389 / 27


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@pytest.fixture(scope="module")
def engine_url() -> str:
    """Pages are the same over every store."""
    return "embedded:"


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """Who has no scripts, and likes it light."""
    context = browser.new_context(base_url=address, java_script_enabled=False, color_scheme="light")
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


@BOTH_THEMES
def test_relations_are_told_apart_without_colours(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto("/claims")
    colours = [page.evaluate(COLOUR, f"--relation-{relation}") for relation in (*RELATIONS, "root")]
    shades = sorted(map(lightness, colours))
    assert min(after - before for before, after in itertools.pairwise(shades)) > APART


def test_relations_are_told_apart_by_shape(page: Page) -> None:
    page.goto("/")
    marks = "[...document.querySelectorAll('.legend .mark')].map((mark) => getComputedStyle(mark, '::before').clipPath)"
    shapes = page.evaluate(marks)
    assert len(set(shapes)) == len(shapes) == len(RELATIONS) + 1


def test_bars_hold_words(client: FlaskClient) -> None:
    bar = client.get(f"/models/{BASE}").text.split('class="ratio"')[1].split("</section>")[0]
    assert ">finetune</text>" in bar
    assert ">adapter</text>" in bar


@pytest.mark.parametrize("path", ["/growth", "/owners/Qwen", "/compare?of=Qwen&of=finetuneer"])
def test_without_scripts_there_is_no_empty_chart(plain: Page, page: Page, path: str) -> None:
    chart = "#growth-chart:visible, .pointing:visible"
    page.goto(path)
    expect(page.locator(chart).first).to_be_visible()
    plain.goto(path)
    expect(plain.locator("main table").first).to_be_attached()
    expect(plain.locator(chart)).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["/growth", "/compare?of=Qwen&of=finetuneer", f"/table?descends_from={BASE}&license=mit"]
)
def test_paper_shows_nothing_that_is_for_pointing(page: Page, path: str) -> None:
    page.goto(path)
    pointing = page.locator(".pointing, .remove, .chips > .small, .chip > [aria-hidden]")
    expect(pointing.first).to_be_visible()
    page.emulate_media(media="print")
    expect(pointing.filter(visible=True)).to_have_count(0)


def test_without_scripts_a_choice_has_its_button(plain: Page) -> None:
    for path in EVERY:
        plain.goto(path)
        assert plain.evaluate(WITHOUT_BUTTON) == [], path


def test_without_scripts_the_theme_is_the_systems(plain: Page) -> None:
    plain.goto("/outline")
    style = "getComputedStyle(document.documentElement).backgroundColor"
    assert lightness(plain.evaluate(style)) > 90
    plain.emulate_media(color_scheme="dark")
    assert lightness(plain.evaluate(style)) < 10


def test_without_scripts_the_notice_lies_under_nothing(plain: Page) -> None:
    plain.goto("/")
    notice = plain.locator("noscript .notice").bounding_box()
    counts = plain.locator("#counts").bounding_box()
    assert notice is not None and counts is not None
    assert notice["y"] + notice["height"] <= counts["y"]


def test_a_phone_is_not_told_of_keys_and_its_legend_is_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    with context:
        page = context.new_page()
        page.goto("/")
        wait_for_map(page)
        expect(page.locator(".search kbd")).to_be_hidden()
        legend = page.locator("#legend-relations")
        assert legend.evaluate(
            "(list) => list.scrollWidth <= list.clientWidth && list.scrollHeight <= list.clientHeight"
        )
        page.goto(f"/families/{BASE}")
        expect(page.locator("#status")).to_contain_text("descendants shown")
        expect(page.locator("#status")).not_to_contain_text("Arrow keys")
        expect(page.locator(".buttons").get_by_role("link", name="Outline")).to_be_visible()


def test_a_shared_model_stands_above_the_sheet_of_a_phone(browser: Browser, address: str) -> None:
    for page in visit(browser, address, 390, 844):
        page.emulate_media(reduced_motion="reduce")  # there at once
        page.goto(f"/?model={CHAT}")
        wait_for_map(page)
        expect(page.locator("#details")).to_be_visible()
        _, y, radius = on_screen(page, CHAT)
        above, map_box, below = (page.locator(part).bounding_box() for part in ("#counts", "#map", "#legend"))
        assert above is not None and map_box is not None and below is not None
        middle = map_box["y"] + map_box["height"] / 2 + y
        assert above["y"] + above["height"] <= middle - radius
        assert middle + radius <= below["y"]


@pytest.mark.parametrize("id", [BASE, MERGE])
def test_a_models_page_is_two_pages_of_paper(page: Page, id: str) -> None:
    page.goto(f"/models/{id}")
    paper = page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
    page.emulate_media(media="print")
    for screen_only in (".bar", ".tabs", ".pager", ".buttons", "form", ".copy", ".compare-box"):
        for one in page.locator(screen_only).all():
            expect(one).to_be_hidden()


@pytest.mark.parametrize(
    "path",
    [
        f"/models/{BASE}/impact?list=verdicts&license=cc-by-nc-4.0",
        f"/models/{BASE}/impact?list=survivors",
        f"/table/{BASE}",
        "/table?"
        + "&".join(f"columns={name}" for name in ("relation", "license", "pipeline_tag", "library", "author")),
        f"/variants/{BASE}",
        "/licences",
        "/quality",
        "/owners",
    ],
)
def test_on_paper_no_column_is_cut_off_and_a_list_says_how_many_more_there_are(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 690, "height": 1000})  # what an A4 page has between its margins
    page.goto(path)
    page.emulate_media(media="print")
    widest = "Math.max(...[...document.querySelectorAll('td, th')].map((cell) => cell.getBoundingClientRect().right))"
    assert page.evaluate(widest) <= 690
    for cell in page.locator("td:has(.id)").all():
        box = cell.bounding_box()
        assert box is None or box["width"] > 100
    for more in page.locator(".pager [rel=next]").all():
        expect(more).to_be_hidden()
        expect(page.locator(".on-paper")).to_have_text(
            re.compile(rf"^1.50 of .*; the other .*: http.*{re.escape(path)}")
        )


@pytest.mark.parametrize(
    ("path", "words", "link"),
    [
        ("/nope", "There is no such page", "/table"),
        (f"/models/{CHAT}x", "No model", f"/models/{CHAT}"),
        ("/owners/Qwenn", "No owner", "/owners/Qwen"),
        ("/organisations/Qwenn", "No organisation", "/organisations/Qwen"),
        ("/table?limit=x", "", "/table"),
    ],
)
def test_an_error_is_a_sentence_and_leads_on(client: FlaskClient, path: str, words: str, link: str) -> None:
    html = client.get(path).text
    title = html.split("<h1>")[1].split("</h1>")[0]
    assert title.startswith(words) and title[0].isupper()
    assert f'href="{link}"' in html.split("<main")[1]
    assert html.count('aria-current="page"') <= 1


def test_a_chip_tells_what_it_means_by_keyboard_and_without_scripts(plain: Page) -> None:
    plain.goto(f"/models/{MERGE}")
    chip = plain.locator("button.badge").first
    chip.focus()
    plain.keyboard.press("Enter")
    meaning = plain.locator(".why:popover-open")
    expect(meaning).to_contain_text(chip.inner_text())
    plain.keyboard.press("Escape")
    expect(meaning).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "place", "id"),
    [
        (f"/models/{BASE}", "h1", BASE),
        (f"/table/{BASE}", "tbody", CHAT),
        ("/", "#families", BASE),
        ("/search?q=qwen", "tbody", BASE),
    ],
)
def test_ids_are_text(page: Page, path: str, place: str, id: str) -> None:
    page.goto(path)
    expect(page.locator(place).first).to_contain_text(id)


def test_where_a_page_is_twice_as_large_the_map_keeps_a_place(browser: Browser, address: str) -> None:
    for page in visit(browser, address, 640, 400):
        page.goto("/")
        counts, legend = (page.locator(part).bounding_box() for part in ("#counts", "#legend"))
        assert counts is not None and legend is not None
        assert legend["y"] - (counts["y"] + counts["height"]) > 150
        assert page.evaluate("document.documentElement.scrollHeight > innerHeight")
