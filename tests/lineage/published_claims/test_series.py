"""The series of a home: what its resolved snapshots state of an owner, read from their files."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lineage.frozen import FrozenGraph
from lineage.home.home import Home
from lineage.published_claims.subject import Subject
from lineage.values import Extent
from tests.lineage.frozen.graphs import frozen
from tests.lineage.stores.families import FACTS, resolution


def snapshot(home: Home, month: int, downloads: int | None, extent: Extent = Extent.WHOLE) -> None:
    """A resolved snapshot that states so many downloads of all time of one of Qwen's two models."""
    models = [
        {"id": "Qwen/a", "author": "Qwen", "status": "listed", "downloads_all_time": downloads},
        {"id": "Qwen/b", "author": "Qwen", "status": "listed"},
        {"id": "other/c", "author": "other", "status": "listed", "downloads_all_time": 1_000},
    ]
    facts = replace(FACTS, as_of=datetime(2026, month, 1, tzinfo=UTC), extent=extent)
    resolution(home.resolved / str(month), (models, []), facts=facts)


def series(home: Home, graph: FrozenGraph) -> list[tuple[int, bool, int]]:
    return [(one.at.month, one.whole, one.value) for one in Subject(graph, home).series("Qwen")]


def test_a_series_is_what_each_snapshot_states_oldest_first(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph", [("a/b", "Qwen/a")])
    assert series(Home(tmp_path / "empty"), graph) == []
    home = Home(tmp_path / "home")
    snapshot(home, 3, 30)
    snapshot(home, 1, 10, Extent.SAMPLE)
    snapshot(home, 2, None)
    (home.resolved / "3" / "models.parquet").rename(home.resolved / "3" / "models.parquet.gone")
    assert series(home, graph) == [(1, False, 10)]
    (home.resolved / "3" / "models.parquet.gone").rename(home.resolved / "3" / "models.parquet")
    home = Home(tmp_path / "other")
    snapshot(home, 3, 30)
    snapshot(home, 1, 10)
    assert series(home, graph) == [(1, True, 10), (3, True, 30)]
