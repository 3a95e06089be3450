"""What is known of the tables to load without reading all of them is what reading them gives."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.load.tables import ORDER, TablesToLoad
from lineage.resolved.resolved_tables import TableFiles
from lineage.schema import MODEL
from tests.lineage.stores.families import FACTS, FAMILY, resolution

FIRST, SECOND = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)


def seen(moments: list[datetime | None]) -> list[dict[str, Any]]:
    return [{"id": f"a/{n:02}", "status": "listed", "last_seen": moment} for n, moment in enumerate(moments)]


def layered(folder: Path, base: list[datetime | None], changed: dict[int, datetime]) -> TablesToLoad:
    """Tables whose models are a file, and of some of it another moment since."""
    resolved = resolution(folder / "one", (seen(base), []))
    table = TableFiles(resolved, "models")
    rows = pl.read_parquet(table.whole)
    table.whole.rename(table.older)
    ids = [f"a/{n:02}" for n in changed]
    moments = pl.Series("last_seen", list(changed.values()), rows.schema["last_seen"])
    rows.filter(pl.col("id").is_in(ids)).with_columns(moments).write_parquet(table.changes)
    pl.DataFrame({"id": ids}, schema={"id": pl.String}).write_parquet(table.replaced)
    return TablesToLoad(resolved, TablesToLoad.open(resolved).organisations)


@pytest.mark.parametrize(
    ("base", "changed", "expected"),
    [
        ([FIRST] * 8, {0: SECOND}, FIRST),
        ([FIRST] * 3 + [SECOND] * 2, {0: SECOND}, SECOND),
        ([FIRST] * 3 + [None] * 5, dict.fromkeys(range(3), SECOND), SECOND),
        ([FIRST] * 3 + [SECOND] * 2, {4: FIRST}, FIRST),
        ([FIRST, SECOND], {}, SECOND),
        ([None], {}, FACTS.seen_at),
    ],
)
def test_most_models_were_seen_when_most_rows_say(
    tmp_path: Path, base: list[datetime | None], changed: dict[int, datetime], expected: datetime
) -> None:
    tables = layered(tmp_path, base, changed)
    assert tables.last_seen == expected
    moments = tables.rows_of(MODEL).collect()["last_seen"].drop_nulls().to_list()
    assert max(moments, key=lambda moment: (moments.count(moment), moment), default=FACTS.seen_at) == expected


@pytest.mark.parametrize("counted", [True, False])
def test_the_size_is_the_number_of_all_rows(tmp_path: Path, counted: bool) -> None:
    folder = resolution(tmp_path / "one", FAMILY)
    tables = TablesToLoad.open(folder)
    rows = [tables.rows_of(schema).collect().height for schema in ORDER]
    if counted:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text()) | {"counts": {"models": rows[0], "derivations": rows[2]}}
        del manifest["checksum"]
        path.write_text(json.dumps(manifest))
    assert [TablesToLoad.open(folder).height(schema) for schema in ORDER] == rows
    assert TablesToLoad.open(folder).size == sum(rows)
