"""From one item of the Hub's API to one row of a snapshot, tolerant of everything but a missing id.

Sources of the rules: the Hub's wire format (list route with `expand`) and what 4,167 real rows contain.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
import polars as pl

from ingest.rows.rejections import Tally, Unusable
from ingest.rows.table import ROW

FLOOR = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)
"""`createdAt` of every repository older than the Hub's own record of dates: it means "unknown"."""

OTHER_SPELLINGS = frozenset({"basemodel", "basemodels"})
"""Keys of a card that mean `base_model`, without case, `_`, `-` and spaces. The Hub reads only `base_model` itself."""

_MAX_INT = 2**63 - 1

_T = TypeVar("_T")


def rows(items: Iterable[object], tally: Tally, places: Iterator[str] | None = None) -> pl.DataFrame:
    """The usable items as rows (schema ROW, the items' order); the others are in the tally with their text.

    `places` names where each item stood, for the tally: it is advanced once an item.
    """
    records = []
    for item in items:
        place = next(places, "") if places else f"item {tally.seen + 1}"
        tally.seen += 1
        try:
            records.append(row(item, tally))
        except Unusable as error:
            tally.reject(str(error), place, item)
    return pl.DataFrame([_column(name, [r.get(name) for r in records]) for name in ROW])


def row(item: object, tally: Tally) -> dict[str, Any]:
    """One row, keyed as ROW without HISTORY. A field of the wrong type is unknown (None) and counted in `tally.odd`.

    Raises Unusable when the item is no object or has no id.
    """
    if not isinstance(item, Mapping):
        raise Unusable("not an object")
    model_id = item.get("id")
    if not isinstance(model_id, str) or not model_id.strip():
        raise Unusable("no id")
    model_id = encodable(model_id)
    read = _Reader(item, tally)
    tags = read.strings("tags")
    card = read.card()
    relation, parents = read.base_models()
    return {
        "hub_id": read.text("_id"),
        "id": model_id,
        "author": read.text("author") or owner(model_id),
        "created_at": _dated(read.time("createdAt")),
        "last_modified": read.time("lastModified"),
        "downloads": read.number("downloads"),
        "downloads_all_time": read.number("downloadsAllTime"),
        "likes": read.number("likes"),
        "license": card_license(card) or license_of(tags),
        "pipeline_tag": read.text("pipeline_tag"),
        "library": read.text("library_name"),
        "parameters": read.parameters(),
        "gated": read.gated(),
        "tags": tags,
        **card_claims(card),
        "hub_relation": relation,
        "hub_parents": parents,
        "removed_at": read.time("removedAt"),
    }


def card_claims(card: Mapping[str, Any]) -> dict[str, str | None]:
    """What a card says of parents, as the three columns of ROW that hold it."""
    return {
        "card_base_model": json_text(card.get("base_model")),
        "card_other_bases": json_text(_other_bases(card)),
        "card_relation": json_text(card.get("base_model_relation")),
    }


def card_license(card: Mapping[str, Any]) -> str | None:
    """The card's licence; the first, where it lists several."""
    value = card.get("license")
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), None)
    return encodable(value.strip()) or None if isinstance(value, str) else None


def license_of(tags: list[str] | None) -> str | None:
    """The licence the Hub's first `license:` tag names."""
    return next((tag[8:] or None for tag in tags or () if tag.startswith("license:")), None)


def parse(text: str | bytes) -> object:
    """A JSON text as a value; NaN and lone surrogates, which strict JSON forbids, are read too.

    Raises ValueError.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return json.loads(text)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def json_text(value: object) -> str | None:
    """The value's JSON text; None only for null, so that nothing a card says is lost.

    What JSON does not know (dates, bytes, NaN) becomes text, or `NaN`, which `parse` reads.
    """
    if value is None:
        return None
    try:
        text = orjson.dumps(value).decode()
        if "null" not in text:  # which is also how orjson writes NaN
            return text
    except TypeError:
        pass
    try:
        return json.dumps(_plain(value), ensure_ascii=False).encode("utf-8", "replace").decode()
    except (ValueError, RecursionError):
        return json.dumps(f"unreadable {type(value).__name__}")


def encodable(text: str) -> str:
    """The text, with lone surrogates replaced: no column can hold them."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def owner(model_id: str) -> str | None:
    """The account an id belongs to; None for a legacy id without a slash."""
    return model_id.partition("/")[0] if "/" in model_id else None


def moment(value: object) -> datetime | None:
    """ISO 8601 text or a datetime, as a moment in UTC; without a zone it is UTC already."""
    try:
        said = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(said, datetime):
            return None
        return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _column(name: str, values: list[Any]) -> pl.Series:
    """Nested values go through JSON text: fifteen times as fast as polars reading Python lists."""
    if not ROW[name].is_nested():
        return pl.Series(name, values, dtype=ROW[name])
    texts = [None if value is None else orjson.dumps(value).decode() for value in values]
    return pl.Series(name, texts, dtype=pl.String).str.json_decode(ROW[name])


class _Reader:
    """Typed access to one item's fields; counts each field that is there but cannot be read."""

    def __init__(self, item: Mapping[str, Any], tally: Tally) -> None:
        self.item = item
        self.tally = tally

    def text(self, name: str) -> str | None:
        value = self.item.get(name)
        if value is None or value == "":
            return None
        return self._counted(name, encodable(value) if isinstance(value, str) else None)

    def number(self, name: str) -> int | None:
        value = self.item.get(name)
        return None if value is None else self._counted(name, _integer(value))

    def time(self, name: str) -> datetime | None:
        value = self.item.get(name)
        return None if value is None else self._counted(name, moment(value))

    def strings(self, name: str) -> list[str] | None:
        value = self.item.get(name)
        if value is None or not isinstance(value, list):
            return None if value is None else self._counted(name, None)
        texts = [encodable(v) for v in value if isinstance(v, str)]
        self._counted(name, texts if len(texts) == len(value) else None)
        return texts

    def gated(self) -> str | None:
        value = self.item.get("gated")
        if value is None:
            return None
        return "false" if value is False else self._counted("gated", value if value in ("auto", "manual") else None)

    def parameters(self) -> int | None:
        """`safetensors.total`, else the sum over its dtypes; 0 is unknown."""
        value = self.item.get("safetensors")
        if value is None:
            return None
        return self._counted("safetensors", _parameters(value) if isinstance(value, Mapping) else None) or None

    def card(self) -> Mapping[str, Any]:
        """The card's front matter: an object from the API, a JSON text in hub-stats."""
        value = self.item.get("cardData")
        if isinstance(value, str | bytes):
            try:
                value = parse(value)
            except ValueError:
                value = ()
        if value is None:
            return {}
        return self._counted("cardData", value if isinstance(value, Mapping) else None) or {}

    def base_models(self) -> tuple[str | None, list[dict[str, str | None]] | None]:
        """The Hub's own claim: its relation and its parents, `{"relation": ..., "models": [{"_id", "id"}]}`."""
        value = self.item.get("baseModels")
        if value is None:
            return None, None
        if isinstance(value, Mapping) and not any(value.values()):  # a column's way to write nothing
            return None, None
        models = value.get("models") if isinstance(value, Mapping) else None
        if not isinstance(models, list):
            self._counted("baseModels", None)
            return None, None
        parents = [parent for parent in map(_parent, models) if parent]
        self._counted("baseModels", parents if len(parents) == len(models) else None)
        relation = value.get("relation")
        return (encodable(relation) if isinstance(relation, str) and relation else None), parents or None

    def _counted(self, name: str, value: _T | None) -> _T | None:
        """The value; None, which stands for one that could not be read, is counted."""
        if value is None:
            self.tally.odd[name] += 1
        return value


def _parent(value: object) -> dict[str, str | None] | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("id"), str) or not value["id"].strip():
        return None
    hub_id = value.get("_id")
    return {"hub_id": encodable(hub_id) if isinstance(hub_id, str) and hub_id else None, "id": encodable(value["id"])}


def _parameters(value: Mapping[str, Any]) -> int | None:
    total = _integer(value.get("total"))
    by_type = value.get("parameters")
    if total is None and isinstance(by_type, Mapping):
        total = _integer(sum(n for n in map(_integer, by_type.values()) if n is not None))
    return total


def _dated(created_at: datetime | None) -> datetime | None:
    return None if created_at == FLOOR else created_at


def _other_bases(card: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the card says under another spelling of `base_model`, by that spelling, in the spellings' order."""
    found = {}
    for key, value in card.items():
        if key != "base_model" and isinstance(key, str) and key[:1] in "bB" and _folded(key) in OTHER_SPELLINGS:
            found[key] = value
    return dict(sorted(found.items())) or None


def _folded(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


def _integer(value: object) -> int | None:
    """A count: a whole number from 0 that fits 64 bits. A boolean is none."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_INT:
        return value
    return None


def _plain(value: object) -> object:
    """The same value out of what JSON knows. Raises RecursionError for one that contains itself."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)
