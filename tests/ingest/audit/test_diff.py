"""Two snapshots compared: what came, went, moved, and by whose family; checked against what really happened."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.audit.caveats import caveats
from ingest.audit.diff import Diff, diff
from ingest.audit.families import families
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.resolve import resolve
from ingest.rows.rejections import Rejections
from ingest.rows.table import HISTORY
from ingest.rows.tolerant import rows
from ingest.snapshots.snapshot import About, write_snapshot
from lineage.errors import NotLoadedError
from lineage.home.change_records import NO_FAMILY
from lineage.home.home import Home
from lineage.values import Extent, Scope, SnapshotFacts
from tests.ingest.living import Living, living
from tests.ingest.worlds import NOON, item, snapshot

BASE = "Qwen/Qwen3-8B"
DAY = timedelta(days=1)


def compared(folder: Path, before: list[object], after: list[object]) -> Diff:
    home = Home(folder)
    snapshot(home, before, "a")
    snapshot(home, after, "b")
    return diff(home, "a", "b")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Living, Diff]]:
    """One day, crawled before and after."""
    with living() as hub:
        home = Home(tmp_path_factory.mktemp("a-day"))
        before = crawl_all(home, Hub(hub.url)).name
        hub.live()
        yield hub, diff(home, before, crawl_all(home, Hub(hub.url)).name)


def test_a_lived_day_shows_just_what_happened(lived: tuple[Living, Diff]) -> None:
    hub, found = lived
    today = hub.today
    assert set(found.added["id"]) == set(today.created)
    assert set(found.removed["id"]) == {*today.deleted, *today.hidden}
    assert set(found.renamed.select("before", "id").rows()) == set(today.renamed)
    assert set(found.reparented["id"]) == set(today.reparented)
    assert set(found.relation_changed["id"]) == set(today.restated)


def test_the_counts_by_family_add_up_to_the_tables(lived: tuple[Living, Diff]) -> None:
    _, found = lived
    sums = found.by_family().drop("family").sum().to_dicts()[0]
    assert sums == {kind: table.height for kind, table in found.tables().items()} == found.as_dict()["counts"]


def test_the_same_snapshot_twice_differs_in_nothing(tmp_path: Path) -> None:
    items = [item("a/b", BASE), item(BASE)]
    found = compared(tmp_path, items, items)
    assert all(table.is_empty() for table in found.tables().values())
    assert found.by_family().is_empty()


def test_a_new_parent_is_told_with_the_old_ones(tmp_path: Path) -> None:
    listed = [item(BASE), item("x/y")]
    found = compared(tmp_path, [*listed, item("a/b", BASE)], [*listed, item("a/b", ["x/y", BASE])])
    assert found.reparented.to_dicts() == [{"id": "a/b", "before": [BASE], "after": [BASE, "x/y"], "family": BASE}]


def test_a_first_and_a_last_parent_are_reparentings_too(tmp_path: Path) -> None:
    before = [item(BASE), item("a/b"), item("c/d", BASE)]
    found = compared(tmp_path, before, [item(BASE), item("a/b", BASE), item("c/d")])
    assert [(row["id"], row["before"], row["after"]) for row in found.reparented.to_dicts()] == [
        ("a/b", [], [BASE]),
        ("c/d", [BASE], []),
    ]


def test_a_renamed_parent_is_no_new_parent(tmp_path: Path) -> None:
    before = [item("a/old", _id="1"), item("c/d", "a/old", _id="2", hub={"a/old": "1"})]
    after = [item("a/new", _id="1"), item("c/d", "a/old", _id="2", hub={"a/new": "1"})]
    found = compared(tmp_path, before, after)
    assert found.renamed.to_dicts() == [{"id": "a/new", "before": "a/old", "family": "a/new"}]
    assert found.reparented.is_empty()


def test_another_relation_is_told_by_derivation(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        [item(BASE), item("a/b", BASE, hub={BASE: "1"})],
        [item(BASE), item("a/b", BASE, hub={BASE: "1"}, hub_relation="adapter")],
    )
    expected = {"id": "a/b", "parent": BASE, "before": "finetune", "after": "adapter", "family": BASE}
    assert found.relation_changed.to_dicts() == [expected]


def test_a_source_without_hub_ids_is_compared_by_id(tmp_path: Path) -> None:
    found = compared(tmp_path, [item("a/b"), item("c/d")], [item("a/b", _id="1"), item("e/f", _id="2")])
    assert (found.added["id"].to_list(), found.removed["id"].to_list()) == (["e/f"], ["c/d"])


def test_a_model_without_relatives_is_in_no_family(tmp_path: Path) -> None:
    found = compared(tmp_path, [], [item("a/b")])
    assert found.by_family().row(0)[:2] == (NO_FAMILY, 1)


def test_a_removed_model_counts_with_its_family_under_todays_name(tmp_path: Path) -> None:
    before = [item("a/old", _id="1"), item("c/d", "a/old", _id="2", hub={"a/old": "1"})]
    found = compared(tmp_path, before, [item("a/new", _id="1")])
    assert found.removed.to_dicts() == [{"id": "c/d", "family": "a/new"}]


def test_snapshots_are_resolved_when_they_are_not_yet(tmp_path: Path) -> None:
    home = Home(tmp_path)
    resolved = resolve(snapshot(home, [item("a/b")], "a"), home)
    written = (resolved / "manifest.json").stat().st_mtime_ns
    snapshot(home, [item("a/b")], "b")
    diff(home, "a", "b")
    assert (resolved / "manifest.json").stat().st_mtime_ns == written
    assert home.resolution("b")


def test_an_unknown_name_is_nothing_yet(tmp_path: Path) -> None:
    with pytest.raises(NotLoadedError, match="nope"):
        diff(Home(tmp_path), "nope", "nope")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_a_family_is_where_the_way_up_by_first_parents_ends(pairs: list[tuple[int, int]]) -> None:
    edges = pl.DataFrame(
        {"child": [f"m/{c:02}" for c, _ in pairs], "parent": [f"m/{p:02}" for _, p in pairs]},
        schema={"child": pl.String, "parent": pl.String},
    )
    first: dict[str, str] = {}
    for child, parent in sorted(edges.rows()):
        if child != parent:
            first.setdefault(child, parent)
    way = nx.DiGraph(list(first.items()))
    way.add_nodes_from(parent for child, parent in edges.rows() if child != parent)
    for id, family in families(edges).rows():
        above = nx.descendants(way, id) | {id}
        ends = [n for n in above if way.out_degree(n) == 0]
        cycle = [n for n in above if any(n in c for c in nx.simple_cycles(way.subgraph(above)))]
        assert family == (ends[0] if ends else min(cycle))
    assert set(families(edges)["id"]) == set(way)


def of_parts(folder: Path, before: dict[str, Any], after: dict[str, Any]) -> Diff:
    """Three models, of which the second snapshot has one, and one with a tombstone; each snapshot About so."""
    home = Home(folder)
    listed = rows([item("a/b"), item("c/d"), item("e/f")], Rejections())
    write_snapshot(home, "a", [listed], About("one", NOON, NOON, **before))
    removed = listed[1:2].with_columns(removed=pl.lit(True), last_seen=pl.lit(NOON, HISTORY["last_seen"]))
    write_snapshot(home, "b", [pl.concat([listed[:1], removed])], About("one", NOON + DAY, NOON + DAY, **after))
    return diff(home, "a", "b")


def test_a_model_that_a_sample_does_not_list_is_absent_and_not_removed(tmp_path: Path) -> None:
    found = of_parts(tmp_path, {}, {"extent": Extent.SAMPLE})
    assert (found.removed["id"].to_list(), found.absent["id"].to_list()) == (["c/d"], ["e/f"])
    assert found.as_dict()["counts"]["removed"] == 1
    assert any("b is a sample of unknown extent: whether" in note for note in found.notes)


def test_between_whole_passes_over_one_hub_everything_can_be_told(tmp_path: Path) -> None:
    found = of_parts(tmp_path, {}, {})
    assert (found.removed["id"].to_list(), found.absent["id"].to_list()) == (["c/d", "e/f"], [])
    assert found.notes == ()


def facts(**changes: Any) -> SnapshotFacts:
    given = {"id": "b", "source": "Hub", "extent": Extent.WHOLE, "started_at": NOON, "finished_at": NOON}
    return SnapshotFacts(**{**given, "complete": True, "synthetic": False, "listed": 1, **changes})


@pytest.mark.parametrize(
    ("a", "b", "evidence", "note"),
    [
        ({"as_of": NOON + DAY}, {}, ["card"], "b is older than a"),
        ({"source": "a file"}, {}, ["card"], "read from different sources (a file; Hub)"),
        ({"extent": Extent.SAMPLE}, {}, ["card"], "a is a sample of unknown extent: a model that it does not list may"),
        ({}, {}, ["card", "hub"], "only a has claims by hub"),
        (
            {"extent": Extent.FAMILY, "scope": Scope.family("a/b")},
            {"extent": Extent.FAMILY, "scope": Scope.owner("Qwen")},
            ["card"],
            "asked for different parts: family of a/b, and descendants of Qwen/",
        ),
    ],
)
def test_notes_say_what_cannot_be_told(a: dict[str, Any], b: dict[str, Any], evidence: list[str], note: str) -> None:
    found = list(caveats(facts(id="a", **a), facts(**b), set(evidence), {"card"}))
    assert any(note in one for one in found), found


def test_another_licence_is_told_with_whom_it_reaches(tmp_path: Path) -> None:
    def world(base: str, child: str) -> list[object]:
        return [
            {**item(BASE), "cardData": {"license": base}},
            {**item("a/b"), "cardData": {"base_model": BASE, "license": child}},
            {**item("c/d"), "cardData": {"base_model": "a/b"}},
            {**item("e/f"), "cardData": {"base_model": BASE, "license": "other", "license_name": "my-license"}},
            {**item("g/h"), "cardData": {"license": "mit"}},
        ]

    found = compared(tmp_path, world("apache-2.0", "apache-2.0"), world("cc-by-nc-4.0", "apache-2.0"))
    assert found.licence_changed.select("id", "before", "after", "applied", "applies").rows() == [
        (BASE, "apache-2.0", "cc-by-nc-4.0", "permissive", "non_commercial"),
        ("a/b", "apache-2.0", "apache-2.0", "permissive", "non_commercial"),
        ("c/d", None, None, "unknown", "non_commercial"),
        ("e/f", "my-license", "my-license", "unknown", "non_commercial"),
    ]
    verdicts = found.licence_changed.select("verdict_before", "verdict_after").rows()
    assert verdicts[:3] == [(None, None), ("kept", "loosened"), ("omitted", "omitted")]
    assert set(found.licence_changed["family"]) == {BASE}
    assert found.as_dict()["counts"]["licence_changed"] == 4


def test_licences_that_other_rules_judged_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, items = Home(tmp_path), [item("a/b", BASE), item(BASE)]
    with monkeypatch.context() as earlier:
        earlier.setattr("ingest.snapshots.judged_by.table_digest", lambda: "of an earlier version")
        resolve(snapshot(home, items, "a"), home)
    snapshot(home, items, "b")
    notes = [note for note in diff(home, "a", "b").notes if "judged by other rules" in note]
    assert len(notes) == 1 and " in a:" in notes[0]
