"""Pages of the Hub's listing, from JSON to rows: straight to columns where every item is as documented.

Nearly every page is. It is read with strict types, and many pages become one table, in a tenth of the time; the first
item that is not as documented sends its whole page the tolerant way, through `tolerant.rows`, which gives the same
rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
import polars as pl
from msgspec.structs import astuple

from ingest.rows import tag_texts
from ingest.rows.cards import columns_of_all, each_once
from ingest.rows.fields import CARD_KEY, CLAIM_KEY, FIELDS, PLAIN_FIELDS, SOURCES
from ingest.rows.json_values import parse
from ingest.rows.kinds import (
    ADAPTER_BASE,
    CREATED,
    DATE,
    GATED,
    MODELS,
    PARAMETERS,
    PARENTS,
    TAGS,
    BaseModels,
    FieldKind,
)
from ingest.rows.readers import moment, word
from ingest.rows.rejections import Rejections
from ingest.rows.table import ROW, cleaned
from ingest.rows.tolerant import rows

_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S.000Z"  # as the Hub writes every date; a fraction would cost three times the time

_Item: Any = msgspec.defstruct(
    "_Item", [(key, source.wire, source.default) for key, source in SOURCES.items()], gc=False, kw_only=True
)
_decoder = msgspec.json.Decoder(list[_Item])

_UNWRAPPED: Mapping[FieldKind, Callable[[Sequence[Any]], Sequence[Any]]] = {
    PARAMETERS: lambda weights: [each and each.total for each in weights],
    GATED: lambda values: each_once(values, word),
    ADAPTER_BASE: lambda configs: [each and each.peft and each.peft.base_model_name_or_path for each in configs],
}
"""From values of the documented type to the column's, where they are not the same."""

_NESTED = (TAGS, PARENTS)
_DATES = (DATE, CREATED)
_FLAT = pl.Schema(
    {
        field.column: pl.String() if field.kind in _DATES else field.kind.dtype
        for field in FIELDS
        if field.kind not in _NESTED
    }
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """A page column by column: no Python object of its models is left, whose memory the next page's take.

    `flat` are those of one value a model, dates as they are written; of the others here is the JSON.
    """

    flat: Mapping[str, pl.Series]
    tags: bytes
    hub_parents: bytes


@dataclass(frozen=True, slots=True)
class PageItems:
    """The items of one page: as strict types where all are as documented, else (`odd`) as whatever they are."""

    text: bytes
    items: Sequence[Any]
    odd: bool = False

    def __len__(self) -> int:
        return len(self.items)

    def objects(self) -> Sequence[Any]:
        """The items as JSON objects."""
        objects = self.items if self.odd else parse(self.text)
        assert isinstance(objects, list)  # noqa: S101 - it was decoded as one
        return objects


def page_items(text: bytes) -> PageItems:
    """The items of a page's JSON. ValueError says what it is instead: "no JSON" or "no list of models"."""
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return PageItems(text, _decoder.decode(text))
    try:
        items = parse(text)
    except ValueError as error:
        raise ValueError("no JSON") from error
    if not isinstance(items, list):
        raise ValueError("no list of models")
    return PageItems(text, items, odd=True)


class Rows:
    """The rows of page after page, made into tables (schema ROW) when they are asked for; the same as `tolerant.rows`
    gives."""

    def __init__(self) -> None:
        self.rejections = Rejections()
        self._tables: list[pl.DataFrame] = []
        self._taken = 0  # tables that `fresh` gave
        self._columns: list[_Columns] = []

    def add(self, page: PageItems, places: Iterator[str] | None = None) -> int:
        """Take a page's items; returns how many became rows. `places` names where each stood, for the rejections."""
        if not page.items:
            return 0
        columns = None if page.odd else _columns(page.items)
        if columns is None:
            self._tables += [self._made(), rows(page.objects(), self.rejections, places)]
            return self._tables[-1].height
        self._columns.append(columns)
        self.rejections.read += len(page)
        return len(page)

    def fresh(self) -> pl.DataFrame:
        """The rows of the pages added since the last call."""
        self._tables.append(self._made())
        taken, self._taken = self._taken, len(self._tables)
        return pl.concat(self._tables[taken:])

    def all(self) -> pl.DataFrame:
        """The rows of all pages."""
        self._tables.append(self._made())
        return pl.concat(self._tables, rechunk=True)

    def _made(self) -> pl.DataFrame:
        """The rows of the columns gathered so far, which are empty then."""
        pages, self._columns = self._columns, []
        return _table(pages, self.rejections) if pages else ROW.to_frame()


def _columns(items: Sequence[Any]) -> _Columns | None:
    """The items column by column; None when one of them has to be judged."""
    values = dict(zip(SOURCES, zip(*map(astuple, items), strict=True), strict=True))
    if not all(map(str.strip, values["id"])):
        return None
    claims = values[CLAIM_KEY]
    try:
        columns = {
            **{field.column: _unwrapped(values[field.key], field.kind) for field in PLAIN_FIELDS},
            **columns_of_all(values[CARD_KEY]),
            "hub_relation": [claim and claim.relation for claim in claims],
        }
        flat = {name: pl.Series(columns[name], dtype=dtype) for name, dtype in _FLAT.items()}
        return _Columns(flat, tag_texts.joined(values["tags"]), _parents(claims))
    except ValueError:  # of tags, or of a text no column can hold
        return None


def _unwrapped(values: Sequence[Any], kind: FieldKind) -> Sequence[Any]:
    unwrap = _UNWRAPPED.get(kind)
    return values if unwrap is None else unwrap(values)


def _parents(claims: Sequence[BaseModels | None]) -> bytes:
    return msgspec.json.encode([claim and claim.models for claim in claims])


def _table(pages: Sequence[_Columns], rejections: Rejections) -> pl.DataFrame:
    """The rows (schema ROW) of these pages."""
    flat = pl.DataFrame({name: pl.concat([page.flat[name] for page in pages]) for name in _FLAT})
    dates = [
        _moments(flat[field.column], field.key, flat["id"], rejections)
        for field in PLAIN_FIELDS
        if field.kind in _DATES
    ]
    nested = [tag_texts.lists([page.tags for page in pages]), _models([page.hub_parents for page in pages])]
    return cleaned(flat.with_columns(*dates, *nested), rejections)


def _moments(texts: pl.Series, key: str, ids: pl.Series, rejections: Rejections) -> pl.Series:
    """The dates; those not written as the Hub writes them are read one by one, the tolerant way."""
    moments = texts.str.to_datetime(_DATE_FORMAT, time_unit="ms", time_zone="UTC", cache=False, strict=False)
    others = (moments.is_null() & texts.is_not_null()).arg_true()
    if others.len():
        read = [moment(text) for text in texts.gather(others)]
        for at, value in zip(others, read, strict=True):
            if value is None:
                rejections.count_odd(key, ids[at], texts[at])
        moments = moments.scatter(others, pl.Series(read, dtype=moments.dtype))
    return moments


def _models(pages: Sequence[bytes]) -> pl.Series:
    """Through JSON, which takes no Python code a model."""
    texts = pl.Series("hub_parents", pages, dtype=pl.Binary).cast(pl.String)
    return texts.str.json_decode(pl.List(MODELS)).explode()
