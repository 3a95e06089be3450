"""The kinds of columns a row has: what each holds, what it is made of, and how that is read and cleaned."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import polars as pl

from ingest.rows import readers
from ingest.rows.clean import (
    Clean,
    as_read,
    known_creation,
    known_moment,
    nonempty,
    one_of,
    positive,
    possible_count,
    with_ids,
    without_nulls,
)
from ingest.rows.json_values import json_text
from ingest.rows.remarks import ABSURD_DATE, FLOOR_DATE, SEVERAL_LICENSES, Remark

NULL = msgspec.Raw(b"null")
MOMENT = pl.Datetime("ms", "UTC")

_Integer = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class Weights(msgspec.Struct, gc=False):
    """`safetensors` as documented, as far as we read it."""

    total: _Integer


class Parent(msgspec.Struct, gc=False):
    """One of the models of `baseModels`."""

    id: str
    hub_id: str | None = msgspec.field(name="_id", default=None)


class BaseModels(msgspec.Struct, gc=False):
    """`baseModels` as documented."""

    models: list[Parent]
    relation: str | None = None


class AdapterConfig(msgspec.Struct, gc=False):
    """`config.peft` as documented, as far as we read it."""

    base_model_name_or_path: str | None = None


class Config(msgspec.Struct, gc=False):
    """`config` as documented, as far as we read it."""

    peft: AdapterConfig | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HubType:
    """What the Hub gives under a key: `wire` in an item as documented (a type for msgspec, `default` where it is not
    there), `table` as a column of hub-stats; None for one whose type grows."""

    wire: Any
    table: pl.DataType | None
    default: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class FieldKind:
    """What a column holds (`dtype`), out of which type of the Hub's.

    `read` takes any value there is to one of the type `read_as` (`dtype` unless given), None when it cannot. `clean`
    makes `dtype` of the column, however it was read. Cells of `remarks` are counted.
    """

    dtype: pl.DataType
    source: HubType
    read: Callable[[Any], Any]
    clean: Clean = as_read
    read_as: pl.DataType | None = None
    remarks: tuple[Remark, ...] = ()


MODELS = pl.List(pl.Struct({"_id": pl.String(), "id": pl.String()}))
"""The list in `baseModels`, as the Hub writes it."""

_TEXT = HubType(str | None, pl.String())
_INTEGER = HubType(_Integer | None, pl.Int64())
_DATE = HubType(str | None, pl.Datetime("us"))
_WORD = HubType(bool | str | None, pl.String())
_TEXTS = HubType(msgspec.Raw, pl.List(pl.String), NULL)
_WEIGHTS = HubType(Weights | None, None)
_CONFIG = HubType(Config | None, pl.String())
CARD = HubType(dict[str, msgspec.Raw] | None, pl.String())
CLAIM = HubType(BaseModels | None, pl.Struct({"relation": pl.String(), "models": MODELS}))

ID = FieldKind(pl.String(), HubType(str, pl.String(), msgspec.NODEFAULT), readers.text)
TEXT = FieldKind(pl.String(), _TEXT, readers.text, nonempty)
COUNT = FieldKind(pl.Int64(), _INTEGER, readers.integer, possible_count)
DATE = FieldKind(MOMENT, _DATE, readers.moment, known_moment, remarks=(ABSURD_DATE,))
CREATED = FieldKind(MOMENT, _DATE, readers.moment, known_creation, remarks=(ABSURD_DATE, FLOOR_DATE))
GATED = FieldKind(pl.String(), _WORD, readers.word, one_of("false", "auto", "manual"))
TAGS = FieldKind(pl.List(pl.String), _TEXTS, readers.texts, without_nulls)
PARAMETERS = FieldKind(pl.Int64(), _WEIGHTS, readers.total, positive)
ADAPTER_BASE = FieldKind(pl.String(), _CONFIG, readers.adapter_base, nonempty)

CARD_TEXT = FieldKind(pl.String(), CARD, readers.first_text)
CARD_TEXTS = FieldKind(pl.String(), CARD, readers.joined_texts)
CARD_SEVERAL = FieldKind(pl.String(), CARD, readers.several_texts, remarks=(SEVERAL_LICENSES,))
CARD_JSON = FieldKind(pl.String(), CARD, json_text)
CARD_MISSPELT = FieldKind(pl.String(), CARD, readers.other_bases)

RELATION = FieldKind(pl.String(), CLAIM, readers.text, nonempty)
PARENTS = FieldKind(
    pl.List(pl.Struct({"hub_id": pl.String(), "id": pl.String()})), CLAIM, readers.parents, with_ids, MODELS
)
