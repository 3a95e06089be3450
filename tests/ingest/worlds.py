"""Small worlds for the tests: a few items of the Hub's API, made into a snapshot and resolved."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from ingest.resolve import resolve
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots.snapshot import About, write_snapshot
from lineage.home.home import Home

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def item(id: str, card: object = None, *, hub: Mapping[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """An item as the list route gives it; `hub` is what `baseModels` names, id to `_id`."""
    relation = fields.pop("hub_relation", "finetune")
    made: dict[str, Any] = {"id": id, **fields}
    if card is not None:
        made.setdefault("cardData", {})["base_model"] = card
    if hub:
        made["baseModels"] = {"relation": relation, "models": [{"_id": key, "id": id} for id, key in hub.items()]}
    return made


def snapshot(home: Home, items: Iterable[object], name: str = "one") -> Path:
    rejections = Rejections()
    frame = rows(items, rejections)
    return write_snapshot(home, name, [frame], About("a test", NOON, NOON), rejections)


class World:
    """What the resolver makes of some items."""

    def __init__(self, folder: Path, items: Iterable[object]) -> None:
        self.home = Home(folder)
        self.folder = resolve(snapshot(self.home, items), self.home)

    def frame(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / f"{name}.parquet", glob=False)

    @property
    def edges(self) -> set[tuple[str, str, str]]:
        return set(self.frame("derivations").select("child", "parent", "relation").iter_rows())

    def claims(self, child: str, source: str = "card") -> list[dict[str, Any]]:
        return self.frame("claims").filter(child=child, source=source).to_dicts()

    def model(self, id: str) -> dict[str, Any]:
        return self.frame("models").row(by_predicate=pl.col("id") == id, named=True)
