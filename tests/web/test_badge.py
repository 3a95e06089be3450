"""Badges: the count of a page as a picture by itself, honest about parts of the Hub, for other sites' pages to show."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from lineage.frozen import FrozenGraph
from lineage.values import Extent
from tests.lineage.frozen.graphs import frozen
from tests.web import family
from tests.web.family import BASE, CHAT
from web import Source, create_app
from web.options import WebOptions
from web.presentation.badges import badge_of

SVG = "{http://www.w3.org/2000/svg}"
PICTURE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}


@pytest.fixture(scope="module")
def engine_url() -> str:
    """A badge is told from the frozen graph alone."""
    return "embedded:"


def drawn(client: FlaskClient, path: str) -> Element:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml"), path
    assert len(answer.data) < 2_000 and b"<style" not in answer.data and b"url(" not in answer.data
    assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)", answer.data)
    document = ElementTree.fromstring(answer.data)  # noqa: S314 - our own
    assert document.get("aria-label") == document.findtext(f"{SVG}title") and document.get("role") == "img"
    return document


def texts(document: Element) -> list[str]:
    return [one.text or "" for one in document.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("name", "api"),
    [(BASE, f"models/{BASE}"), (CHAT, f"models/{CHAT}"), ("Qwen", "organisations/Qwen"), ("owner:lab", "owners/lab")],
)
def test_a_badge_has_the_count_of_the_page(client: FlaskClient, name: str, api: str) -> None:
    answer = client.get(f"/api/v1/{api}").json
    models = answer["descendants"] if "descendants" in answer else answer["union"]["value"]
    document = drawn(client, f"/badge/{name}.svg")
    assert models and texts(document) == ["derivatives", f"{models:,}"]
    title = document.get("aria-label") or ""
    assert f": {models:,}. Snapshot 2026-11-20: the whole Hub" in title and name.removeprefix("owner:") in title


def test_a_badge_is_the_same_until_the_data_are_others(client: FlaskClient) -> None:
    first = client.get("/badge/Qwen.svg")
    again = client.get("/badge/Qwen.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("extent", "models", "text"),
    [
        (Extent.WHOLE, 1_234_567, "1,234,567"),
        (Extent.SAMPLE, 3_133, "≥ 3,133"),
        (Extent.FAMILY, 8, "≥ 8"),
        (Extent.WHOLE, 0, "none"),
        (Extent.SAMPLE, 0, "none known"),
    ],
)
def test_a_badge_of_a_part_of_the_hub_is_a_lower_bound(extent: Extent, models: int, text: str) -> None:
    assert badge_of(models, family.facts(extent=extent)).number.text == text


def test_any_name_is_text_in_a_badge(client: FlaskClient, tmp_path: Path) -> None:
    name, dated = 'evil/"]()<b>&\x00*_`', {"created_at": datetime(2026, 1, 2, tzinfo=UTC)}
    client = create_app(Source(frozen(tmp_path / "g", [(name, "o/base")], models={name: dated}), None)).test_client()
    text = client.get("/models/evil/%22%5D%28%29%3Cb%3E&%00*_%60").text
    picture = html.unescape(re.findall(r'<img src="(/badge/[^"]*)"', text)[0])
    assert name.replace("\x00", "\N{REPLACEMENT CHARACTER}") in (drawn(client, picture).get("aria-label") or "")
    markdown, markup = map(html.unescape, re.findall(r'data-copy-text="([^"]*)" aria-label="Copy the [MH]', text))
    found = re.fullmatch(r"\[!\[(.*)\]\(([^()<>\s]*)\)\]\(([^()<>\s]*)\)", markdown)
    assert found is not None and not re.search(r"(?<!\\)[]<*`\"]", found[1])
    assert client.get(found[2]).mimetype == "image/svg+xml" and client.get(found[3]).mimetype == "text/html"
    assert markup.count("<") == 3 and markup.endswith('height="20"></a>')


@pytest.mark.parametrize("path", ["/badge/nobody/nothing.svg", "/badge/nobody-at-all.svg"])
def test_there_is_no_badge_of_what_there_is_not(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("host", "path", "changed", "status"),
    [
        ("lineage.example", "/badge/Qwen.svg", {}, 200),
        ("lineage.example", "/badge/Qwen.svg", {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"}, 400),
        ("lineage.example", "/badge/Qwen.svg", {"Sec-Fetch-Dest": "script"}, 400),
        ("lineage.example", "/", {}, 400),
        ("localhost:8765", "/badge/Qwen.svg", {}, 400),
        ("127.0.0.1:8765", "/badge/Qwen.svg", {}, 400),
        ("[::1]", "/badge/Qwen.svg", {}, 400),
        ("evil.example", "/badge/Qwen.svg", {}, 421),
    ],
)
def test_another_sites_page_shows_the_badges_of_a_server_that_has_a_name(
    graph: FrozenGraph, host: str, path: str, changed: dict[str, str], status: int
) -> None:
    options = WebOptions(hosts=frozenset({"lineage.example"}))
    client = create_app(Source(graph, None), options=options).test_client()
    assert client.get(path, headers={"Host": host, **PICTURE, **changed}).status_code == status


def test_a_page_says_where_its_badge_is(graph: FrozenGraph) -> None:
    client = create_app(Source(graph, None), options=WebOptions(hosts=frozenset({"lineage.example"}))).test_client()
    own, named = (client.get("/owners/Qwen", headers={"Host": host}).text for host in ("localhost", "lineage.example"))
    shown = "[![Derivatives of Qwen](http://lineage.example/badge/Qwen.svg)](http://lineage.example/organisations/Qwen)"
    assert shown in named
    assert "one of your own machine" in own and "one of your own machine" not in named


@pytest.mark.browser
def test_a_browser_draws_the_badge_that_a_page_offers(page: Page) -> None:
    for path in (f"/models/{BASE}", "/owners/Qwen"):
        page.goto(path)
        badge = page.locator("#badge")
        badge.locator("summary").click()
        image = badge.get_by_role("img")
        expect(image).to_be_visible()
        image.evaluate("(image) => image.decode()")
        width, height = image.evaluate("(image) => [image.naturalWidth, image.naturalHeight]")
        assert (height, 90 < width < 160) == (20, True)
        expect(badge.get_by_role("button", name="Copy the Markdown")).to_be_visible()
    page.goto("/badge/Qwen.svg")
    boxes = page.evaluate(
        "[...document.querySelectorAll('text')].map((t) => [t.getBBox().x, t.getBBox().x + t.getBBox().width])"
    )
    edges = (
        page.evaluate("document.querySelector('path').getBBox().x"),
        page.evaluate("document.documentElement.viewBox.baseVal.width"),
    )
    assert boxes[0][1] < edges[0] < boxes[1][0] and boxes[1][1] < edges[1]
