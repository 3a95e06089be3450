"""Guesses as edges of their own kind, each with its rule and how often that rule is right."""

import polars as pl

from ingest.inference.guess import LISTED, MISSING, guesses
from ingest.inference.hold_out import COPIES, guessed_and_right
from ingest.inference.missing import copiers, copies
from ingest.inference.names import says_quantized, with_key, with_whole
from lineage.schema import INFERRED_FROM
from lineage.values import Evidence, Relation

FEWEST_GUESSES = 30
"""Guesses a rule must have made about hidden parents before a precision is stated."""


def inferred(models: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """`child, parent` and the properties of INFERRED_FROM, sorted by child: at most one row a child, listed or missing.

    A rule's precision was tried on listed children, that of COPIER as if they were missing.
    """
    models = with_whole(with_key(models))
    named = guesses(models, derivations, statuses=(*LISTED, *MISSING))
    copied = copies(models, derivations).join(named, on="child", how="anti")
    tried = guessed_and_right(models, derivations)
    if not copied.is_empty():
        tried |= guessed_and_right(models, derivations, set(copiers(derivations)), COPIES)
    precisions = {
        rule: round(100 * right / guessed) for rule, (guessed, right) in tried.items() if guessed >= FEWEST_GUESSES
    }
    found = pl.concat([named, copied]).sort("child")
    quantized = says_quantized(pl.col("child")) & (pl.col("rule") != "mirror")
    return found.with_columns(
        relation=pl.when(quantized).then(pl.lit(Relation.QUANTIZED.value)).otherwise(pl.lit(Relation.UNKNOWN.value)),
        evidence=pl.lit([Evidence.INFERRED.value], dtype=pl.List(pl.String)),
        raw=pl.concat_str("rule", pl.lit(": "), "child"),
        precision=pl.col("rule").replace_strict(precisions, default=None, return_dtype=pl.Int64),
    ).select("child", "parent", *INFERRED_FROM.names)
