"""A model's bill of materials as a page and in the API, on both engines."""

import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from lineage.bom import BomFormat, bom_of, written
from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from tests.lineage.frozen.graphs import frozen
from tests.web.family import BASE, CANDIDATE, CHAT, EVIL, GONE, MERGE, NAMED_EVIL, OTHER, SCRIPT
from web import Source, create_app


@pytest.mark.parametrize("format", BomFormat)
@pytest.mark.parametrize("subtree", [False, True])
def test_the_api_has_the_document_as_python_has_it(
    client: FlaskClient, graph: FrozenGraph, reader: Reader, format: BomFormat, subtree: bool
) -> None:
    response = client.get(f"/api/v1/bom/{CHAT}", query_string={"format": format, "subtree": str(int(subtree))})
    assert response.status_code == 200
    assert response.text == "".join(written(bom_of(graph, reader, CHAT, subtree=subtree), format))
    assert response.mimetype in ("application/vnd.cyclonedx+json", "application/spdx+json")
    assert response.headers["Lineage-Snapshot"] == "2026-11-20"
    assert response.headers["Lineage-Version"] == graph.version
    suffix = "spdx" if format is BomFormat.SPDX_3 else format.replace("cyclonedx", "cdx")
    name = f"Qwen-Qwen3-8B{'-subtree' if subtree else ''}.whole-2026-11-20.{suffix}.json"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_page_has_what_each_licence_asks_for_and_what_a_card_calls_it(tmp_path: Path) -> None:
    models = {"a/naps": {"license": "other", "license_name": "apache-license-2.0"}, "b/llama": {"license": "llama3.1"}}
    graph = frozen(tmp_path / "graph", [("a/naps", "b/llama")], models=models)
    text = html.unescape(create_app(Source(graph, None)).test_client().get("/models/a/naps/bom").text)
    for line in (
        "the licence and NOTICE go along, changed files are marked",
        "a copy of the licence and the notice line go along",
        'a derivative\'s name begins with "Llama", and "Built with Llama" is shown',
        'href="https://www.llama.com/llama3_1/license/"',
        'apache-license-2.0</span> <span class="small muted">read as <span class="raw">Apache-2.0</span>',
    ):
        assert line in text


def test_a_subtree_has_a_bound_and_says_what_it_leaves_out(client: FlaskClient) -> None:
    response = client.get(f"/api/v1/bom/{BASE}?subtree=1&limit=10")
    document = response.json
    assert "Qwen-Qwen3-8B-Base-subtree-limit-10." in response.headers["Content-Disposition"]
    assert len(document["components"]) == 9
    said = {one["name"]: one["value"] for one in document["metadata"]["properties"]}
    assert int(said["qwen-lineage:models-left-out"]) > 100
    assert document["compositions"][0]["aggregate"] == "incomplete"


@pytest.mark.parametrize(
    ("query", "status", "hint"),
    [
        ("qwen/qwen3-8b", 301, f"did you mean {CHAT}"),
        (f"{CHAT}?format=spdx-2", 400, "cyclonedx-1.6, cyclonedx-1.7, spdx-3"),
        (f"{CHAT}?limit=20001", 400, "1 to 20000"),
        (f"{CHAT}?subtree=yes", 400, "0, 1"),
        ("qwen/qwen3-8b?subtree=1", 301, f"did you mean {CHAT}"),
    ],
)
def test_a_mistake_is_answered_with_a_hint(client: FlaskClient, query: str, status: int, hint: str) -> None:
    response = client.get(f"/api/v1/bom/{query}")
    assert response.status_code == status
    assert hint in response.json["error"]["hint"]


def test_the_page_says_what_the_document_says(client: FlaskClient) -> None:
    page = html.unescape(client.get(f"/models/{MERGE}/bom").text)
    for text in ("not legal advice", "2026-11-20", "pkg:huggingface/lab/merged-8B", "the whole Hub"):
        assert text in page
    assert f"/api/v1/bom/{MERGE}?format=spdx-3" in page
    assert all(f'href="/models/{id}"' in page for id in (BASE, OTHER))
    assert "A claim of a parent names no model: local path: /home/me/<b>model</b>" in page


def test_the_page_marks_what_is_inferred_and_what_is_missing(client: FlaskClient) -> None:
    assert "in no relation of the files" in client.get(f"/models/{CANDIDATE}/bom").text
    assert "what it was made from cannot be told" in client.get(f"/models/{GONE}/bom").text
    assert client.get("/models/no/such/bom").status_code == 404


def test_markup_of_a_model_stays_text(client: FlaskClient) -> None:
    for id in (EVIL, NAMED_EVIL):
        page = client.get(f"/models/{id}/bom").text
        assert SCRIPT not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page


def test_a_model_that_is_called_as_the_page_has_a_page(tmp_path: Path) -> None:
    client = create_app(Source(frozen(tmp_path, [("owner/bom", "a/base")]), None)).test_client()
    assert "Where it comes from" in client.get("/models/owner/bom").text
    assert "Bill of materials of owner/bom" in client.get("/models/owner/bom/bom").text


@pytest.mark.browser
def test_the_page_prints_on_two_pages_without_what_only_a_screen_needs(page: Page, address: str) -> None:
    page.goto(f"{address}/models/{MERGE}/bom")
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    assert not page.locator(".files").is_visible()
    assert page.locator("#basis").is_visible()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) <= 2
