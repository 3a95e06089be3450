"""The table in a real browser: on every ordinary screen each of its columns is seen."""

import pytest
from playwright.sync_api import Browser, expect

from tests.web.visiting import visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def engine_url() -> str:
    """Pages are the same over every store."""
    return "embedded:"


@pytest.mark.parametrize("path", ["/table", "/table?effective_class=unknown", "/table?status=missing"])
@pytest.mark.parametrize("width", [1280, 1366, 1440])
def test_no_column_is_cut(browser: Browser, address: str, width: int, path: str) -> None:
    for page in visit(browser, address, width, 900):
        page.goto(path)
        cut = "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)"
        assert page.evaluate(cut) == [0]


def test_on_a_telephone_the_form_is_folded_and_its_details_open_it_without_scripts(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    for path in ("/table", "/search?q=model"):
        page.goto(path)
        expect(page.locator("#table-filters")).to_be_hidden()
        first = page.locator("tbody tr").first.bounding_box()
        assert first is not None and first["y"] < 844
        page.get_by_text("Words, filters and order").click()
        expect(page.locator("#table-filters [name=q]")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/table")
    expect(page.locator("#table-filters [name=q]")).to_be_visible()
    expect(page.locator(".fold")).to_be_hidden()
    context.close()
