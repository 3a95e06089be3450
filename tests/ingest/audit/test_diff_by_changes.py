"""Two snapshots compared by the rows alone that may differ: what is found is what all rows of both tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.audit.compared_tables import ComparedTables
from ingest.audit.diff import Diff, compare
from ingest.hub.client import Hub
from ingest.load import load
from ingest.pipeline.update import UpdateOptions, update
from ingest.practice import population
from ingest.resolve import changed_rows, layers
from ingest.snapshots import merge
from lineage.home.home import by_age
from lineage.place import Place, place
from lineage.stores.embedded import writer
from tests.ingest.living import living

DAYS = 14


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A home that was updated each day, by changes, with all its snapshots."""
    where = place(str(tmp_path_factory.mktemp("two-weeks") / "home"))
    with pytest.MonkeyPatch.context() as patch, living(population(400, seed=7, related=0.8)) as hub:
        by_changes_always(patch)
        for day in range(DAYS + 1):
            if day:
                hub.live()
            update(where, Hub(hub.url), UpdateOptions(keep=None))
        yield where


def by_changes_always(patch: pytest.MonkeyPatch) -> None:
    """Of so few models most change a day."""
    patch.setattr(load, "FEW", 1.0)
    patch.setattr(writer, "MOST_REPLACED_IN_STORE", 100.0)
    patch.setattr(writer, "MOST_LOGGED", 100.0)
    patch.setattr(changed_rows, "FEW", 1)
    patch.setattr(layers, "ONE_CHANGED_IN", 0)
    patch.setattr(merge, "FEW", 0)
    patch.setattr(merge, "MOST_REPLACED", 1.0)


def by_all_rows(patch: pytest.MonkeyPatch, a: Path, b: Path) -> Diff:
    with patch.context() as whole:
        whole.setattr(ComparedTables, "pair", lambda a, b: (ComparedTables.whole(a), ComparedTables.whole(b)))
        return compare(a, b)


@pytest.mark.parametrize("apart", [1, 3, DAYS])
def test_what_may_differ_tells_all(lived: Place, apart: int, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [lived.home.resolution(folder.name) for folder in by_age(lived.home.snapshots)]
    assert len(folders) == DAYS + 1
    found = []
    for a, b in zip(folders, folders[apart:], strict=False):
        assert all(side.part for side in ComparedTables.pair(a, b))
        by_changes, whole = compare(a, b), by_all_rows(monkeypatch, a, b)
        assert by_changes.as_dict() == whole.as_dict()
        assert by_changes.regrouped.rows() == whole.regrouped.rows()
        found.append(by_changes)
    kinds = {kind for one in found for kind, table in one.tables().items() if table.height}
    assert kinds >= {"added", "renamed", "reparented", "relation_changed", "licence_changed"}
    assert any(one.regrouped.height for one in found)
