"""The relation a card, a tag or the Hub states: one of the Hub's words, or one it does not know."""

import polars as pl

from ingest.claims.values import texts_of_json
from lineage.values import Relation

RELATIONS = tuple(relation.value for relation in Relation if relation is not Relation.UNKNOWN)
"""The Hub's words for a relation."""


def known_relation(column: pl.Expr) -> pl.Expr:
    """A word as the Hub writes it; null where it is none of its words."""
    lowered = column.str.strip_chars().str.to_lowercase()
    return pl.when(lowered.is_in(RELATIONS)).then(lowered)


def unknown_word(column: pl.Expr) -> pl.Expr:
    """A word that states a relation which is none of the Hub's, in lower case; null where there is none."""
    lowered = column.str.strip_chars().str.to_lowercase()
    return pl.when(~lowered.is_in([*RELATIONS, *_NOTHING])).then(lowered)


def card_relations(column: pl.Series) -> pl.DataFrame:
    """`relation, unknown_relation` of a card's JSON text: one word the Hub knows, or whatever else stands there.

    Several words state none of the Hub's relations, though each be one.
    """
    read = {json: ", ".join(sorted(_words(json))) or None for json in column.unique() if json is not None}
    words = column.replace_strict(read, default=None, return_dtype=pl.String) if read else column
    word = pl.lit(words)
    return pl.select(relation=known_relation(word), unknown_relation=unknown_word(word))


def _words(json: str) -> set[str]:
    return {word for text in texts_of_json(json) if (word := text.strip().lower()) not in _NOTHING}


_NOTHING = ("", "[]", "{}", "none", "null", "unknown")
"""What states no relation at all."""
