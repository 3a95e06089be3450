"""The table of fields: one line for each column of a row, and the Hub's key that fills it.

What is asked of the Hub, the types of an item as documented, how a tolerant reader and hub-stats' columns get there,
and the schema of a row follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ingest.rows.clean import license_tag, owner_of
from ingest.rows.kinds import (
    ADAPTER_BASE,
    CARD,
    CARD_JSON,
    CARD_MISSPELT,
    CARD_SEVERAL,
    CARD_TEXT,
    CARD_TEXTS,
    CLAIM,
    COUNT,
    CREATED,
    DATE,
    GATED,
    ID,
    PARAMETERS,
    PARENTS,
    RELATION,
    TAGS,
    TEXT,
    FieldKind,
    HubType,
)


@dataclass(frozen=True)
class Field:
    """One column, filled from `path`: the item's key, and the key inside its value behind a dot.

    `otherwise` says what follows from other columns where nothing is stated. `expand` is False for what the listing
    gives unasked, and for what it has not.
    """

    column: str
    path: str
    kind: FieldKind
    otherwise: pl.Expr | None = None
    expand: bool = True

    @cached_property
    def key(self) -> str:
        return self.path.partition(".")[0]

    @cached_property
    def inner(self) -> str:
        return self.path.partition(".")[2]


FIELDS = (
    Field("hub_id", "_id", TEXT, expand=False),
    Field("id", "id", ID, expand=False),
    Field("author", "author", TEXT, otherwise=owner_of(pl.col("id"))),
    Field("created_at", "createdAt", CREATED),
    Field("last_modified", "lastModified", DATE),
    Field("downloads", "downloads", COUNT),
    Field("downloads_all_time", "downloadsAllTime", COUNT),
    Field("likes", "likes", COUNT),
    Field("license", "cardData.license", CARD_TEXT, otherwise=license_tag(pl.col("tags"))),
    Field("license_name", "cardData.license_name", CARD_TEXTS),
    Field("license_link", "cardData.license_link", CARD_TEXT),
    Field("card_licenses", "cardData.license", CARD_SEVERAL),
    Field("new_version", "cardData.new_version", CARD_TEXT),
    Field("pipeline_tag", "pipeline_tag", TEXT),
    Field("library", "library_name", TEXT),
    Field("parameters", "safetensors", PARAMETERS),
    Field("gated", "gated", GATED),
    Field("tags", "tags", TAGS),
    Field("card_base_model", "cardData.base_model", CARD_JSON),
    Field("card_other_bases", "cardData", CARD_MISSPELT),
    Field("card_relation", "cardData.base_model_relation", CARD_JSON),
    Field("config_base_model", "config", ADAPTER_BASE),
    Field("hub_relation", "baseModels.relation", RELATION),
    Field("hub_parents", "baseModels.models", PARENTS),
    Field("removed_at", "removedAt", DATE, expand=False),  # no field of the Hub's: radar knows it
)

SOURCES: Mapping[str, HubType] = {field.key: field.kind.source for field in FIELDS}
"""What stands under each key of an item."""

EXPAND = tuple(sorted({field.key for field in FIELDS if field.expand}))
"""The keys to ask the listing for, by `expand`."""

CARD_KEY, CLAIM_KEY = "cardData", "baseModels"
"""The two keys that fill several columns each."""

PLAIN_FIELDS = tuple(field for field in FIELDS if field.kind.source not in (CARD, CLAIM))
CARD_FIELDS = tuple(field for field in FIELDS if field.kind.source is CARD)
CLAIM_FIELDS = tuple(field for field in FIELDS if field.kind.source is CLAIM)
