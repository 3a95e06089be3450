"""The table in a real browser: on every ordinary screen each of its columns is seen."""

import pytest
from playwright.sync_api import Browser

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
