"""The front page on a telephone: the map, a sheet at its lower edge, the legend folded."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.family import BASE
from tests.web.visiting import visit, wait_for_map

pytestmark = pytest.mark.browser

HEIGHT = 844


@pytest.fixture(scope="module")
def engine_url() -> str:
    """The page is the same over every store."""
    return "embedded:"


def at_home(browser: Browser, address: str, width: int, height: int) -> Iterator[Page]:
    for page in visit(browser, address, width, height):
        page.goto("/")
        wait_for_map(page)
        yield page


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    yield from at_home(browser, address, 390, HEIGHT)


@pytest.fixture
def small(browser: Browser, address: str) -> Iterator[Page]:
    yield from at_home(browser, address, 320, 568)


@pytest.fixture
def lying(browser: Browser, address: str) -> Iterator[Page]:
    """A telephone on its side."""
    yield from at_home(browser, address, HEIGHT, 390)


@pytest.fixture
def low(browser: Browser, address: str) -> Iterator[Page]:
    """A small telephone on its side."""
    yield from at_home(browser, address, 568, 320)


def top(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


def bottom(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def handle(page: Page) -> Locator:
    return page.get_by_role("button", name="Whole panel")


def pull(page: Page, grip: Locator, way: float) -> None:
    box = grip.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + way, steps=4)
    page.mouse.up()


def test_the_map_has_more_than_half_of_the_window(phone: Page) -> None:
    lower, upper = top(phone.locator("#legend-fold")), bottom(phone.locator("#counts"))
    assert lower - upper > HEIGHT / 2
    inner = phone.evaluate("({ width: lineageMap.extent.width * lineageMap.camera.scale })")
    assert inner["width"] > 0.7 * 390, "it is fitted to that room"


def test_on_its_side_the_whole_map_is_in_the_window_beside_the_panel(lying: Page) -> None:
    assert lying.evaluate("document.documentElement.scrollHeight <= innerHeight")
    lower, upper = bottom(lying.locator("#map")), top(lying.locator("#map"))
    assert lower <= 390 and lower - upper > 0.6 * 390
    map_side, side = lying.locator("#counts").bounding_box(), lying.locator("#side").bounding_box()
    assert map_side and side and map_side["x"] + map_side["width"] < side["x"]
    lying.locator("#legend-fold").click()
    assert top(lying.locator(".legend-body")) > bottom(lying.locator("#counts")), "it covers no count"


def test_a_tap_raises_the_sheet_and_lowers_it(phone: Page) -> None:
    low = top(phone.locator("#side"))
    assert low > 0.85 * HEIGHT
    expect(handle(phone)).to_have_attribute("aria-expanded", "false")
    handle(phone).click()
    expect(handle(phone)).to_have_attribute("aria-expanded", "true")
    assert top(phone.locator("#side")) < HEIGHT / 2
    handle(phone).click()
    assert top(phone.locator("#side")) == low


def test_the_sheet_is_pulled_up_anywhere_and_down_by_its_handle_and_what_lay_under_the_finger_is_not_tapped(
    phone: Page,
) -> None:
    low = top(phone.locator("#side"))
    pull(phone, phone.locator("#families .side-head a"), -20)
    assert top(phone.locator("#side")) == low, "a little is not far enough"
    pull(phone, phone.locator("#families .side-head a"), -300)
    expect(phone).to_have_url(re.compile(r"/$"))
    expect(handle(phone)).to_have_attribute("aria-expanded", "true")
    pull(phone, phone.locator("#families h2"), 100)
    expect(handle(phone)).to_have_attribute("aria-expanded", "true")
    pull(phone, handle(phone), 300)
    expect(handle(phone)).to_have_attribute("aria-expanded", "false")
    assert top(phone.locator("#side")) == low
    phone.locator("#families .side-head a").click()
    expect(phone).to_have_url(re.compile("/outline"))


def test_who_comes_by_keyboard_finds_the_sheet_raised_and_escape_lowers_it(phone: Page) -> None:
    handle(phone).focus()
    phone.keyboard.press("Tab")
    expect(phone.locator("#families .side-head a")).to_be_focused()
    expect(handle(phone)).to_have_attribute("aria-expanded", "true")
    phone.keyboard.press("Escape")
    expect(handle(phone)).to_have_attribute("aria-expanded", "false")
    expect(handle(phone)).to_be_focused()


def test_who_comes_to_the_sheet_from_below_sees_what_has_the_focus(small: Page) -> None:
    small.goto(f"/?model={BASE}")
    wait_for_map(small)
    expect(small.locator("#details h2")).to_be_visible()
    small.locator("#zoom-in").focus()
    small.keyboard.press("Shift+Tab")
    expect(handle(small)).to_have_attribute("aria-expanded", "true")
    expect(small.locator("#details :focus")).to_be_in_viewport(ratio=0.9)


def test_a_narrow_telephone_cuts_nothing_off(small: Page) -> None:
    expect(small.locator(".counts-more")).to_be_in_viewport(ratio=1)
    small.get_by_role("button", name="Legend").click()
    for entry in small.locator(".legend-entry .number").all():
        entry.scroll_into_view_if_needed()
        expect(entry).to_be_in_viewport(ratio=1)
    assert small.evaluate("(box => box.scrollWidth <= box.clientWidth)(document.getElementById('legend-body'))")
    assert top(small.locator("#legend-body")) > bottom(small.locator("#counts"))


def test_a_small_telephone_on_its_side_shows_lines_of_the_legend_below_the_counts(low: Page) -> None:
    low.locator("#legend-fold").click()
    legend = low.locator("#legend-body")
    assert top(legend) > bottom(low.locator("#counts"))
    assert top(legend.locator(".legend-entry").last) < bottom(legend) < top(low.locator("#legend-fold"))


def test_a_family_that_is_chosen_is_seen_above_the_lowered_sheet_which_begins_with_it(phone: Page) -> None:
    handle(phone).click()
    phone.locator(f"#families a[data-model='{BASE}']").click()
    expect(phone.locator("#details h2")).to_contain_text(BASE.split("/")[1])
    expect(handle(phone)).to_have_attribute("aria-expanded", "false")
    wait_for_map(phone)
    assert bottom(phone.locator("#details .big")) < HEIGHT
    assert top(phone.locator("#side")) > 0.75 * HEIGHT
    phone.get_by_role("button", name="Clear the selection").click()
    expect(phone.locator("#families h2")).to_be_visible()


def test_the_legend_is_folded_and_says_what_is_filtered_all_the_same(phone: Page) -> None:
    fold, entry = phone.get_by_role("button", name="Legend"), phone.locator("[data-class=adapter]")
    expect(entry).to_be_hidden()
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    entry.click()
    fold.click()
    expect(entry).to_be_hidden()
    expect(phone.locator("#legend-chip")).to_contain_text("1 of 6 kinds")
    phone.get_by_role("button", name="Show all").click()
    expect(phone.locator("#legend-body")).to_be_hidden()
    expect(phone).to_have_url(re.compile(r"/$"))


def test_between_legend_and_buttons_the_map_is_touched(phone: Page) -> None:
    fold = phone.locator("#legend-fold").bounding_box()
    assert fold is not None
    x, y = fold["x"] + fold["width"] + 40, fold["y"] + fold["height"] / 2
    assert phone.evaluate(f"document.elementFromPoint({x}, {y}).closest('#map') !== null")


def test_the_link_of_the_present_page_is_seen_in_the_line_of_links(phone: Page) -> None:
    phone.goto("/api")
    current = phone.get_by_role("navigation", name="Views").get_by_role("link", name="API")
    expect(current).to_have_attribute("aria-current", "page")
    expect(current).to_be_in_viewport(ratio=0.9)
    assert phone.evaluate("scrollY") == 0


def test_a_parameter_that_the_map_does_not_know_is_said_there_too(phone: Page) -> None:
    phone.goto("/?color=task")
    wait_for_map(phone)
    expect(phone.get_by_text("“color” was left out:")).to_be_visible()
    expect(phone.locator("#notices").get_by_role("link", name="colour")).to_have_attribute("href", "/?colour=task")


def test_a_ranked_owner_is_two_lines(phone: Page) -> None:
    phone.goto("/owners")
    row = phone.locator("tbody tr").first
    name, growth = row.get_by_role("rowheader"), row.get_by_role("link", name="growth")
    box, figures = row.get_by_role("checkbox"), row.locator("td.number").nth(1)
    assert max(top(one) for one in (name, growth, box)) < min(bottom(one) for one in (name, growth, box))
    assert bottom(box) <= top(figures)
    assert bottom(row) - top(row) < 80


def test_a_subtree_has_more_than_half_of_the_window_and_children_that_are_not_cut(phone: Page) -> None:
    phone.goto(f"/families/{BASE}")
    child = phone.locator(".node[aria-level='2']:not(.node-more)").first
    expect(child).to_be_visible()
    assert HEIGHT - top(phone.locator("#subtree")) > HEIGHT / 2
    place = child.bounding_box()
    assert place is not None and place["x"] + place["width"] <= 390
    controls = phone.locator(".subtree-controls")
    assert bottom(controls) - top(controls) < 50
    controls.get_by_role("link", name="On the map").scroll_into_view_if_needed()
    controls.get_by_role("link", name="On the map").click()
    wait_for_map(phone)
