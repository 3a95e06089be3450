"""What changed between two snapshots, on the page and at the API: what updates of a real home kept, by family too."""

import csv
import html
import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from ingest.hub.client import Hub
from ingest.pipeline.update import UpdateOptions, update
from ingest.practice import population
from lineage import cli
from lineage.home.change_records import CHANGE_KINDS, NO_FAMILY, ChangeRecord, change_records
from lineage.place import Place, place
from tests.ingest.living import living
from tests.web.test_accessibility import Visit, axe, visited
from tests.web.visiting import TIMEOUT_MS, serving, visit
from web.app import app_of
from web.options import DEFAULTS

DAYS, APART = 13, 6

__all__ = ["axe"]  # a fixture


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A home that was updated every sixth day, all of the Hub read each time."""
    where = place(str(tmp_path_factory.mktemp("days") / "home"))
    with living(population(1_500, seed=3, related=0.8)) as hub:
        for day in range(DAYS):
            if day % APART == 0:
                update(where, Hub(hub.url), UpdateOptions(anew=True, keep=None))
            hub.live()
    return where


@pytest.fixture(scope="module")
def app(where: Place) -> Flask:
    return app_of(where, DEFAULTS)


@pytest.fixture(scope="module")
def records(where: Place) -> list[ChangeRecord]:
    return change_records(where.home)


@pytest.fixture
def page(browser: Browser, app: Flask) -> Iterator[Page]:
    with serving(app) as address:
        yield from visit(browser, address, 1440, 900)


def shown(text: str) -> list[str]:
    """The first cell of each row, as text."""
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = re.findall(r"<tr><t[dh][^>]*>(.*?)</t[dh]>", body, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells]


def test_the_newest_record_is_shown_with_the_counts_and_the_rows_of_each_kind(
    client: FlaskClient, records: list[ChangeRecord]
) -> None:
    record = records[0]
    text = client.get("/changes").text
    assert f"<strong>{record.counts['added']}</strong></a> models came" in text
    assert record.a.id in text and record.b.id in text
    for kind in CHANGE_KINDS:
        text = client.get(f"/changes?kind={kind}&limit=500").text
        assert shown(text) == record.table(kind).collect()["id"].to_list()
    assert record.counts["removed"] and record.counts["added"] and record.counts["left"]


def test_another_record_is_chosen_by_its_snapshots(client: FlaskClient, records: list[ChangeRecord]) -> None:
    other = records[-1]
    assert other.b.id != records[0].b.id
    for query in (f"to={other.b.id}", f"from={other.a.id}", f"from={other.a.id}&to={other.b.id}"):
        assert shown(client.get(f"/changes?{query}&limit=500").text) == other.table("added").collect()["id"].to_list()
    assert client.get(f"/changes?from={records[0].b.id}").status_code == 404
    assert f'href="/changes?to={other.b.id}&from={other.a.id}"' in html.unescape(client.get("/changes").text)


def test_the_api_tells_the_same(client: FlaskClient, records: list[ChangeRecord]) -> None:
    record = records[0]
    for kind in CHANGE_KINDS:
        answer = client.get(f"/api/v1/changes?kind={kind}&limit=500").json
        assert {one["kind"]: one["changes"] for one in answer["counts"]} == record.counts
        rows = record.table(kind).collect().to_dicts()
        assert answer["items"] == [{name: value for name, value in row.items() if value is not None} for row in rows]
        assert answer["total"] == len(rows)
    assert (answer["a"]["snapshot"], answer["b"]["snapshot"]) == (record.a.id, record.b.id)
    families = client.get("/api/v1/changes/families?most_of=added&limit=500").json
    assert sum(one["changes"]["added"] for one in families["items"]) == record.counts["added"]
    assert client.get("/api/v1/changes?kind=added&family=nobody").json["items"] == []
    assert client.get("/api/v1/changes?from=nope").status_code == 404
    assert client.get("/api/v1/changes?kind=nope").status_code == 400


def test_pages_of_a_list_add_up(client: FlaskClient, records: list[ChangeRecord]) -> None:
    every = records[0].table("added").collect()["id"].to_list()
    by_two = [shown(client.get(f"/changes?limit=2&offset={at}").text) for at in range(0, len(every), 2)]
    assert [id for part in by_two for id in part] == every


def test_a_list_is_a_file_of_each_kind(client: FlaskClient, records: list[ChangeRecord]) -> None:
    record = records[0]
    rows = record.of_family("Qwen").rows("reparented")
    address = "/changes?kind=reparented&family=Qwen&format="
    told = list(csv.DictReader(io.StringIO(client.get(f"{address}csv").text)))
    assert [row["id"] for row in told] == rows["id"].to_list()
    document = client.get(f"{address}json").json
    assert document["items"] == rows.to_dicts()
    assert (document["from"], document["to"], document["rows"]) == (record.a.id, record.b.id, rows.height)
    assert pl.read_parquet(io.BytesIO(client.get(f"{address}parquet").data)).equals(rows)


def test_who_came_to_build_on_an_owner_and_who_left_takes_two_clicks(page: Page, records: list[ChangeRecord]) -> None:
    changes = records[0].of_family("Qwen")
    page.goto("/owners/Qwen")
    page.get_by_role("link", name="Who came to build on Qwen, and who left").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What changed below Qwen since ")
    came = changes.page("added", limit=500).items
    expect(page.locator("tbody tr")).to_have_count(len(came) or 0)
    went = changes.page("removed", limit=500).items
    assert went
    page.get_by_role("navigation", name="Kinds of change").get_by_role("link", name=f"Went {len(went)}").press("Enter")
    expect(page.get_by_role("heading", level=2, name="Went")).to_be_visible()
    assert page.locator("tbody tr td:first-child").all_inner_texts() == [row["id"] for row in went]
    assert all(row["family"].startswith("Qwen/") for row in went)


def test_families_are_ordered_by_a_kind_and_lead_to_their_changes(page: Page, records: list[ChangeRecord]) -> None:
    page.goto("/changes?list=families")
    page.get_by_role("columnheader", name="Came").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Came")).to_have_attribute("aria-sort", "descending")
    most = records[0].of_family(None).families_page("added").items[0]
    first = page.locator("tbody tr").first
    first.get_by_role("link", name=str(most["added"]), exact=True).first.click()
    family = most["family"] or NO_FAMILY
    expect(page.get_by_role("heading", level=1)).to_contain_text(family)
    expect(page.locator("tbody tr")).to_have_count(most["added"])


@pytest.mark.parametrize("query", ["", "?list=families", "?kind=left", "?kind=licence_changed", "?family=Qwen"])
def test_a_page_full_of_changes_has_no_fault_in_either_theme_nor_on_a_phone(
    browser: Browser, app: Flask, axe: str, query: str
) -> None:
    with serving(app) as address, browser.new_context(base_url=address, bypass_csp=True) as context:
        context.set_default_timeout(TIMEOUT_MS)
        assert visited(context.new_page(), f"/changes{query}", axe) == Visit([], [], [], [], [], [])


def test_what_a_row_names_is_a_link_where_the_graph_has_it(client: FlaskClient, records: list[ChangeRecord]) -> None:
    came = records[0].table("added").collect()["id"][0]
    assert f'<a href="/models/{came}">' in client.get("/changes?limit=500").text
    went = records[0].table("removed").collect()["id"].to_list()
    text = client.get("/changes?kind=removed&limit=500").text
    known = {id for id in went if client.get(f"/api/v1/models/{id}").status_code == 200}
    assert {id for id in went if f'<a href="/models/{id}"' in text} == known


def test_without_a_record_the_page_says_which_command_makes_one(tmp_path: Path) -> None:
    where = place(str(tmp_path / "home"))
    with living(population(60, seed=3)) as hub:
        for _ in range(2):
            update(where, Hub(hub.url), UpdateOptions(anew=True))
    shutil.rmtree(where.home.changes)
    client = app_of(where, DEFAULTS).test_client()
    text = client.get("/changes").text
    assert "<code>qwen-lineage update</code>" in text and "<code>qwen-lineage diff A B</code>" in text
    for answer in (client.get(f"/api/v1/changes{what}").json for what in ("", "/families")):
        assert answer["a"] is answer["b"] is None and answer["items"] == answer["kept"] == []
        assert "`qwen-lineage diff A B`" in answer["notes"][0]
    assert client.get("/api/v1/changes?to=a").status_code == 404
    assert "Who came to build on" not in client.get("/owners/Qwen").text
    assert all(">What changed</a>" not in client.get(page).text for page in ("/help", "/growth"))
    first, last = sorted(folder.name for folder in where.home.snapshots.iterdir())
    assert cli.run(["diff", "--home", str(where.home.root), first, last]) == 0
    assert last in client.get("/changes").text
    assert "Who came to build on" in client.get("/owners/Qwen").text


@pytest.mark.parametrize("broken", ["added.parquet", "families.parquet", "manifest.json"])
def test_a_damaged_record_is_answered_with_the_command_that_finds_it_again(
    broken: str, where: Place, tmp_path: Path
) -> None:
    shutil.copytree(where.home.root, tmp_path / "home")
    served = place(str(tmp_path / "home"))
    record = change_records(served.home)[-1]
    file = record.folder / broken
    file.write_bytes(file.read_bytes()[:-9])
    if broken != "manifest.json":  # looked at again where that is anew
        os.utime(record.folder / "manifest.json")
    client = app_of(served, DEFAULTS).test_client()
    pair = f"from={record.a.id}&to={record.b.id}"
    for asked in (pair, f"from={record.a.id}"):
        answer = client.get(f"/api/v1/changes?{asked}")
        assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_file")
        assert answer.json["error"]["hint"] == f"find it again: `qwen-lineage diff {record.a.id} {record.b.id}`"
        assert str(tmp_path) not in answer.text
    assert client.get(f"/changes?{pair}").status_code == 400
