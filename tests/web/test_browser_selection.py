"""What is selected on the map, and its legend, in a real Chromium: all is seen, and the keyboard goes on from there."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.family import BASE, CHAT
from tests.web.visiting import on_screen, visit, wait_for_map, wait_until

pytestmark = pytest.mark.browser

COVERING = ("#counts", "#side", "#legend", "#map-tools", "#legend-fold")
SELECTED = re.compile(r"[?&]model=")


@pytest.fixture(scope="module")
def engine_url() -> str:
    """The page is the same over every store."""
    return "embedded:"


@pytest.fixture(params=[(1440, 900), (1024, 768), (844, 390), (390, 844)], ids=lambda size: "x".join(map(str, size)))
def sized(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    for page in visit(browser, address, *request.param):
        page.emulate_media(reduced_motion="reduce")  # there at once
        yield page


@pytest.mark.parametrize("id", [BASE, CHAT])
def test_a_selected_family_lies_under_nothing(sized: Page, id: str) -> None:
    sized.goto(f"/?model={id}")
    wait_for_map(sized)
    expect(sized.locator("#details")).to_be_visible()
    wait_until(sized, "lineageMap.selected !== null")
    x, y, radius = on_screen(sized, id)
    box = sized.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y
    for name in COVERING:
        over = sized.locator(name).bounding_box()
        if over is None or (name == "#legend" and sized.locator("#legend-body").is_hidden()):
            continue  # folded, it is its two ends
        beside = max(over["x"] - x, x - over["x"] - over["width"], 0)
        above = max(over["y"] - y, y - over["y"] - over["height"], 0)
        assert (beside**2 + above**2) ** 0.5 >= radius, name


def open_map(page: Page) -> None:
    page.goto("/")
    wait_for_map(page)


def test_keys_go_on_from_a_model_that_was_searched_for(page: Page) -> None:
    open_map(page)
    page.keyboard.press("/")
    page.keyboard.type("qwen3-8b")
    expect(page.get_by_role("listbox", name="Models").get_by_role("option")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()
    wait_until(page, "lineageMap.selected !== null")
    page.keyboard.press("Shift+ArrowUp")
    wait_until(page, f"lineageMap.selected === '{BASE}'")
    page.keyboard.press("Escape")
    expect(page.locator("#families")).to_be_visible()
    expect(page).not_to_have_url(SELECTED)


def test_keys_go_on_from_a_name_in_the_panel_and_from_its_closing(page: Page) -> None:
    open_map(page)
    page.locator("#families a[data-model]").first.press("Enter")
    expect(page.locator("#details")).to_be_visible()
    expect(page.locator("#map")).to_be_focused()
    page.get_by_role("button", name="Clear the selection").press("Enter")
    expect(page.locator("#families")).to_be_visible()
    expect(page.locator("#map")).to_be_focused()


def test_escape_closes_the_selection_when_nothing_else_is_open(page: Page) -> None:
    page.goto(f"/?model={CHAT}")
    wait_for_map(page)
    expect(page.locator("#details")).to_be_visible()
    page.locator("body").press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.get_by_role("combobox", name="Find a model").press("Escape")
    expect(page).to_have_url(SELECTED)
    page.locator("#zoom-in").press("Escape")
    expect(page.locator("#families")).to_be_visible()
    expect(page).not_to_have_url(SELECTED)


@pytest.mark.parametrize("size", [(1440, 900), (1280, 620)])
def test_the_legend_ends_below_the_counts_however_much_of_it_is_open(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_map(page)
    page.get_by_text("How to read it").click()
    counts, legend, map_box = (page.locator(one).bounding_box() for one in ("#counts", "#legend", "#map"))
    assert counts is not None and legend is not None and map_box is not None
    assert counts["y"] + counts["height"] <= legend["y"]
    assert legend["y"] + legend["height"] <= map_box["y"] + map_box["height"]
    last = page.get_by_text("Drag to move, scroll to zoom")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)
    assert page.evaluate("(box => box.scrollWidth <= box.clientWidth)(document.getElementById('legend-body'))")


def test_what_is_not_stated_is_a_ring_in_the_legend(page: Page) -> None:
    page.goto("/?colour=license")
    wait_for_map(page)
    entries = page.locator("#legend-classes li")
    expect(entries.filter(has_text="not stated").locator(".swatch")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(entries.filter(has_text="unknown").locator(".swatch")).to_have_css("background-color", "rgb(186, 190, 196)")
