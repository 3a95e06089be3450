"""The relation a card, a tag or the Hub states, as one of the Hub's words."""

import polars as pl

from ingest.claims.values import texts_of_json
from lineage.values import Relation

RELATIONS = tuple(relation.value for relation in Relation if relation is not Relation.UNKNOWN)
"""The Hub's words for a relation."""


def known_relation(column: pl.Expr) -> pl.Expr:
    """The Hub's own statement; null where it is none of its words."""
    lowered = column.str.strip_chars().str.to_lowercase()
    return pl.when(lowered.is_in(RELATIONS)).then(lowered)


def card_relation(column: pl.Series) -> pl.Series:
    """The relation in a card's JSON text: one word the Hub knows, alone or in a list of one."""
    meant = {json: _one_relation(texts_of_json(json)) for json in column.unique() if json is not None}
    return column.replace_strict(meant, default=None, return_dtype=pl.String) if meant else column


def _one_relation(written: list[str]) -> str | None:
    words = {word.strip().lower() for word in written}
    return words.pop() if len(words) == 1 and words <= set(RELATIONS) else None
