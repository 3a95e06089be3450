"""Models that programs upload by the hundred: marked with the rule that tells, never removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from ingest.inference.names import name_of
from lineage.values import Status


@dataclass(frozen=True, slots=True)
class MassRule:
    """One rule: its name, what it recognises, and the pattern of the name if it is one.

    A pattern that people might hit upon too counts only from `least` such names of one account on.
    """

    name: str
    recognises: str
    pattern: str | None = None
    least: int = 1


REPEATED = 10
SERIES = 100
BURST = 50
HOURS = timedelta(hours=12)

RULES = (
    MassRule("blockassist", "an agent's name after `blockassist-bc-`", r"(?i)^blockassist-bc-"),
    MassRule("swarm", "a peer of a training swarm: `...-Gensyn-Swarm-...`", r"(?i)gensyn[-_]swarm[-_]"),
    MassRule("tournament", "an entry in a tournament: `tournament-tourn_...`", r"(?i)^tournament-tourn_[0-9a-f]{6,}_"),
    MassRule("uuid", "a UUID in the name", r"(?i)(?:^|[-_.])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:$|[-_.])"),
    MassRule(
        "timestamp",
        f"a moment at the end of the name, {REPEATED} times and more by one account",
        r"(?:^|[-_.])(?:1[5-9]\d{8}(?:\d{3})?|20\d{2}[-_]?[01]\d[-_]?[0-3]\d[-_T]?[0-2]\d[-_]?[0-5]\d(?:[-_]?[0-5]\d)?)$",
        REPEATED,
    ),
    MassRule("omega", f"`omega_` and a code, {REPEATED} times and more by one account", r"^omega_\w{6,}$", REPEATED),
    MassRule(
        "cuid",
        f"a collision-resistant id for a name, {REPEATED} times and more by one account",
        r"^c[a-z0-9]*\d[a-z0-9]*\d[a-z0-9]*$",
        REPEATED,
    ),
    MassRule("series", f"{SERIES} and more names of one account that differ by their numbers only"),
    MassRule("burst", f"{BURST} and more children of one parent by one account within {HOURS.seconds // 3600} hours"),
)
"""The first that recognises a model marks it."""

_NUMBER = r"\d+"


def marks(models: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """`id, mass_upload`: each listed model that a rule recognises, with the rule's name, sorted by id.

    `models` has `id, author, status, created_at`; `derivations` has `child, parent`.
    """
    listed = models.lazy().filter(pl.col("status") == Status.LISTED.value).select("id", "author", "created_at")
    found = [*_by_pattern(listed), _series(listed), _bursts(listed, derivations)]
    order = {rule.name: place for place, rule in enumerate(RULES)}
    first = pl.col("mass_upload").replace_strict(order, return_dtype=pl.Int8)
    return pl.concat(found).sort("id", first).unique("id", keep="first", maintain_order=True)


_NAME = name_of(pl.col("id"))


def _by_pattern(listed: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """What each pattern recognises; names that none does are looked at once."""
    patterns = {rule: rule.pattern for rule in RULES if rule.pattern}
    any_of_them = "|".join(f"(?:{pattern})" for pattern in patterns.values())
    names = listed.with_columns(name=_NAME).filter(pl.col("name").str.contains(any_of_them))
    named = names.collect(engine="streaming")
    for rule, pattern in patterns.items():
        matching = named.filter(pl.col("name").str.contains(pattern))
        if rule.name == "cuid":
            matching = matching.filter(pl.col("name").str.len_chars().is_between(18, 32))
        yield _marked(matching.filter(pl.len().over("author") >= rule.least), rule.name)


def _series(listed: pl.LazyFrame) -> pl.DataFrame:
    """Numbers are made one sign; an account's names that then are the same belong together."""
    busy = listed.group_by("author").len().filter(pl.col("len") >= SERIES)
    numbered = (
        listed.join(busy, on="author", how="semi", nulls_equal=True)
        .select("id", "author", name=_NAME)
        .filter(pl.col("name").str.contains(_NUMBER))
        .select("id", "author", template=pl.col("name").str.replace_all(_NUMBER, "#"))
    )
    templates = numbered.collect(engine="streaming")
    return _marked(templates.filter(pl.len().over("author", "template") >= SERIES), "series")


def _bursts(listed: pl.LazyFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    pairs = derivations.filter(pl.col("child") != pl.col("parent")).select("parent", id="child")
    many = pairs.filter(pl.len().over("parent") >= BURST)
    children = (
        many.lazy()
        .join(listed.filter(pl.col("created_at").is_not_null()), on="id")
        .collect(engine="streaming")
        .filter(pl.len().over("author", "parent") >= BURST)
        .sort("author", "parent", "created_at", "id")
    )
    groups = children.partition_by("author", "parent", maintain_order=True)
    dense = [group.filter(pl.Series(_dense(group["created_at"].dt.epoch("s").to_numpy()))) for group in groups]
    return _marked(pl.concat([children.clear(), *dense]).unique("id", maintain_order=True), "burst")


def _dense(moments: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which of the sorted moments (seconds) lie among BURST that are no more than HOURS apart."""
    first = np.flatnonzero(moments[BURST - 1 :] - moments[: len(moments) - BURST + 1] <= HOURS.total_seconds())
    dense = np.zeros(len(moments), np.bool_)
    for start in first.tolist():
        dense[start : start + BURST] = True
    return dense


def _marked(found: pl.DataFrame, rule: str) -> pl.DataFrame:
    return found.select("id", mass_upload=pl.lit(rule))
