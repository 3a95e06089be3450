"""Words for a relation that are none of the Hub's, in a line: what they state stays unknown."""

from collections import Counter

import polars as pl

from ingest.claims.relations import RELATIONS, unknown_word
from ingest.claims.values import texts_of_json
from lineage.text.printable import printable

NAMED = 5
"""Words that are named, the most frequent first."""
LONGEST = 40
"""Characters shown of a word."""


def unknown_relations(rows: pl.LazyFrame) -> str | None:
    """How many models of a snapshot's rows state a relation in words that are none of the Hub's, and in which; None
    where all are its words. The column's whole text is counted, so that a list of several words counts once for each
    of them."""
    stated = (
        pl.concat([rows.group_by(text=column).agg(models=pl.len()) for column in ("card_relation", "hub_relation")])
        .filter(pl.col("text").is_not_null())
        .collect()
    )
    counts: Counter[str] = Counter()
    models = 0
    for text, count in stated.rows():
        words = pl.Series(texts_of_json(text), dtype=pl.String).to_frame("word").select(unknown_word(pl.col("word")))
        unknown = set(words.to_series().drop_nulls())
        models += count if unknown else 0
        counts.update(dict.fromkeys(unknown, count))
    if not counts:
        return None
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{word[:LONGEST]!r} {count:,}" for word, count in ranked[:NAMED]]
    named += [f"{len(counts) - NAMED:,} other words"] if len(counts) > NAMED else []
    known = ", ".join(RELATIONS)
    return printable(
        f"{models:,} models state a relation in no word of the Hub's ({', '.join(named)}): it stays unknown. "
        f"Import the file again with the Hub's words ({known}) where they are meant"
    )
