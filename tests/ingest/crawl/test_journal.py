"""The journal of an unfinished crawl, in the form in which earlier versions wrote it."""

from pathlib import Path

from ingest.crawl.family.profile import Family
from ingest.crawl.family.requests import AuthorRequest, ChildrenRequest, SearchRequest
from ingest.crawl.family.walk import Walk
from ingest.crawl.journal import Journal
from ingest.crawl.journal_entries import entries
from ingest.hub.client import Hub

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
