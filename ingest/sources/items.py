"""From an object with anybody's words for its fields to an item of the Hub's API."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.rows.fields import CARD_KEY, CLAIM_KEY, SOURCES
from ingest.rows.rejections import Rejections
from ingest.sources.cell_values import READERS, is_nothing
from ingest.sources.children import with_owner
from ingest.sources.front_matter import read_card
from ingest.sources.header_words import (
    CARD_TEXT,
    CHILD,
    PARENT,
    RELATION,
    TARGETS,
    Target,
    is_bare_name,
    is_numbered_parent,
    rank,
    target_of,
)

_SHAPES = 10_000
"""Sets of keys whose meaning is kept; a file with more of them has its keys looked up each time."""

_HARMLESS = frozenset({"id", "modelId"})
_DATES, _COUNTS = ("createdAt", "lastModified"), ("downloads", "downloadsAllTime", "likes")


@dataclass(slots=True)
class Shape:
    """What the keys of an object mean: `columns` by target, the most telling first; `unused` mean nothing we know, and
    were null so far. `plain` is a shape of the Hub's own spellings alone."""

    columns: Mapping[Target, tuple[str, ...]]
    unused: list[str]
    plain: bool


@dataclass(slots=True)
class ItemReader:
    """Makes items of the Hub's API; columns left out and cards that cannot be read are in `rejections`.

    `chosen` are columns that the user named, by target: they go before all others.
    """

    rejections: Rejections
    chosen: Mapping[Target, str] = field(default_factory=dict)
    _shapes: dict[tuple[Any, ...], Shape] = field(default_factory=dict)

    def __call__(self, row: object) -> object:
        """The row as an item; what is no object is given back as it is."""
        if not isinstance(row, Mapping):
            return row
        shape = self.shape(row)
        for key in [key for key in shape.unused if row[key] is not None]:
            shape.unused.remove(key)
            self.rejections.leave_out([str(key)])
        if shape.plain and _as_documented(row):
            return row
        return self._item(row, shape)

    def shape(self, row: Mapping[Any, Any]) -> Shape:
        keys = tuple(row)
        known = self._shapes.get(keys)
        if known is None:
            known = shape_of(keys, self.chosen)
            if len(self._shapes) < _SHAPES:
                self._shapes[keys] = known
        return known

    def _item(self, row: Mapping[Any, Any], shape: Shape) -> dict[str, Any]:
        item: dict[str, Any] = {}
        card: dict[str, Any] = {}
        for target, keys in shape.columns.items():
            if target is PARENT:
                several = any(map(is_numbered_parent, keys))
                _take_parents(item, card, [READERS[target.path](row[key]) for key in keys], several)
                continue
            value = _first(target, (row[key] for key in keys))
            if value is None:
                continue
            key, _, inner = target.path.partition(".")
            if target.path == CARD_TEXT:
                card = {**read_card(value, str(row.get("id", "")), self.rejections), **card}
            elif key != CARD_KEY:
                item[key] = value
            elif inner:
                card.setdefault(inner, value)
            elif isinstance(value, Mapping):
                card |= {name: one for name, one in value.items() if one is not None}
            else:
                item[CARD_KEY] = value
        name = item.get("id")
        if isinstance(name, str) and all(map(is_bare_name, shape.columns.get(CHILD, ()))):
            item["id"] = with_owner(name, item.get("author"), self.rejections)
        return _with_card(item, card)


def shape_of(keys: Iterable[Any], chosen: Mapping[Target, str]) -> Shape:
    """What these keys mean; `chosen` columns mean what they were chosen for, and nothing else does."""
    taken = {column: target for target, column in chosen.items()}
    columns: dict[Target, list[str]] = {}
    unused = []
    for key in keys:
        target = taken.get(key) or (target_of(key) if isinstance(key, str) else None)
        if target is None or (target in chosen and key not in taken):
            unused.append(key)
        else:
            columns.setdefault(target, []).append(key)
    ordered = {
        target: tuple(sorted(columns[target], key=lambda key: rank(target, key)))
        for target in TARGETS
        if target in columns
    }
    known = {key for target_keys in ordered.values() for key in target_keys}
    return Shape(ordered, unused, plain=not chosen and known <= {*SOURCES, *_HARMLESS} and "id" in known)


def _first(target: Target, values: Iterable[object]) -> object:
    """The first value there is, read; of several for the model's id the first that has an owner."""
    read: Callable[[Any], object] = READERS.get(target.path, _as_it_is)
    there = [value for value in values if not is_nothing(value)]
    if target is CHILD:
        owned = [value for value in there if isinstance(value, str) and "/" in value]
        return next(iter(owned or there), None)
    return next((made for made in map(read, there) if made is not None), None)


def _as_it_is(value: object) -> object:
    return value


def _as_documented(row: Mapping[str, Any]) -> bool:
    """Whether a row in the Hub's spellings has the types that need no reading."""
    return (
        type(row.get(CARD_KEY)) in (dict, type(None))
        and type(row.get("tags")) in (list, type(None))
        and not any(isinstance(row.get(key), str) for key in _COUNTS)
        and all(_is_documented_date(row.get(key)) for key in _DATES)
    )


def _is_documented_date(value: object) -> bool:
    return value is None or (value[4:5] == "-" if isinstance(value, str) else isinstance(value, datetime))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _take_parents(item: dict[str, Any], card: dict[str, Any], values: Iterable[Any], several: bool) -> None:
    """Parents' ids are the card's; an object with a list of models is the Hub's own claim, as its client names it.
    Objects that name a model may each state a relation. Of several values the first counts, or (`several`) each."""
    for value in values:
        named = _named_parents(value)
        if isinstance(value, Mapping) and isinstance(value.get("models"), list):
            item.setdefault(CLAIM_KEY, value)
        elif named:
            card.setdefault("base_model", [parent for parent, _ in named])
            if any(relation for _, relation in named):
                card["base_model_relation"] = [relation for _, relation in named]
        elif not is_nothing(value):
            known = card.setdefault("base_model", value)
            if several and known is not value:
                card["base_model"] = [*_listed(known), *_listed(value)]


def _named_parents(value: object) -> list[tuple[str, str | None]]:
    """Parent and relation of an object, or of each of a list's; none unless all of them name a model."""
    objects = value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []
    named = [_named_parent(one) for one in objects]
    return [one for one in named if one is not None] if all(named) else []


def _named_parent(one: object) -> tuple[str, str | None] | None:
    texts = {key: text for key, text in one.items() if isinstance(text, str)} if isinstance(one, Mapping) else {}
    words = {target: text for key, text in reversed(texts.items()) if (target := target_of(str(key))) is not None}
    id = words.get(CHILD) or words.get(PARENT)
    return None if id is None else (id, words.get(RELATION))


def _with_card(item: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    """The item with its card; of what the listing lacks the card's word counts."""
    for name in ("tags", "pipeline_tag", "library_name"):
        if item.get(name) is None and card.get(name) is not None:
            item[name] = card[name]
    if card:
        item[CARD_KEY] = card
    return item
