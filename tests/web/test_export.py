"""Parts of the graph as files: the API has the bytes that the command line writes, and pages link them."""

import html
import io
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from lineage.export import FORMATS, select, subgraph
from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from tests.web.family import BASE, CHAT, GONE
from web.api import export
from web.presentation.labels import EXPORT_FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_the_api_has_what_the_command_line_writes(
    client: FlaskClient, graph: FrozenGraph, reader: Reader, format: str
) -> None:
    part = subgraph(graph, select(graph, reader, subtree=CHAT))
    for name, file in zip(("file", "beside"), FORMATS[format].parts, strict=False):
        response = client.get("/api/v1/export", query_string={"subtree": CHAT, "format": format, "part": name})
        assert response.status_code == 200
        expected = b"".join(c if isinstance(c, bytes) else c.encode() for c in file.chunks(part))
        assert response.data == expected and response.headers["Lineage-Snapshot"] == graph.facts.id
        named = f'attachment; filename="subtree-Qwen-Qwen3-8B.whole-2026-11-20.{file.suffix}"'
        assert response.headers["Content-Disposition"] == named


def test_parquet_arrives_as_parquet(client: FlaskClient, graph: FrozenGraph) -> None:
    table = pl.read_parquet(io.BytesIO(client.get("/api/v1/export?owner=organisation:Qwen&format=parquet").data))
    assert BASE in table["id"] and table.height > 100


def test_what_stands_beside_a_file_says_how_to_cite_it(client: FlaskClient, graph: FrozenGraph) -> None:
    stated = client.get(f"/api/v1/export?model={CHAT}&part=manifest").json
    assert stated["counts"]["models"] == 5 and graph.facts.id in stated["cite"]


@pytest.mark.parametrize(
    ("query", "status", "hint"),
    [
        ("format=gexf", 400, "give one of"),
        (f"model={CHAT}&owner=lab", 400, "give one of"),
        (f"model={CHAT}&format=docx", 400, "graphml"),
        (f"model={CHAT}&format=gexf&part=beside", 400, "part=file"),
        ("model=qwen/qwen3-8", 404, CHAT),
        ("owner=nobody-at-all", 404, ""),
    ],
)
def test_a_mistake_is_answered_with_a_hint(client: FlaskClient, query: str, status: int, hint: str) -> None:
    response = client.get(f"/api/v1/export?{query}")
    assert response.status_code == status and hint in response.json["error"]["hint"]


def test_a_file_of_too_many_models_is_left_to_the_command_line(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_FILE_ROWS", 3)
    response = client.get(f"/api/v1/export?subtree={CHAT}")
    assert response.status_code == 400 and "qwen-lineage export" in response.json["error"]["hint"]


def test_a_filter_of_the_table_is_a_selection(client: FlaskClient) -> None:
    asked = f"relation=adapter&descends_from=model:{BASE}&created_to=2025-06-30"
    document = client.get(f"/api/v1/export?{asked}").json
    table = client.get(f"/api/v1/models?{asked}&limit=500").json
    assert {node["id"] for node in document["nodes"]} == {item["id"] for item in table["items"]} != set()
    expected = f"relation = adapter, created_to = 2025-06-30, descends_from = model:{BASE}."
    assert document["graph"]["selection"]["definition"].endswith(expected)


@pytest.mark.parametrize("path", [f"/models/{CHAT}", "/owners/Qwen", "/owners/lab", f"/table/{BASE}?relation=adapter"])
def test_pages_link_every_format(client: FlaskClient, path: str) -> None:
    page: Any = html.unescape(client.get(path).text)
    links = re.findall(r'href="(/api/v1/export\?[^"]+)"', page)
    assert set(EXPORT_FORMATS) == set(FORMATS) == {name for link in links for name in re.findall(r"format=(\w+)", link)}
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.browser
def test_a_standalone_page_says_why_it_knows_no_licence(client: FlaskClient, browser: Browser, tmp_path: Path) -> None:
    """Of a model that is not in the snapshot that it is not, of another that it states none."""
    file = tmp_path / "page.html"
    file.write_bytes(client.get("/api/v1/export?format=html&subtree=gone/parent").data)
    said = {}
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
        for id in (GONE, "orphan/child"):
            page.locator("#find").fill(id)
            said[id] = page.locator("#said").inner_text().splitlines()[2]
    assert said[GONE] == "descendants: 1 · not in this snapshot; not known: licence, downloads, created"
    assert said["orphan/child"] == "descendants: 0 · licence: Other · downloads: not stated · created: not stated"


@pytest.mark.parametrize("path", [f"/models/{BASE}", "/owners/Qwen", "/table?license=mit"])
def test_a_page_says_how_it_is_cited(client: FlaskClient, graph: FrozenGraph, path: str) -> None:
    said = re.findall(r"<pre>(.*?)</pre>", client.get(path).text.partition("How to cite this page")[2], re.DOTALL)
    assert len(said) == 2 and said[1].startswith("@misc{")
    assert all(f"http://localhost{path.partition('?')[0]}" in text and graph.facts.id in text for text in said)
