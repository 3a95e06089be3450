"""Guesses as edges of their own kind, each with its rule and how often that rule is right."""

import polars as pl

from ingest.inference.guess import guesses
from ingest.inference.hold_out import hold_out
from ingest.inference.names import says_quantized
from lineage.schema import INFERRED_FROM
from lineage.values import Evidence, Relation

FEWEST_GUESSES = 30
"""Guesses a rule must have made about hidden parents before a precision is stated."""


def inferred(models: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """`child, parent` and the properties of INFERRED_FROM, sorted by child: at most one row a child."""
    found = guesses(models, derivations)
    rows = hold_out(models, derivations, rounds=1).rows
    precisions = {row.rule: round(100 * row.right / row.guessed) for row in rows if row.guessed >= FEWEST_GUESSES}
    quantized = says_quantized(pl.col("child")) & (pl.col("rule") != "mirror")
    return found.with_columns(
        relation=pl.when(quantized).then(pl.lit(Relation.QUANTIZED.value)).otherwise(pl.lit(Relation.UNKNOWN.value)),
        evidence=pl.lit([Evidence.INFERRED.value], dtype=pl.List(pl.String)),
        raw=pl.concat_str("rule", pl.lit(": "), "child"),
        precision=pl.col("rule").replace_strict(precisions, default=None, return_dtype=pl.Int64),
    ).select("child", "parent", *INFERRED_FROM.names)
