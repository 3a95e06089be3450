"""Feeds of the newest models: valid by RFC 4287, of the table's models, the same as long as the data are."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from lineage.frozen import FrozenGraph
from tests.lineage.frozen.graphs import frozen
from tests.web.family import BASE, CHAT
from web import Source, create_app
from web.options import WebOptions

ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:[a-z0-9]([a-z0-9.-]*[a-z0-9])?,\d{4}:[\w.~!$&'()*+,;=:@/?%-]*", re.ASCII)
"""RFC 4151, of an authority that is a host's name."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
HOSTILE = {
    "evil/<script>&\"'": {"author": "</name><x>", "license": "other", "license_name": "]]>\x00\x1b\ufffe"},
    "evil/a b?c#d%41": {"author": None},
}


@pytest.fixture(scope="module")
def engine_url() -> str:
    """A feed is told from the frozen graph alone."""
    return "embedded:"


def feed(client: FlaskClient, path: str = "/feed", **headers: str) -> Element:
    """A feed that is valid: it and each entry have what RFC 4287 asks for, once."""
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8"), answer.text
    document = ElementTree.fromstring(answer.data)  # noqa: S314 - our own
    assert document.tag == f"{ATOM}feed"
    entries = document.findall(f"{ATOM}entry")
    for one in (document, *entries):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1 and said(one, name), name
        assert TAG.fullmatch(said(one, "id"))
        assert MOMENT.fullmatch(said(one, "updated")) and datetime.fromisoformat(said(one, "updated"))
        alternates = [link for link in one.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1 and re.match("https?://", str(alternates[0].get("href")))
    assert all(person.findtext(f"{ATOM}name") for person in document.iter(f"{ATOM}author"))
    assert document.find(f"{ATOM}author") is not None
    assert all(entry.find(f"{ATOM}content") is not None for entry in entries)
    ids = [said(one, "id") for one in (document, *entries)]
    assert len(set(ids)) == len(ids)
    return document


def said(one: Element, name: str) -> str:
    return (one.findtext(f"{ATOM}{name}") or "").strip()


def link(one: Element, rel: str) -> str:
    return next(str(link.get("href")) for link in one.findall(f"{ATOM}link") if link.get("rel") == rel)


def titles(document: Element) -> list[str]:
    return [said(entry, "title") for entry in document.findall(f"{ATOM}entry")]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "descends_from=Qwen&made_by=others",
        f"descends_from=model:{BASE}&relation=quantized&relation=adapter",
        "license=mit&q=model",
        "author=finetuneer&downloads_from=100",
        "license_verdict=omitted",
        f"descends_from={CHAT}&created_from=2030-01-01",
    ],
)
def test_a_feed_has_the_newest_of_the_models_that_the_table_has(client: FlaskClient, query: str) -> None:
    document = feed(client, f"/feed?{query}")
    listed = client.get(f"/api/v1/models?{query}&sort=created_at&limit=50").json
    assert titles(document) == [one["id"] for one in listed["items"] if one["created_at"] is not None]
    dates = [said(entry, "published") for entry in document.findall(f"{ATOM}entry")]
    assert dates == sorted(dates, reverse=True)
    assert f"{listed['total']:,} model" in said(document, "subtitle")
    shown = client.get(link(document, "alternate").removeprefix("http://localhost"))
    assert shown.status_code == 200 and ("newest first" in shown.text) == (listed["total"] > 0)
    assert feed(client, link(document, "self").removeprefix("http://localhost")).findtext(f"{ATOM}id") == said(
        document, "id"
    )


def test_an_entry_tells_what_a_model_is_and_what_it_was_made_from(client: FlaskClient) -> None:
    document = feed(client, f"/feed?descends_from={BASE}&q=Qwen3")
    entry = next(one for one in document.findall(f"{ATOM}entry") if said(one, "title") == CHAT)
    assert link(entry, "alternate") == f"http://localhost/models/{CHAT}"
    assert link(entry, "related") == f"https://huggingface.co/{CHAT}"
    assert said(entry, "updated") == said(entry, "published") == "2025-04-27T00:00:00Z"
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["finetune"]
    content = entry.find(f"{ATOM}content")
    assert content is not None and content.get("type") == "xhtml"
    text = " ".join("".join(content.itertext()).split())
    assert f"finetune of {BASE}" in text and "Licence: apache-2.0. Downloads, 30 days: 9,876,543." in text
    hrefs = [a.get("href") for a in content.iter("{http://www.w3.org/1999/xhtml}a")]
    assert hrefs == [f"http://localhost/models/{BASE}"]


def test_a_feed_says_in_words_what_it_is_of(client: FlaskClient) -> None:
    assert said(feed(client), "title") == "New models"
    document = feed(client, "/feed?descends_from=Qwen&made_by=others&license=mit")
    assert said(document, "title") == "New models: descends from Qwen; made by others; licence mit"
    assert said(document, "subtitle").startswith("Snapshot 2026-11-20: the whole Hub, ")
    assert said(document, "updated") == "2026-11-20T03:00:00Z"


def test_a_feed_is_the_same_until_the_data_are_others(client: FlaskClient) -> None:
    first = client.get("/feed?author=lab")
    assert first.data == client.get("/feed?author=lab").data
    again = client.get("/feed?author=lab", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Lineage-Coverage"]


def test_the_ids_of_a_feed_are_of_the_name_that_the_server_has(graph: FrozenGraph) -> None:
    client = create_app(Source(graph, None), options=WebOptions(hosts=frozenset({"*"}))).test_client()

    def id_by(host: str) -> str:
        (entry,) = feed(client, "/feed?author=Qwen&created_from=2025-01-01", Host=host).findall(f"{ATOM}entry")
        return said(entry, "id")

    assert id_by("Lineage.Example:8443") == f"tag:lineage.example,2026:/models/{CHAT}"
    assert {id_by(host) for host in ("localhost:1", "127.0.0.1:8765", "[::1]:8", "127.8.8.8")} == {
        f"tag:localhost,2026:/models/{CHAT}"
    }
    assert id_by("[2001:db8::1]:80") == f"tag:2001-db8-1,2026:/models/{CHAT}"


def test_any_name_is_text_in_a_feed(tmp_path: Path) -> None:
    dated = {"created_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}
    models = {id: {**fields, **dated} for id, fields in HOSTILE.items()}
    graph = frozen(tmp_path / "g", [(id, "o/base") for id in HOSTILE], models=models)
    client = create_app(Source(graph, None)).test_client()
    document = feed(client)
    assert sorted(titles(document)) == sorted(HOSTILE)
    for entry in document.findall(f"{ATOM}entry"):
        path = link(entry, "alternate").removeprefix("http://localhost")
        assert said(entry, "title") == unquote(path.removeprefix("/models/"))
    names = [one.text for one in document.findall(f"{ATOM}entry/{ATOM}author/{ATOM}name")]
    assert names == ["</name><x>"]
    assert "]]>\N{REPLACEMENT CHARACTER}" in "".join(document.itertext())
    asked = feed(client, f"/feed?q={quote(chr(0) + chr(27) + '<b>')}")
    assert said(asked, "title") == "New models: words " + 2 * "\N{REPLACEMENT CHARACTER}" + "<b>"


@pytest.mark.parametrize(
    ("query", "status"),
    [("descends_from=nobody-at-all", 404), ("sort=downloads", 400), ("relation=son", 400), ("licence=mit", 400)],
)
def test_a_feed_of_what_there_is_not_is_none(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/feed?{query}")
    assert (answer.status_code, answer.mimetype) == (status, "text/html")


def addresses(text: str) -> Sequence[str]:
    return [
        found.replace("&amp;", "&") for found in re.findall(r'type="application/atom\+xml"[^>]*href="([^"]*)"', text)
    ]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (
            "/table?license=mit&descends_from=Qwen&sort=likes&offset=2&columns=author",
            "/feed?license=mit&descends_from=Qwen",
        ),
        ("/table", "/feed"),
        (f"/table/{BASE}?license=mit", f"/feed?license=mit&descends_from=model:{BASE}"),
        (f"/models/{BASE}", f"/feed?descends_from=model:{BASE}"),
        ("/owners/Qwen", "/feed?descends_from=Qwen&made_by=others"),
        ("/table?license=nobodys", "/feed?license=nobodys"),
    ],
)
def test_pages_of_lists_lead_to_their_feeds(client: FlaskClient, path: str, asked: str) -> None:
    text = client.get(path).text
    (address,) = addresses(text)
    assert address == asked
    shown = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>Feed</a>', text)
    assert (path == "/table?license=nobodys" or shown) and {one.replace("&amp;", "&") for one in shown} <= {asked}
    feed(client, address)


@pytest.mark.browser
def test_a_browser_reads_the_feed_of_a_page(page: Page) -> None:
    page.goto(f"/models/{BASE}")
    expect(page.get_by_role("link", name="Feed")).to_be_visible()
    read = page.evaluate(
        """async () => {
          const link = document.querySelector("link[rel=alternate][type='application/atom+xml']");
          const text = await (await fetch(link.href)).text();
          const xml = new DOMParser().parseFromString(text, "application/xml");
          return [xml.querySelector("parsererror") === null, xml.querySelectorAll("entry").length];
        }"""
    )
    assert read == [True, 50]
