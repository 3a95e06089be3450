"""What cards say, by column: of one card, or of all the cards of a page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import orjson

from ingest.rows.fields import CARD_FIELDS, Field
from ingest.rows.kinds import CARD_MISSPELT, CARD_TEXT, CARD_TEXTS, NULL
from ingest.rows.readers import is_other_spelling

RawCard = Mapping[str, msgspec.Raw]
"""A card whose values are JSON still."""

Column = list[str | None]


def columns_of(card: Mapping[str, Any]) -> dict[str, str | None]:
    """What one card says, by column."""
    return {field.column: field.kind.read(card.get(field.inner) if field.inner else card) for field in CARD_FIELDS}


def columns_of_all(cards: Sequence[RawCard | None]) -> dict[str, Column]:
    """What many cards say, by column; only the few keys that we read are looked at."""
    keys = set().union(*filter(None, cards))
    return {field.column: _column(field, cards, keys) for field in CARD_FIELDS}


def each_once(values: Sequence[Any], read: Callable[[Any], str | None]) -> Column:
    """Each value as read, None as None; the few that there are of hashable ones are read once."""
    known = {value: read(value) for value in set(values) if value is not None}
    return [known.get(value) for value in values]


def _column(field: Field, cards: Sequence[RawCard | None], keys: set[str]) -> Column:
    if field.kind is CARD_MISSPELT:
        return _under_other_spellings(field, cards, [key for key in keys if is_other_spelling(key)])
    if field.inner not in keys:
        return [None] * len(cards)
    values = _under(cards, field.inner)
    if field.kind in (CARD_TEXT, CARD_TEXTS):  # few of many, and texts but for a few
        return each_once(
            [value if value is None or isinstance(value, str) else field.kind.read(value) for value in values],
            field.kind.read,
        )
    return [None if value is None else field.kind.read(value) for value in values]


def _under(cards: Sequence[RawCard | None], key: str) -> list[Any]:
    """What each card has under a key; None where it has nothing."""
    raws = [card.get(key, NULL) if card else NULL for card in cards]
    values: list[Any] = orjson.loads(b"[%b]" % b",".join(raws))
    return values


def _under_other_spellings(field: Field, cards: Sequence[RawCard | None], keys: Sequence[str]) -> Column:
    if not keys:
        return [None] * len(cards)
    parts = [{key: orjson.loads(bytes(card[key])) for key in keys if key in card} if card else {} for card in cards]
    return [field.kind.read(part) for part in parts]
