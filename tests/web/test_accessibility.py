"""What every page promises: no serious fault by axe-core in either theme, and a phone that shows all of it.

Each page is opened once; the tests read what was seen there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import IN_CI
from tests.web.addresses import ADDRESSES, EVERY, NO_PAGES
from tests.web.visiting import TIMEOUT_MS
from web import pages
from web.app import FOLDER

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "js/node_modules/axe-core/axe.min.js"
AXE_FAULTS = """async (rules) => (await axe.run({ resultTypes: ["violations"], ...(rules && { runOnly: rules }) }))
    .violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" ")}`)"""
BY_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules whose outcome a theme can change: the others have been tried in the first."""

TABLE = re.compile(r"<table\b[^>]*>")
TWO_FRAMES = """new Promise((drawn) => {
    requestAnimationFrame(() => requestAnimationFrame(drawn));
    setTimeout(drawn, 5_000);
})"""
"""Until what follows the width of its page, as a chart does, has followed it; a browser that draws no frame for want of
a processor is not waited for without end."""
PHONE = {"width": 390, "height": 844}
HIDDEN_SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll(".scroll")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.outerHTML.slice(0, 200))"""
UNNAMED_CELLS = """() => [...document.querySelectorAll(".scroll table:has(thead) tbody :is(td, th):not([colspan])")]
    .filter((cell) => {
        const heads = cell.closest("table").tHead.rows[0].cells;
        const width = [...cell.parentElement.cells].reduce((sum, { colSpan }) => sum + colSpan, 0);
        const head = heads[heads.length - width + cell.cellIndex];
        const name = head.abbr || head.textContent.replace(/[▾▴#]/g, "").trim().replace(/\\s+/g, " ");
        return name !== (cell.dataset.label ?? "");
    }).map((cell) => cell.outerHTML.slice(0, 200))"""
UNNAMED_TABLES = """() => [...document.querySelectorAll("table")]
    .filter((table) => !table.closest("[role=img]")) // nobody hears of what a picture is made of
    .filter((table, place, tables) => {
        const by = table.getAttribute("aria-labelledby"), ids = (by ?? "").split(" ").filter(Boolean);
        if (by && tables.some((other, at) => at < place && other.getAttribute("aria-labelledby") === by)) return true;
        const named = ids.map((id) => [...document.querySelectorAll(`[id="${id}"]`)]);
        if (ids.length) return !named.every((ones) => ones.length === 1 && ones[0].textContent.trim());
        return !(table.getAttribute("aria-label") || table.caption?.textContent.trim());
    }).map((table) => table.outerHTML.slice(0, 200))"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, input, select")]
    .filter((one) => getComputedStyle(one).display !== "inline" && !one.closest("[role=treeitem], .skip"))
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => one.closest("label") ?? one) // which takes the finger too
    .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 24)
    .map((one) => `${one.offsetWidth} x ${one.offsetHeight}: ${one.outerHTML.slice(0, 120)}`)"""


@dataclass(frozen=True)
class Visit:
    """What was seen on one page."""

    dark: list[str]
    light: list[str]
    hidden_sideways: list[str]
    unnamed_cells: list[str]
    unnamed_tables: list[str]
    small_targets: list[str]


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        message = "no axe-core: run npm ci in tests/web/js"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return AXE.read_text()


@pytest.fixture(scope="module")
def engine_url() -> str:
    """Pages are the same over every store."""
    return "embedded:"


@pytest.fixture(scope="module")
def visits(browser: Browser, address: str, axe: str) -> Mapping[str, Visit]:
    """By address. Who visits may run scripts of others, which pages refuse."""
    with browser.new_context(base_url=address, bypass_csp=True) as context:
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        return {path: visited(page, path, axe) for path in EVERY}


def visited(page: Page, path: str, axe: str) -> Visit:
    """What is seen at an address, in both themes and on a phone."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate(axe)
    dark = page.evaluate(AXE_FAULTS)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(AXE_FAULTS, BY_COLOUR)
    page.set_viewport_size(PHONE)
    page.evaluate(TWO_FRAMES)
    seen = (HIDDEN_SIDEWAYS, UNNAMED_CELLS, UNNAMED_TABLES, SMALL_TARGETS)
    return Visit(dark, light, *(page.evaluate(each) for each in seen))


def _assert_none(visits: Mapping[str, Visit], what: str) -> None:
    seen = [f"{path}: {one}" for path, visit in visits.items() for one in getattr(visit, what)]
    assert not seen, "\n".join(seen)


def test_every_page_is_tried() -> None:
    assert {endpoint for _, endpoint in pages.ROUTES} == {*ADDRESSES, *NO_PAGES}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_no_page_has_a_serious_fault(visits: Mapping[str, Visit], theme: str) -> None:
    _assert_none(visits, theme)


def test_on_a_phone_nothing_hides_at_the_side(visits: Mapping[str, Visit]) -> None:
    _assert_none(visits, "hidden_sideways")


def test_each_cell_of_a_card_names_its_column(visits: Mapping[str, Visit]) -> None:
    _assert_none(visits, "unnamed_cells")


def test_each_table_says_what_it_is_of(visits: Mapping[str, Visit]) -> None:
    _assert_none(visits, "unnamed_tables")


def test_a_table_of_any_template_and_script_has_a_name() -> None:
    """Those too that no page of the tests has."""
    templates = [tag for file in (FOLDER / "templates").iterdir() for tag in TABLE.findall(file.read_text())]
    assert len(templates) > 30
    assert not [tag for tag in templates if not re.search(r"aria-label(ledby)?=\"[^\"]", tag)]
    scripts = [file.read_text() for file in (FOLDER / "static/js").rglob("*.js")]
    made = [said for text in scripts for said in re.findall(r'h\("table", \{[^}]*\}', text)]
    assert made and all('"aria-label' in said for said in made)


def test_whatever_a_finger_aims_at_is_large_enough(visits: Mapping[str, Visit]) -> None:
    _assert_none(visits, "small_targets")
