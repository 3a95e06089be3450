"""The pages below a path of a proxy's, in a real Chromium: every link, module and request stays below it."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lineage.freezing.freeze import freeze
from lineage.home.home import Home
from tests.engines import Engines
from tests.web import family
from tests.web.family import BASE, CHAT
from tests.web.visiting import serving, wait_for_map
from web import Source, create_app
from web.options import LOOPBACK, WebOptions

pytestmark = pytest.mark.browser

BELOW = "/qwen"


class Proxy:
    """A proxy that has the app below a path, and nothing beside it; it takes the path away, and says so."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if not environ["PATH_INFO"].startswith(f"{BELOW}/"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"nothing of ours is here"]
        told = {"HTTP_X_FORWARDED_PREFIX": BELOW, "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
        return self._app({**environ, **told, "PATH_INFO": environ["PATH_INFO"].removeprefix(BELOW)}, start_response)


@pytest.fixture(scope="module")
def address(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The family behind a proxy."""
    engine = engines.empty("embedded:", tmp_path_factory.mktemp("below") / "store")
    family.fill(engine)
    with closing(engine.reader()) as reader:
        graph = freeze(reader, Home(tmp_path_factory.mktemp("home")))
        app = create_app(Source(graph, reader, reader.version), options=WebOptions(proxies=LOOPBACK))
        with serving(Proxy(app)) as address:
            yield address


def test_the_map_the_search_and_a_model_work_below_a_path(page: Page) -> None:
    page.goto(f"{BELOW}/")
    wait_for_map(page)
    page.keyboard.press("/")
    page.keyboard.type("qwen3-8b")
    expect(page.get_by_role("listbox", name="Models").get_by_role("option")).to_have_count(2)
    page.keyboard.press("Enter")
    page.locator("#details").get_by_role("link", name="Details").click()
    expect(page).to_have_url(re.compile(rf"{BELOW}/models/Qwen/Qwen3-8B$"))
    page.get_by_role("link", name="On the map").click()
    wait_for_map(page)


def test_a_subtree_a_table_and_a_statement_work_below_a_path(page: Page) -> None:
    page.goto(f"{BELOW}/families/{BASE}")
    expect(page.locator("svg").first).to_be_visible()
    page.get_by_role("link", name="Table").first.click()
    page.get_by_role("link", name="Likes").click()
    expect(page).to_have_url(re.compile(rf"{BELOW}/table\?sort=likes$"))
    page.goto(f"{BELOW}/cypher?statement=RETURN+1+AS+one")
    expect(page.locator("body")).to_contain_text("1 row")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/outline", "/table", "/api", "/quality", "/cypher", "/search?q=q", f"/models/{CHAT}", f"/table/{BASE}"),
        *("/owners", "/owners/Qwen", "/organisations/Qwen", "/compare?of=Qwen,lab", "/growth", "/claims"),
    ],
)
def test_every_address_on_a_page_is_below_the_path(page: Page, path: str) -> None:
    response = page.request.get(f"{BELOW}{path}")
    addresses = set(re.findall(r'(?:href|src|action|data-answer)="(/[^"]*)"', response.text()))
    assert addresses
    assert [address for address in addresses if not address.startswith(f"{BELOW}/")] == []


def test_the_api_describes_itself_where_it_is(page: Page) -> None:
    assert page.request.get(f"{BELOW}/api/v1/openapi.json").json()["servers"] == [{"url": BELOW}]
    links = page.request.get(f"{BELOW}/table?format=csv").headers["link"]
    assert links.startswith(f"<{BELOW}/api/v1/graph>")
