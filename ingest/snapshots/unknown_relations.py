"""Words for a relation that are none of the Hub's, in a line: what they state stays unknown."""

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
    columns = (rows.group_by(text=column).agg(models=pl.len()) for column in ("card_relation", "hub_relation"))
    stated = pl.concat(columns).drop_nulls("text").collect().with_row_index("of")
    words = pl.Series([texts_of_json(text) for text in stated["text"]], dtype=pl.List(pl.String))
    said = stated.with_columns(word=words).explode("word").with_columns(word=unknown_word(pl.col("word")))
    unknown = said.drop_nulls("word").unique(["of", "word"])
    counts = dict(unknown.group_by("word").agg(pl.col("models").sum()).iter_rows())
    if not counts:
        return None
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{word[:LONGEST]!r} {count:,}" for word, count in ranked[:NAMED]]
    named += [f"{len(counts) - NAMED:,} other words"] if len(counts) > NAMED else []
    known = ", ".join(RELATIONS)
    models = unknown.unique("of")["models"].sum()
    return printable(
        f"{models:,} models state a relation in no word of the Hub's ({', '.join(named)}): it stays unknown. "
        f"Import the file again with the Hub's words ({known}) where they are meant"
    )
