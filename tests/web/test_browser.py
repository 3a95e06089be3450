"""The pages in a real Chromium, through a real server: what a visitor does, without a single console error."""

import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web import family
from tests.web.family import BASE, CHAT
from tests.web.visiting import serving, visit, wait_for_map, wait_until

pytestmark = pytest.mark.browser


def open_map(page: Page, path: str = "/") -> None:
    page.goto(path)
    wait_for_map(page)


def found(page: Page) -> Locator:
    """The search box's results."""
    return page.get_by_role("listbox", name="Models").get_by_role("option")


def test_the_map_draws_the_families(page: Page) -> None:
    open_map(page)
    wait_until(page, "window.lineageMap.drawn.circles > 0")
    expect(page.locator("#families li").first).to_contain_text("Qwen3-8B-Base")


def test_search_select_open_follow_the_lineage_and_go_back(page: Page) -> None:
    open_map(page)
    page.keyboard.press("/")
    page.keyboard.type("qwen3-8b")
    expect(found(page)).to_have_count(2)
    expect(page.get_by_role("combobox", name="Find a model")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    panel = page.locator("#details")
    expect(panel).to_contain_text("Qwen3-8B")
    expect(panel).to_contain_text("9,876,543")
    expect(page).to_have_url(re.compile(r"\?.*model=Qwen/Qwen3-8B(&|$)"))

    panel.get_by_role("link", name="Details").click()
    expect(page).to_have_url(re.compile(r"/models/Qwen/Qwen3-8B$"))
    page.locator(".path").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/models/Qwen/Qwen3-8B-Base$"))
    expect(page.locator("h1")).to_contain_text("Qwen3-8B-Base")

    page.go_back()
    page.go_back()
    wait_for_map(page)
    expect(page.locator("#details")).to_contain_text("9,876,543")


CUT_THROUGH = """
(() => {
  const list = document.querySelector("#search-results");
  const rows = [...list.querySelectorAll("[role=option]")].map((row) => row.getBoundingClientRect());
  const ways = list.querySelector(".ways");
  const bottom = ways ? ways.getBoundingClientRect().top : list.getBoundingClientRect().bottom;
  return rows.filter((row) => row.top < bottom - 1 && row.bottom > bottom + 1).length;
})()
"""


@pytest.mark.parametrize("height", [620, 500, 530, 560])
def test_suggestions_are_wide_mark_each_word_and_none_is_cut_through(page: Page, height: int) -> None:
    page.set_viewport_size({"width": 1440, "height": height})
    page.goto("/help")
    page.keyboard.press("/")
    page.keyboard.type("8b qwen")
    expect(found(page).first.locator("mark").first).to_have_text(re.compile("qwen", re.IGNORECASE))
    marked = {text.lower() for text in found(page).first.locator("mark").all_text_contents()}
    assert marked == {"qwen", "8b"}
    box = page.locator("#search-results").bounding_box()
    assert box is not None and box["width"] >= 460
    for facts in page.locator("#search-results .what").all():
        assert facts.evaluate("(one) => one.getClientRects().length === 1 && one.scrollWidth <= one.clientWidth")
    page.get_by_role("combobox", name="Find a model").fill("a")
    expect(found(page)).to_have_count(12)
    assert page.evaluate(CUT_THROUGH) == 0


def test_an_owners_name_leads_to_its_page_and_what_else_can_be_done_is_reached_by_tab(page: Page) -> None:
    page.goto("/help")
    page.keyboard.press("/")
    page.keyboard.type("qwen")
    expect(found(page).first).to_contain_text("Qwen, an organisation")
    expect(found(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(page.locator("#search .ways a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Find a model")).to_be_focused()
    expect(found(page)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(found(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/organisations/Qwen$"))


def test_selecting_on_the_map_is_undone_by_the_back_button(page: Page) -> None:
    open_map(page)
    page.locator("#families li a").first.click()
    expect(page.locator("#details")).to_contain_text("1,234,567")
    page.locator("#details").get_by_role("button", name="Clear").click()
    expect(page.locator("#details")).to_be_hidden()
    page.go_back()
    expect(page.locator("#details")).to_contain_text("1,234,567")
    page.go_back()
    expect(page.locator("#details")).to_be_hidden()


def test_a_permalink_restores_the_selection(page: Page) -> None:
    open_map(page, f"/?model={CHAT}")
    expect(page.locator("#details")).to_contain_text("9,876,543")
    assert page.evaluate("window.lineageMap.selected") == CHAT


def test_a_permalink_to_a_model_that_is_gone_says_so(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("/?model=no/such-model")
        expect(page.locator("#details")).to_contain_text("no/such-model")
        expect(page.locator("#details .muted").first).not_to_be_empty()


class SlowLine:
    """A WSGI app whose windows of the map arrive in two halves, a second apart."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = b"".join(self.app(environ, start_response))
        if not environ["PATH_INFO"].endswith("/view") or "fit_width" in environ["QUERY_STRING"]:
            return [body]
        return self.halves(body)

    def halves(self, body: bytes) -> Iterator[bytes]:
        yield body[: len(body) // 2]
        time.sleep(1)
        yield body[len(body) // 2 :]


def test_a_window_that_is_overtaken_while_it_arrives_is_no_trouble(browser: Browser, app: Flask) -> None:
    with serving(SlowLine(app)) as address:
        for page in visit(browser, address, 1280, 800):
            open_map(page)
            page.mouse.move(500, 400)
            for _ in range(2):
                with page.expect_response(lambda response: "/view?x=" in response.url):
                    page.mouse.wheel(0, -700)
            wait_for_map(page)
            expect(page.locator("#trouble")).to_be_empty()


def test_search_elsewhere_opens_the_model(page: Page) -> None:
    page.goto("/table")
    page.get_by_role("combobox", name="Find a model").fill("llama")
    found(page).first.click()
    expect(page).to_have_url(re.compile(r"/models/meta-llama/"))


def test_a_search_without_a_choice_is_a_page(page: Page) -> None:
    page.goto("/table")
    page.get_by_role("combobox", name="Find a model").fill("zyxwvut")
    expect(page.locator("#search-results")).to_contain_text("No model")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=zyxwvut"))


def test_the_subtree_opens_and_pages_by_mouse(page: Page) -> None:
    page.goto(f"/families/{BASE}")
    items = page.get_by_role("treeitem")
    expect(page.locator("#subtree")).to_have_attribute("data-ready", re.compile(r"\d+"))
    total = sum(family.STAR.values()) + 2
    pill = page.locator(".node-more").last
    expect(pill).to_contain_text(f"+{total - 10} more")
    before = items.count()
    pill.locator("strong").click()
    expect(page.locator(".node-more").last).to_contain_text(f"+{total - 20} more")
    assert items.count() == before + 10
    page.go_back()
    expect(page.locator(".node-more").last).to_contain_text(f"+{total - 10} more")


def test_the_subtree_opens_and_closes_by_keyboard_and_keeps_it_in_the_url(page: Page) -> None:
    page.goto(f"/families/{BASE}?open=10:{BASE}")
    chat = page.get_by_role("treeitem", name=f"{CHAT} 6 derived,")
    expect(chat).to_have_attribute("aria-expanded", "false")
    page.get_by_role("treeitem").first.focus()
    page.keyboard.press("ArrowRight")
    expect(chat).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(chat).to_have_attribute("aria-expanded", "true")
    expect(chat).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("treeitem", name="deep/level-1 ")).to_be_focused()
    page.reload()
    expect(chat).to_have_attribute("aria-expanded", "true")
    chat.focus()
    page.keyboard.press("ArrowLeft")
    expect(chat).to_have_attribute("aria-expanded", "false")


CUT = """(row) => [row, ...row.children]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.outerHTML)"""


@pytest.mark.parametrize("width", [390, 1440])
def test_no_count_before_the_children_of_a_subtree_is_cut(browser: Browser, address: str, width: int) -> None:
    for page in visit(browser, address, width, 844):
        page.goto(f"/families/{BASE}")
        row = page.locator(".node-counts").first
        expect(row.get_by_role("button", name=f"{family.STAR['adapter']} adapters")).to_be_visible()
        assert row.evaluate(CUT) == []
        quantised = page.get_by_role("button", name=f"{family.STAR['quantized']} quantisations")
        quantised.click()
        expect(quantised).to_have_attribute("aria-pressed", "true")


def test_the_subtree_tells_counts_first_filters_by_them_collapses_fits_and_is_kept_as_a_picture(page: Page) -> None:
    page.goto(f"/families/{BASE}")
    counts = page.locator(".node-counts").first
    expect(counts).to_contain_text(f"{family.STAR['quantized']} quantisations")
    counts.get_by_role("button", name=f"{family.STAR['quantized']} quantisations").click()
    expect(page).to_have_url(re.compile("only=quantized(%3A|:)"))
    shown = page.locator(".node[aria-level='2']:not(.node-counts, .node-more)")
    expect(shown).to_have_count(10)
    expect(page.locator(".node.of-quantized[aria-level='2']")).to_have_count(10)
    widths = page.locator(".node[aria-level='2']:not(.node-counts)").evaluate_all(
        "all => all.map((one) => one.offsetWidth)"
    )
    assert len(set(widths)) == 1, "the pill is as wide as its siblings"
    page.get_by_role("button", name="Fit").click()
    expect(page).to_have_url(re.compile("fit=1"))
    assert page.evaluate("(tree => tree.scrollHeight <= tree.clientHeight)(document.querySelector('#subtree'))")
    page.get_by_role("button", name="Collapse all").click()
    expect(page).not_to_have_url(re.compile("only="))
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    text = download.value.path().read_text()
    assert f"<title>Subtree of {BASE}</title>" in text
    assert "Snapshot" in text
    expect(page.get_by_role("link", name=f"The page of {BASE}")).to_be_visible()


def test_a_cycle_in_the_subtree_is_marked_and_ends(page: Page) -> None:
    page.goto(f"/families/{family.CYCLE[0]}?open=10:{family.CYCLE[0]}&open=10:{family.CYCLE[1]}")
    expect(page.get_by_role("treeitem")).to_have_count(3)
    expect(page.get_by_role("treeitem").last).to_contain_text("↺")


def test_hostile_names_stay_text(page: Page) -> None:
    for path in (f"/families/{CHAT}", f"/models/{family.EVIL}", f"/?model={family.EVIL}"):
        page.goto(path)
        expect(page.get_by_text(family.SCRIPT).first).to_be_visible()
    page.get_by_role("combobox", name="Find a model").fill("<script")
    expect(found(page).first).to_contain_text(family.SCRIPT)


def test_the_table_filters(page: Page) -> None:
    page.goto(f"/table/{BASE}")
    page.get_by_role("link", name="quantisation").first.click()
    expect(page.locator("header p").first).to_contain_text("23 models that match")
    expect(page.locator("tbody .mark").first).to_have_text("quantisation")


def test_the_theme_changes_and_is_kept(page: Page) -> None:
    open_map(page)
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    page.locator("#theme").click()
    expect(html).to_have_attribute("data-theme", "light")
    page.goto("/outline")
    expect(html).to_have_attribute("data-theme", "light")


SHIFTS = """
addEventListener("DOMContentLoaded", () => {
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifted += value })
    .observe({ type: "layout-shift", buffered: true });
});
window.shifted = 0;
"""


@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_nothing_moves_while_a_page_loads(browser: Browser, address: str, width: int) -> None:
    paths = ("/", f"/models/{BASE}", "/table", "/cypher")
    with browser.new_context(base_url=address, viewport={"width": width, "height": 844}) as context:
        context.add_init_script(SHIFTS)
        page = context.new_page()
        shifts = {}
        for path in paths:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(100)  # an entry comes after its frame
            shifts[path] = page.evaluate("window.shifted")
    assert {path: shift for path, shift in shifts.items() if shift > 0.03} == {}


def test_what_needs_a_script_is_not_there_without_one(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/models/{BASE}")
        for name in ("Copy the id", "Switch between dark and light"):
            expect(page.get_by_role("button", name=name, include_hidden=True)).to_be_hidden()
        copies = page.locator(".copy")
        assert copies.count() > 1
        assert [copies.nth(at).bounding_box() for at in range(copies.count())] == [None] * copies.count()


@pytest.mark.parametrize(
    "path", ["/", f"/models/{BASE}", f"/table/{BASE}", f"/outline/{BASE}", f"/families/{BASE}", "/api"]
)
def test_nothing_is_wider_than_a_telephone(narrow: Page, path: str) -> None:
    narrow.goto(path)
    narrow.wait_for_load_state("networkidle")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 380
    expect(narrow.get_by_role("combobox", name="Find a model")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/outline", f"/outline/{BASE}", f"/table/{BASE}", f"/models/{BASE}", f"/families/{BASE}"]
)
def test_pages_hold_their_content_without_scripts(browser: Browser, address: str, path: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(path)
        expect(page.get_by_role("link", name="Qwen3-8B").first).to_be_visible()


LINES_OF_ROWS = """
[...document.querySelectorAll("tbody tr:has(> th[scope=row])")].flatMap((row) => {
  const line = (cell) => {
    const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT, (node) => (node.data.trim() ? 1 : 2)).nextNode();
    if (!text || text.parentElement.closest(".visually-hidden")) return [];
    const [whole, mark] = [document.createElement("span"), document.createElement("span")];
    mark.style.display = "inline-block"; // as high as nothing, it stands on the line, whatever lays out the text
    text.replaceWith(whole);
    whole.append(mark, text);
    const { bottom } = mark.getBoundingClientRect();
    whole.replaceWith(text);
    return [bottom];
  };
  const [head, ...cells] = [...row.children].flatMap(line);
  return cells.map((cell) => Math.abs(cell - head));
})
"""


@pytest.mark.parametrize(
    "path",
    ["/owners", "/owners/Qwen", "/growth", f"/models/{BASE}", f"/variants/{BASE}", f"/compare?ids={BASE},{CHAT}"],
)
def test_the_head_of_a_row_stands_on_the_rows_line(page: Page, path: str) -> None:
    page.goto(path)
    lines = page.evaluate(LINES_OF_ROWS)
    assert lines or "variants" in path
    assert max(lines, default=0) <= 1  # a mark and its word are laid out by their middle


ENDS_OF_FIGURES = """
[...document.querySelectorAll("table.kinds")].flatMap((table) => {
  const parts = [...table.querySelectorAll("tbody td:has(small)")];
  const ends = parts.map((cell) => {
    const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
    const figure = document.createRange();
    figure.setStart(text, 0);
    figure.setEnd(text, text.data.trimEnd().length);
    return figure.getBoundingClientRect().right;
  });
  return ends.length > 1 ? [[ends.length, Math.max(...ends) - Math.min(...ends)]] : [];
})
"""


def test_figures_stand_below_each_other_whatever_part_stands_behind_them(page: Page) -> None:
    page.goto("/owners/Qwen")
    found = page.evaluate(ENDS_OF_FIGURES)
    assert max(rows for rows, _ in found) > 2
    assert max(apart for _, apart in found) <= 0.5
