"""Pages of the Hub's listing, from JSON to rows: straight to columns where every item is as documented.

Nearly every page is. It is read with strict types, and many pages become one table, in a tenth of the time; the first
item that is not as documented sends its whole page the tolerant way, through `items.rows`, which gives the same rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import orjson
import polars as pl
from msgspec.structs import astuple

from ingest.rows import tag_texts
from ingest.rows.rejections import Tally
from ingest.rows.table import HISTORY, ROW
from ingest.rows.tolerant import FLOOR, card_claims, card_license, json_text, moment, parse, rows

Text = str | None
Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Number = Count | None

_GATED = {None: None, False: "false", "auto": "auto", "manual": "manual"}
_DATE = "%Y-%m-%dT%H:%M:%S.000Z"  # as the Hub writes every date; a fraction would cost three times the time


class _Weights(msgspec.Struct, gc=False):
    total: Count


class _Parent(msgspec.Struct, gc=False):
    id: str
    hub_id: Text = msgspec.field(name="_id", default=None)


class _BaseModels(msgspec.Struct, gc=False):
    models: list[_Parent]
    relation: Text = None


class _Item(msgspec.Struct, gc=False, kw_only=True):
    """An item as documented; absent and null are the same. `removedAt` is no field of the Hub's."""

    hub_id: Text = msgspec.field(name="_id", default=None)
    id: str
    author: Text = None
    created_at: Text = msgspec.field(name="createdAt", default=None)
    last_modified: Text = msgspec.field(name="lastModified", default=None)
    downloads: Number = None
    downloads_all_time: Number = msgspec.field(name="downloadsAllTime", default=None)
    likes: Number = None
    pipeline_tag: Text = None
    library: Text = msgspec.field(name="library_name", default=None)
    parameters: _Weights | None = msgspec.field(name="safetensors", default=None)
    gated: bool | str | None = None
    tags: msgspec.Raw = tag_texts.NONE
    card: dict[str, msgspec.Raw] | None = msgspec.field(name="cardData", default=None)
    hub_parents: _BaseModels | None = msgspec.field(name="baseModels", default=None)
    removed_at: None = msgspec.field(name="removedAt", default=None)


_FIELDS = _Item.__struct_fields__
_GATHERED = [name for name in ROW if name not in HISTORY and name != "removed_at"]
_NESTED = ("tags", "hub_parents")
_DATES = ("created_at", "last_modified")
_FLAT = {name: pl.String() if name in _DATES else ROW[name] for name in _GATHERED if name not in _NESTED}
_TEXTS = ["hub_id", "author", "pipeline_tag", "library", "hub_relation"]
_OWNER = pl.col("id").str.extract("^([^/]*)/")
_decoder = msgspec.json.Decoder(list[_Item])

_Card = Mapping[str, msgspec.Raw]
_Told = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """A page column by column: no Python object of its models is left, whose memory the next page's take.

    `flat` are those of one value a model, dates as they are written; of the others here is the JSON.
    """

    flat: Mapping[str, pl.Series]
    tags: bytes
    hub_parents: bytes


class _Undocumented(ValueError):
    """An item that strict types let through and the tolerant way has to judge."""


@dataclass(frozen=True, slots=True)
class Listing:
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


def listing(text: bytes) -> Listing:
    """The items of a page's JSON. ValueError says what it is instead: "no JSON" or "no list of models"."""
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return Listing(text, _decoder.decode(text))
    try:
        items = parse(text)
    except ValueError as error:
        raise ValueError("no JSON") from error
    if not isinstance(items, list):
        raise ValueError("no list of models")
    return Listing(text, items, odd=True)


class Rows:
    """The rows of page after page, made into tables (schema ROW) when they are asked for; the same as `items.rows`."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._tables: list[pl.DataFrame] = []
        self._told = 0
        self._columns: list[_Columns] = []

    def add(self, page: Listing, places: Iterator[str] | None = None) -> int:
        """Take a page's items; returns how many became rows. `places` names where each stood, for the tally."""
        if not page.items:
            return 0
        columns = None if page.odd else _columns(page.items)
        if columns is None:
            self._tables += [self._made(), rows(page.objects(), self.tally, places)]
            return self._tables[-1].height
        self._columns.append(columns)
        self.tally.seen += len(page)
        return len(page)

    def fresh(self) -> pl.DataFrame:
        """The rows of the pages added since this was last asked."""
        self._tables.append(self._made())
        told, self._told = self._told, len(self._tables)
        return pl.concat(self._tables[told:])

    def all(self) -> pl.DataFrame:
        """The rows of all pages."""
        self._tables.append(self._made())
        return pl.concat(self._tables, rechunk=True)

    def _made(self) -> pl.DataFrame:
        """The rows of the columns gathered so far, which are empty then."""
        pages, self._columns = self._columns, []
        return _table(pages, self.tally) if pages else ROW.to_frame()


def _columns(items: Sequence[_Item]) -> _Columns | None:
    """The items column by column; None when one of them needs judging."""
    try:
        return _read(dict(zip(_FIELDS, zip(*map(astuple, items), strict=True), strict=True)))
    except ValueError:
        return None


def _read(fields: _Told) -> _Columns:
    """Raises ValueError when a field is other than documented."""
    if not all(map(str.strip, fields["id"])):
        raise _Undocumented("no id")
    cards, bases = fields["card"], fields["hub_parents"]
    told = {
        **fields,
        **_claims(cards),
        "license": _licenses(cards),
        "parameters": [weights and weights.total for weights in fields["parameters"]],
        "gated": _gated(fields["gated"]),
        "hub_relation": [base and base.relation for base in bases],
    }
    flat = {name: pl.Series(told[name], dtype=dtype) for name, dtype in _FLAT.items()}
    return _Columns(flat, tag_texts.joined(fields["tags"]), msgspec.json.encode(_parents(bases)))


def _claims(cards: Sequence[_Card | None]) -> _Told:
    """What each card says of parents; only the few keys that can are looked at."""
    told = set().union(*filter(None, cards))
    misspelt = [key for key in told if key[:1] in "bB" and card_claims({key: 0})["card_other_bases"]]
    return {
        "card_base_model": _said(cards, "base_model"),
        "card_relation": _said(cards, "base_model_relation"),
        "card_other_bases": _other_bases(cards, misspelt) if misspelt else [None] * len(cards),
    }


def _other_bases(cards: Sequence[_Card | None], keys: Sequence[str]) -> list[str | None]:
    found = [{key: orjson.loads(bytes(card[key])) for key in keys if key in card} if card else {} for card in cards]
    return [card_claims(of_one)["card_other_bases"] for of_one in found]


def _said(cards: Sequence[_Card | None], key: str) -> list[str | None]:
    """The JSON text of each card's value; None where it has none."""
    return [None if value is None else json_text(value) for value in _values(cards, key)]


def _licenses(cards: Sequence[_Card | None]) -> list[str | None]:
    """Each card's licence. They are few: each is read once a page."""
    said = _values(cards, "license")
    values = [value if value is None or isinstance(value, str) else _license(value) for value in said]
    named = {value: _license(value) for value in set(values)}
    return [named[value] for value in values]


def _license(value: object) -> str | None:
    return card_license({"license": value})


def _values(cards: Sequence[_Card | None], key: str) -> list[Any]:
    """What each card has under a key; None where it has nothing."""
    raws = [card.get(key, tag_texts.NONE) if card else tag_texts.NONE for card in cards]
    values: list[Any] = orjson.loads(b"[%b]" % b",".join(raws))
    return values


def _gated(values: Sequence[bool | str | None]) -> list[str | None]:
    if not _GATED.keys() >= set(values):
        raise _Undocumented("gated")
    return [_GATED[value] for value in values]


def _parents(bases: Sequence[_BaseModels | None]) -> list[list[_Parent] | None]:
    parents = [(base.models or None) if base else None for base in bases]
    if not all(parent.id.strip() and parent.hub_id != "" for of_one in parents if of_one for parent in of_one):
        raise _Undocumented("baseModels")
    return parents


def _table(pages: Sequence[_Columns], tally: Tally) -> pl.DataFrame:
    """The rows (schema ROW) of these pages. Dates that are none are unknown, and in the tally."""
    made = {
        **{name: pl.concat([page.flat[name] for page in pages]) for name in _FLAT},
        "tags": tag_texts.lists([page.tags for page in pages]),
        "hub_parents": _nested([page.hub_parents for page in pages]),
    }
    made["created_at"] = _moments(made["created_at"], "createdAt", tally)
    made["last_modified"] = _moments(made["last_modified"], "lastModified", tally)
    unknown = [pl.lit(None, dtype).alias(name) for name, dtype in ROW.items() if name not in made]
    rows = pl.DataFrame(made).with_columns(
        pl.col(_TEXTS).replace("", None),
        pl.col("parameters").replace(0, None),
        *unknown,
        license=pl.coalesce("license", tag_texts.LICENSE),
        created_at=pl.when(pl.col("created_at") != FLOOR).then("created_at"),
    )
    if rows["author"].null_count():
        rows = rows.with_columns(pl.col("author").fill_null(_OWNER))
    return rows.select(ROW.names())


def _moments(texts: pl.Series, name: str, tally: Tally) -> pl.Series:
    """The dates; those not written as the Hub writes them are read one by one, the tolerant way."""
    moments = texts.str.to_datetime(_DATE, time_unit="ms", time_zone="UTC", cache=False, strict=False)
    odd = (moments.is_null() & texts.is_not_null()).arg_true()
    if odd.len():
        read = [moment(text) for text in texts.gather(odd)]
        tally.odd.update([name] * read.count(None))
        moments = moments.scatter(odd, pl.Series(read, dtype=moments.dtype))
    return moments


def _nested(pages: Sequence[bytes]) -> pl.Series:
    """Through JSON, which takes no Python code a model."""
    written = pl.List(pl.Struct({"_id": pl.String(), "id": pl.String()}))
    ours = pl.element().struct.rename_fields(["hub_id", "id"])
    texts = pl.Series(pages, dtype=pl.Binary).cast(pl.String)
    return texts.str.json_decode(pl.List(written)).explode().list.eval(ours)
