"""Rows of one model into one row: what each says is kept, and of what two say the newer counts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from ingest.rows.json_values import json_text, parse

Row = Mapping[str, Any]

_TOMBSTONE = dict.fromkeys(("removed", "removed_at", "last_seen"))
"""Columns that say nothing of a model that is listed."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def united(rows: pl.DataFrame) -> pl.DataFrame:
    """One row (schema ROW) for each id, in the order of the first.

    Of each field the newest row's value counts that is not unknown: newest by `last_modified`, else the later one.
    Parents and tags are those of all rows. `hub_id` is the last one known. A model is removed where the newest row says
    so.
    """
    by_id: dict[str, list[Row]] = {}
    for row in rows.iter_rows(named=True):
        by_id.setdefault(row["id"], []).append(row)
    return pl.DataFrame([_one(group) for group in by_id.values()], schema=rows.schema, orient="row")


def _one(rows: Sequence[Row]) -> dict[str, Any]:
    by_age = sorted(rows, key=lambda row: row["last_modified"] or _NEVER)
    newest = dict(by_age[0])
    for row in by_age[1:]:
        newest |= {name: value for name, value in row.items() if value is not None}
    return {
        **newest,
        **(_TOMBSTONE if by_age[-1]["removed"] is None else {}),
        "hub_id": _newest(rows, "hub_id"),
        "tags": _distinct([tag for row in by_age for tag in row["tags"] or ()]) if newest["tags"] else newest["tags"],
        "hub_parents": _hub_parents(by_age),
        "card_other_bases": _other_bases(by_age),
        **_card_claims(by_age),
    }


def _newest(by_age: Sequence[Row], name: str) -> Any:
    return next((row[name] for row in reversed(by_age) if row[name] is not None), None)


def _distinct(values: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _hub_parents(by_age: Sequence[Row]) -> list[Any] | None:
    """The parents of all rows, where the Hub states one relation in all of them; else the newest row's."""
    claims = [row for row in by_age if row["hub_parents"]]
    if not claims or len({row["hub_relation"] for row in claims}) > 1:
        return claims[-1]["hub_parents"] if claims else None
    return list({parent["id"]: parent for row in claims for parent in row["hub_parents"]}.values())


def _other_bases(by_age: Sequence[Row]) -> str | None:
    texts = _distinct([row["card_other_bases"] for row in by_age if row["card_other_bases"] is not None])
    if len(texts) < 2:
        return texts[0] if texts else None
    found: dict[str, list[Any]] = {}
    for text in texts:
        value = parse(text)
        for key, one in value.items() if isinstance(value, dict) else ():
            found.setdefault(key, []).append(one)
    return json_text(found)


def _card_claims(by_age: Sequence[Row]) -> dict[str, str | None]:
    """The card's parents of all rows, each with the relation stated to it: one for all, or a list in their order."""
    stated = [row for row in by_age if row["card_base_model"] is not None]
    if len({row["card_base_model"] for row in stated}) < 2:
        return {name: _newest(by_age, name) for name in ("card_base_model", "card_relation")}
    relations: dict[str, Any] = {}
    parents: dict[str, Any] = {}
    for row in stated:
        for parent, relation in _pairs(row["card_base_model"], row["card_relation"]):
            key = json_text(parent) or ""
            parents[key] = parent
            relations[key] = relation if relation is not None else relations.get(key)
    distinct = _distinct([json_text(relation) for relation in relations.values()])
    relation = distinct[0] if len(distinct) == 1 else json_text(list(relations.values()))
    return {"card_base_model": json_text(list(parents.values())), "card_relation": relation}


def _pairs(parents: str, relations: str | None) -> list[tuple[Any, Any]]:
    named, stated = parse(parents), None if relations is None else parse(relations)
    several = named if isinstance(named, list) else [named]
    if isinstance(stated, list) and len(stated) == len(several):
        return list(zip(several, stated, strict=True))
    return [(parent, stated) for parent in several]
