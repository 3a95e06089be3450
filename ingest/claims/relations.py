"""The relation a card, a tag or the Hub states: one of the Hub's words, or one it does not know."""

import polars as pl

from ingest.claims.values import texts_of_json
from ingest.rows.json_values import parse
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

    Several words state none of the Hub's relations, though each be one; a list with gaps states none of the whole.
    """
    stated = [json for json in column.unique() if json is not None]
    read = {json: None if _has_gaps(json) else ", ".join(sorted(_words(json))) or None for json in stated}
    words = column.replace_strict(read, default=None, return_dtype=pl.String) if read else column
    word = pl.lit(words)
    return pl.select(relation=known_relation(word), unknown_relation=unknown_word(word))


def _words(json: str) -> set[str]:
    return {word for text in texts_of_json(json) if (word := text.strip().lower()) not in _NOTHING}


def relations_by_place(parents: str, relations: str) -> list[str | None] | None:
    """The relation to each of a card's parents, where the card has a list of both, of one length (JSON texts): an edge
    list's relations belong to the pair. None for any other card."""
    try:
        named, stated = parse(parents), parse(relations)
    except ValueError:
        return None
    if not isinstance(named, list) or not isinstance(stated, list) or len(named) != len(stated):
        return None
    if not all(isinstance(one, str) for one in named) or not all(isinstance(one, str | None) for one in stated):
        return None
    return [None if one is None or one.strip().lower() in _NOTHING else one for one in stated]


def _has_gaps(json: str) -> bool:
    """Whether it is a list with a null: of some of the parents nothing is stated."""
    if not json.startswith("[") or "null" not in json:
        return False
    try:
        value = parse(json)
    except ValueError:
        return False
    return isinstance(value, list) and None in value


_NOTHING = ("", "[]", "{}", "none", "null", "unknown")
"""What states no relation at all."""
