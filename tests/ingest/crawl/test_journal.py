"""The journal of an unfinished crawl: whose it is, and the form in which earlier versions wrote it."""

from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from ingest.crawl.family.profile import Family
from ingest.crawl.family.requests import AuthorRequest, ChildrenRequest, SearchRequest
from ingest.crawl.family.walk import Walk
from ingest.crawl.journal import Journal
from ingest.crawl.journal_entries import entries
from ingest.crawl.session import crawl_journal
from ingest.hub.client import Hub
from lineage.errors import BadFile
from lineage.home.home import Home

EARLIER = (
    b'[{"number":1,"asked":"author:Qwen","next":null,"synthetic":null,"fetched_at":"2026-11-01T10:00:00+00:00",'
    b'"seen":1,"rows":1},34]\n[{"_id":"1","id":"Qwen/Qwen3-8B"}]\n'
    b'[{"number":2,"asked":"children:Qwen/Qwen3-8B","next":"/api/models?cursor=x","synthetic":null,'
    b'"fetched_at":"2026-11-01T10:00:01+00:00","seen":2,"rows":2},49]\n'
    b'[{"_id":"2","id":"a/one"},{"_id":"3","id":"a/b"}]\n'
)
"""Two pages and their entries, as `texts-000001` holds them."""


def test_an_unfinished_crawl_of_an_earlier_version_goes_on(tmp_path: Path) -> None:
    (tmp_path / "texts-000001").write_bytes(EARLIER)
    walk = Walk(Journal(tmp_path), Hub("http://nowhere.invalid"), Family("Qwen", word="qwen"))
    assert walk.requests == 2
    assert walk.state.members == {"Qwen/Qwen3-8B", "a/one", "a/b"}
    assert walk.state.asked == {AuthorRequest("Qwen"), ChildrenRequest("Qwen/Qwen3-8B")}
    assert set(walk.state.open_listings) == {SearchRequest("qwen"), ChildrenRequest("Qwen/Qwen3-8B")}
    assert walk.state.open_listings[ChildrenRequest("Qwen/Qwen3-8B")].next_page == "/api/models?cursor=x"


def test_its_parts_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "texts-000001").write_bytes(EARLIER)
    Journal(tmp_path).parts()
    assert b'"notes":[{"number":1,"asked":"author:Qwen"' in (tmp_path / "rows-000002.json").read_bytes()
    journal = Journal(tmp_path)
    assert [entry.asked for entry in journal.entries] == ["author:Qwen", "children:Qwen/Qwen3-8B"]
    assert [rows["id"].to_list() for rows in journal.frames()] == [["Qwen/Qwen3-8B"], ["a/one", "a/b"]]


def test_entries_are_counted_as_the_journal_counts_them(tmp_path: Path) -> None:
    (tmp_path / "texts-000001").write_bytes(EARLIER[:-1])
    assert [entry.number for entry in entries(tmp_path)] == [1], "the second page is not there to its end"
    (tmp_path / "texts-000001").write_bytes(EARLIER)
    assert entries(tmp_path) == Journal(tmp_path).entries
    Journal(tmp_path).parts()
    (tmp_path / "texts-000001").write_bytes(EARLIER)  # as a kill leaves it: its pages are in the part
    assert entries(tmp_path) == Journal(tmp_path).entries
    assert len(entries(tmp_path)) == 2


HUB = Hub("https://huggingface.co", token=False)


def test_crawls_of_other_things_and_of_other_hubs_have_journals_of_their_own(tmp_path: Path) -> None:
    crawls = [
        "all",
        "refresh",
        "owner a",
        "family a-b/c",
        "family a/b-c",
        "family a/b+c",
        "family a/b c",
        "family a/b%2Fc",
    ]
    hubs = ["https://huggingface.co", "http://hub.example:80", "http://hub.example-80", "http://hub.example/80"]
    names = {
        unquote_plus(crawl_journal(Home(tmp_path), Hub(url, token=False), crawl).folder.name)
        for url in hubs
        for crawl in crawls
    }
    assert names == {f"{url.partition('//')[2]} {crawl}" for url in hubs for crawl in crawls}


def test_a_hub_on_this_machine_may_come_back_on_another_port(tmp_path: Path) -> None:
    urls = ("http://127.0.0.1:8000", "http://127.0.0.1:9000", "http://localhost:1")
    assert len({crawl_journal(Home(tmp_path), Hub(url, token=False), "all").folder for url in urls}) == 1


def begun(folder: Path, first: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / "texts-000001").write_bytes(EARLIER.replace(b"author:Qwen", first))


def test_a_crawl_that_was_begun_below_an_earlier_versions_name_goes_on_and_no_other_takes_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    begun(home.crawls / "huggingface.co-family-a-b-c", b"ancestor:a-b/c")
    assert crawl_journal(home, HUB, "family a/b-c").entries == []
    assert len(crawl_journal(home, HUB, "family a-b/c").entries) == 2
    assert not (home.crawls / "huggingface.co-family-a-b-c").exists()


def test_pages_of_another_crawl_are_not_gone_on_with(tmp_path: Path) -> None:
    home = Home(tmp_path)
    mine = crawl_journal(home, HUB, "owner b").folder
    mine.rmdir()
    begun(mine, b"author:a")
    with pytest.raises(BadFile, match=r"pages of another crawl \(owner a\)") as refused:
        crawl_journal(home, HUB, "owner b")
    assert str(refused.value.hint) == "move or remove that folder"
