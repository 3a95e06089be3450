"""Guesses as edges of their own kind, each with its rule and how often that rule is right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from ingest.inference.guess import LISTED, MISSING, RULES, guesses
from ingest.inference.hold_out import COPIES, Trial, guesses_of_hidden, predicted_and_right
from ingest.inference.missing import copiers, copies
from ingest.inference.names import says_quantized, with_key, with_whole
from lineage.schema import INFERRED_FROM
from lineage.values import Evidence, Relation

FEWEST_GUESSES = 30
"""Guesses a rule must have made about hidden parents before a precision is stated."""


@dataclass(frozen=True, slots=True, eq=False)
class Guesses:
    """`child, parent, rule` by child: of the models that declare no parent (`named`), and of the children whose
    declared parents were hidden to try the rules (`tried`)."""

    named: pl.DataFrame
    tried: pl.DataFrame

    @classmethod
    def of(cls, models: pl.DataFrame, derivations: pl.DataFrame) -> "Guesses":
        """Those about all `models` (`id, author, status, created_at`), listed or missing."""
        named = guesses(models, derivations, statuses=(*LISTED, *MISSING))
        return cls(named, guesses_of_hidden(models, derivations).sort("child"))

    @classmethod
    def among(
        cls, models: pl.DataFrame, derivations: pl.DataFrame, formats: pl.DataFrame, ids: pl.DataFrame
    ) -> "Guesses":
        """Those about some of the models (`id`). `formats` are the `format_names` of the children that are called after
        what these may be called after, maybe of more: names are taken apart once, which of all would be too much to
        hold."""
        named = guesses(models, derivations, ids, (*LISTED, *MISSING), formats)
        trial = Trial(RULES, partial(guesses, formats=formats))
        return cls(named, guesses_of_hidden(models, derivations, ids, trial=trial))


def inferred(guessed: Guesses, models: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """`child, parent` and the properties of INFERRED_FROM, sorted by child: at most one row a child, listed or missing.

    `guessed` are all guesses about the models. A rule's precision was tried on listed children, that of COPIER as if
    they were missing.
    """
    return as_edges(guessed, copies(models, derivations), derivations, lambda: (models, derivations))


def named_once(models: pl.DataFrame) -> pl.DataFrame:
    """The models with their names as all rules ask for them."""
    return with_whole(with_key(models))


def as_edges(
    guessed: Guesses,
    copied: pl.DataFrame,
    declared: pl.DataFrame,
    whole: Callable[[], tuple[pl.DataFrame, pl.DataFrame]],
) -> pl.DataFrame:
    """What `inferred` gives, of guesses that were made; `copied` is what COPIER says (`missing.copies`).

    `declared` are at least the derivations of the children that the rules were tried on, `whole` has all models and
    derivations, asked for where COPIER is to be tried.
    """
    copied = copied.join(guessed.named, on="child", how="anti")
    tried = predicted_and_right(guessed.tried, declared)
    if not copied.is_empty():
        models, derivations = whole()
        hidden = guesses_of_hidden(models, derivations, accounts=set(copiers(derivations)), trial=COPIES)
        tried |= predicted_and_right(hidden, derivations)
    precisions = {
        rule: round(100 * right / predicted)
        for rule, (predicted, right) in tried.items()
        if predicted >= FEWEST_GUESSES
    }
    found = pl.concat([guessed.named, copied]).sort("child", "parent")
    quantized = says_quantized(pl.col("child")) & (pl.col("rule") != "mirror")
    return found.with_columns(
        relation=pl.when(quantized).then(pl.lit(Relation.QUANTIZED.value)).otherwise(pl.lit(Relation.UNKNOWN.value)),
        evidence=pl.lit([Evidence.INFERRED.value], dtype=pl.List(pl.String)),
        raw=pl.concat_str("rule", pl.lit(": "), "child"),
        precision=pl.col("rule").replace_strict(precisions, default=None, return_dtype=pl.Int64),
    ).select("child", "parent", *INFERRED_FROM.names)
