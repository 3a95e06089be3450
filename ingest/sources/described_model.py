"""What a table or a graph says of one model, gathered until it is an item of the Hub's API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.sources.format import batches


@dataclass(slots=True)
class DescribedModel:
    """What is said of one model, in its order; `place` is where it is said first. Of fields said twice the newer
    counts: by the date of the last change, else the later one."""

    place: str
    parents: list[str] = field(default_factory=list)
    relations: list[str | None] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)

    def add(self, parents: object, relation: str | None, fields: dict[str, Any]) -> None:
        named = [parents] if isinstance(parents, str) else parents if isinstance(parents, list) else []
        texts = [parent for parent in named if isinstance(parent, str)]
        self.parents += texts
        self.relations += [relation] * len(texts)
        if fields:
            older = str(fields.get("lastModified", "~")) < str(self.fields.get("lastModified", ""))
            card = _over(fields.pop("cardData", {}), self.fields.pop("cardData", {}), older)
            self.fields = {**_over(fields, self.fields, older), "cardData": card}

    def item(self, id: str) -> dict[str, object]:
        """As an item of the Hub's API: one relation for all parents, else each parent's in its place."""
        stated = set(self.relations)
        relation = self.relations[0] if len(stated) == 1 else (self.relations or None)
        parents = self.parents[0] if len(self.parents) == 1 else (self.parents or None)
        card = {"base_model": parents, "base_model_relation": relation}
        return {**self.fields, "id": id, "cardData": {**self.fields.get("cardData", {}), **card}}


def rows_of(models: Mapping[str, DescribedModel], rejections: Rejections) -> Iterator[pl.DataFrame]:
    """The models by id as rows of a snapshot, in their order."""
    for batch in batches(models.items()):
        yield rows((model.item(id) for id, model in batch), rejections, (model.place for _, model in batch))


def _over(new: dict[str, Any], known: dict[str, Any], older: bool) -> dict[str, Any]:
    return {**new, **known} if older else {**known, **new}
