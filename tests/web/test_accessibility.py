"""No page has a serious fault by axe-core, in either theme."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from lineage.freeze import freeze
from lineage.home import Home
from tests.conftest import IN_CI
from tests.engines import Engines
from tests.web import family
from tests.web.family import BASE, CHAT, MERGE
from tests.web.visiting import TIMEOUT_MS, serving
from web import Source, create_app

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "js/node_modules/axe-core/axe.min.js"
SERIOUS = "async () => (await axe.run()).violations.filter((one) => ['serious', 'critical'].includes(one.impact))"
PATHS = (
    *("/", "/outline", f"/outline/{BASE}", "/table", f"/table/{BASE}", f"/models/{MERGE}", f"/families/{BASE}"),
    *(
        "/owners",
        "/owners/Qwen",
        "/organisations/Qwen",
        "/owners/lab/fixes",
        "/compare?of=Qwen,lab",
        f"/compare?ids={MERGE},{CHAT}",
    ),
    *("/growth", "/claims", "/quality", "/help"),
    *("/search?q=qwen", "/api", "/cypher", "/cypher/who-builds-on-an-owner", f"/models/{BASE}/impact"),
    *(f"/models/{CHAT}/bom", f"/models/{BASE}/impact?list=verdicts&license=gemma", "/nope"),
)


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        message = "no axe-core: run npm ci in tests/web/js"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return AXE.read_text()


@pytest.fixture(scope="module")
def address(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The family in one store: pages are the same over the other."""
    engine = engines.empty("embedded:", tmp_path_factory.mktemp("accessible") / "store")
    family.fill(engine)
    with closing(engine.reader()) as reader:
        graph = freeze(reader, Home(tmp_path_factory.mktemp("home")))
        with serving(create_app(Source(graph, reader, reader.version))) as address:
            yield address


@pytest.fixture(params=["dark", "light"])
def visitor(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Who may run scripts of others, which pages refuse."""
    context = browser.new_context(base_url=address, color_scheme=request.param, bypass_csp=True)
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def test_no_page_has_a_serious_fault(visitor: Page, axe: str) -> None:
    for path in PATHS:
        visitor.goto(path)
        visitor.wait_for_load_state("networkidle")
        visitor.evaluate(axe)
        faults = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in visitor.evaluate(SERIOUS)]
        assert not faults, path
