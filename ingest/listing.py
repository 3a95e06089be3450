"""A page of the Hub's listing, from JSON to rows: straight to columns where every item is as documented.

Nearly every page is. It is read with strict types and no garbage collection, in a third of the time; the first item
that is not as documented sends its whole page the tolerant way, through `items.rows`, which gives the same rows.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, overload

import msgspec
import orjson
import polars as pl

from ingest.items import FLOOR, card_claims, card_license, license_of, owner, parse, rows
from ingest.snapshot import ROW
from ingest.tally import Tally

Text = str | None
Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] | None

_GATED = {None: None, False: "false", "auto": "auto", "manual": "manual"}
_NO_CARD: Mapping[str, msgspec.Raw] = {}
_NO_CLAIMS = card_claims({})
_JOINT = "\x1f"  # stands between the tags of a model while they are one text
_JOINT_ESCAPED = (rb"\u001f", rb"\u001F")
_DATE = "%Y-%m-%dT%H:%M:%S.000Z"  # as the Hub writes every date; a fraction would cost three times the time


class _Weights(msgspec.Struct, gc=False):
    total: Number = None


class _Parent(msgspec.Struct, gc=False):
    id: str
    hub_id: Text = msgspec.field(name="_id", default=None)


class _BaseModels(msgspec.Struct, gc=False):
    models: list[_Parent]
    relation: Text = None


class _Item(msgspec.Struct, gc=False):
    """An item as documented; absent and null are the same."""

    id: str
    hub_id: Text = msgspec.field(name="_id", default=None)
    author: Text = None
    createdAt: Text = None
    lastModified: Text = None
    downloads: Number = None
    downloadsAllTime: Number = None
    likes: Number = None
    pipeline_tag: Text = None
    library_name: Text = None
    safetensors: _Weights | None = None
    gated: bool | str | None = None
    tags: list[str] | None = None
    cardData: dict[str, msgspec.Raw] | None = None
    baseModels: _BaseModels | None = None
    removedAt: None = None


_decoder = msgspec.json.Decoder(list[_Item])


class _Undocumented(ValueError):
    """An item that strict types let through and the tolerant way has to judge."""


class Listing(Sequence[Any]):
    """The items of a page whose types are as documented; as objects they are only made when somebody looks at one."""

    def __init__(self, text: bytes, items: list[_Item]) -> None:
        self._text, self._items = text, items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        return self._objects()[at]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._objects())

    def frame(self) -> pl.DataFrame | None:
        """The rows; None when an item needs judging."""
        try:
            with _without_collecting():
                return _frame(self._items)
        except (_Undocumented, pl.exceptions.PolarsError, ValueError):
            return None

    def _objects(self) -> list[Any]:
        objects = parse(self._text)
        assert isinstance(objects, list)  # noqa: S101 - it was decoded as one
        return objects


def listing(text: bytes) -> Sequence[Any]:
    """The items of a page's JSON. ValueError says what it is instead: "no JSON" or "no list of models"."""
    if not any(escaped in text for escaped in _JOINT_ESCAPED):
        try:
            with _without_collecting():
                return Listing(text, _decoder.decode(text))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            pass
    try:
        items = parse(text)
    except ValueError as error:
        raise ValueError("no JSON") from error
    if not isinstance(items, list):
        raise ValueError("no list of models")
    return items


def page_rows(items: Sequence[Any], tally: Tally, places: Iterator[str] | None = None) -> pl.DataFrame:
    """The rows of a page's items, by the quick way if there is one; the same as `items.rows`."""
    frame = items.frame() if isinstance(items, Listing) else None
    if frame is None:
        return rows(items, tally, places)
    tally.seen += len(items)
    return frame


def _frame(items: list[_Item]) -> pl.DataFrame:
    ids = [item.id for item in items]
    if not all(map(str.strip, ids)):
        raise _Undocumented("no id")
    cards = [item.cardData or _NO_CARD for item in items]
    claims = _claims(cards)
    columns = {
        "hub_id": _texts([item.hub_id for item in items]),
        "id": _texts(ids),
        "author": _texts([item.author or owner(item.id) for item in items]),
        "created_at": _created([item.createdAt for item in items]),
        "last_modified": _moments([item.lastModified for item in items]),
        "downloads": _numbers([item.downloads for item in items]),
        "downloads_all_time": _numbers([item.downloadsAllTime for item in items]),
        "likes": _numbers([item.likes for item in items]),
        "license": _texts([_license(*pair) for pair in zip(cards, items, strict=True)]),
        "pipeline_tag": _texts([item.pipeline_tag for item in items]),
        "library": _texts([item.library_name for item in items]),
        "parameters": _numbers([_parameters(item.safetensors) for item in items]),
        "gated": _texts([_gated(item.gated) for item in items]),
        "tags": _lists([item.tags for item in items]),
        **{name: _texts([claim[name] for claim in claims]) for name in _NO_CLAIMS},
        "hub_relation": _texts([item.baseModels.relation if item.baseModels else None for item in items]),
        "hub_parents": _parents([item.baseModels for item in items]),
    }
    unknown = {name: pl.repeat(None, len(items), dtype=dtype, eager=True) for name, dtype in ROW.items()}
    return pl.DataFrame({name: columns.get(name, unknown[name]) for name in ROW}, schema=ROW)


def _texts(values: Sequence[str | None]) -> pl.Series:
    """An empty text is unknown."""
    return pl.Series([value or None for value in values], dtype=pl.String)


def _numbers(values: list[int | None]) -> pl.Series:
    return pl.Series(values, dtype=pl.Int64)


def _moments(values: list[str | None]) -> pl.Series:
    return pl.Series(values, dtype=pl.String).str.to_datetime(_DATE, time_unit="ms", time_zone="UTC", cache=False)


def _created(values: list[str | None]) -> pl.Series:
    moments = _moments(values)
    return moments.set(moments == FLOOR, None)


def _gated(value: bool | str | None) -> str | None:
    if value not in _GATED:
        raise _Undocumented("gated")
    return _GATED[value]


def _parameters(weights: _Weights | None) -> int | None:
    if weights is not None and weights.total is None:
        raise _Undocumented("safetensors")
    return (weights and weights.total) or None


def _lists(values: list[list[str] | None]) -> pl.Series:
    """Lists of texts, through one text each: polars reads nested Python lists eight times as slowly."""
    joined = [None if value is None else _JOINT.join(value) for value in values]
    if "" in joined:
        raise _Undocumented("no tags, or an empty one")
    return pl.Series(joined, dtype=pl.String).str.split(_JOINT)


def _claims(cards: Sequence[Mapping[str, msgspec.Raw]]) -> list[dict[str, str | None]]:
    """What each card says of parents; only the few keys that can are looked at."""
    telling = [key for key in set().union(*cards) if key[:1] in "bB"]
    said = [{key: orjson.loads(bytes(card[key])) for key in telling if key in card} for card in cards]
    return [card_claims(one) if one else _NO_CLAIMS for one in said]


def _license(card: Mapping[str, msgspec.Raw], item: _Item) -> str | None:
    said = card.get("license")
    if said is not None and (named := card_license({"license": orjson.loads(bytes(said))})):
        return named
    return license_of(item.tags)


def _parents(values: list[_BaseModels | None]) -> pl.Series:
    """Through JSON text, like the tolerant way."""
    texts = [
        orjson.dumps([_parent(parent) for parent in value.models]).decode() if value and value.models else None
        for value in values
    ]
    return pl.Series(texts, dtype=pl.String).str.json_decode(ROW["hub_parents"])


def _parent(parent: _Parent) -> dict[str, str | None]:
    if not parent.id.strip():
        raise _Undocumented("baseModels")
    return {"hub_id": parent.hub_id or None, "id": parent.id}


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Thousands of new objects that all stay would have the collector look at them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
