"""The rules that clean a column of a row, whichever way it was read.

Each returns the column with null for what means nothing, and how many of its cells were odd: there, and of no use.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import polars as pl

Clean = Callable[[pl.Series], tuple[pl.Series, int]]

FLOOR = (datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC), datetime(2022, 3, 2, 23, 29, 5, tzinfo=UTC))
"""`createdAt` of every repository older than the Hub's own record of dates: it means "unknown"."""
FLOOR_DAY = datetime(2022, 3, 2, tzinfo=UTC)
"""The same where a source has days alone: that day has some 29,000 models at the floor, and no hundred others."""

OLDEST = datetime(2015, 1, 1, tzinfo=UTC)
"""The Hub holds nothing from before: a date that is earlier is a default of somebody's software."""
AHEAD = timedelta(days=2)
"""How far the clocks of a source and of its reader may differ."""

MOST_COUNTED = 2**53
"""No count reaches it: those below are exact wherever JSON is read, and the sums of a thousand have 64 bits."""


def as_read(column: pl.Series) -> tuple[pl.Series, int]:
    """Any value is fine."""
    return column, 0


def nonempty(texts: pl.Series) -> tuple[pl.Series, int]:
    """An empty text is unknown."""
    return _only(texts, texts != ""), 0


def possible_count(counts: pl.Series) -> tuple[pl.Series, int]:
    """A count below 0, or of MOST_COUNTED, is odd."""
    known = _only(counts, counts.is_between(0, MOST_COUNTED, closed="left"))
    return known, known.null_count() - counts.null_count()


def positive(counts: pl.Series) -> tuple[pl.Series, int]:
    """0 is unknown, a count that cannot be is odd."""
    known, odd = possible_count(counts)
    return _only(known, known > 0), odd


def known_moment(moments: pl.Series) -> tuple[pl.Series, int]:
    """A date that cannot be is unknown."""
    absurd = is_absurd(moments)
    return _only(moments, ~absurd) if absurd.any() else moments, 0


def known_creation(moments: pl.Series) -> tuple[pl.Series, int]:
    """So is the Hub's floor of dates of creation."""
    known, _ = known_moment(moments)
    return _only(known, ~is_floor(known)), 0


def is_floor(moments: pl.Series) -> pl.Series:
    """Whether each is the Hub's floor, to the second, or its day without a time."""
    floor = moments.is_between(FLOOR[0], FLOOR[1] + timedelta(seconds=1), closed="left")
    return (floor | (moments == FLOOR_DAY)).fill_null(False)


def is_absurd(moments: pl.Series) -> pl.Series:
    """Whether each is before the Hub was, or after today."""
    return ((moments < OLDEST) | (moments > datetime.now(UTC) + AHEAD)).fill_null(False)


def one_of(*words: str) -> Clean:
    """An empty text is unknown, any text but these words is odd."""

    def clean(texts: pl.Series) -> tuple[pl.Series, int]:
        stated, _ = nonempty(texts)
        known = _only(stated, stated.is_in(words))
        return known, known.null_count() - stated.null_count()

    return clean


def without_nulls(lists: pl.Series) -> tuple[pl.Series, int]:
    """A list with a null in it is odd; the rest of it is kept."""
    if not lists.explode(empty_as_null=False, keep_nulls=False).null_count():
        return lists, 0
    kept = lists.list.drop_nulls()
    return kept, _shorter(kept, lists)


def with_ids(parents: pl.Series) -> tuple[pl.Series, int]:
    """The parents `{"_id", "id"}` that have an id, as `{"hub_id", "id"}`; a list with another in it is odd."""
    hub_id, id = pl.element().struct.field("_id"), pl.element().struct.field("id")
    usable = pl.struct(hub_id=pl.when(hub_id != "").then(hub_id), id=id).filter(id.str.strip_chars() != "")
    kept = parents.list.eval(usable)
    return _only(kept, kept.list.len() > 0), _shorter(kept, parents)


def owner_of(ids: pl.Expr) -> pl.Expr:
    """What `lineage.text.ids.owner` says of each: the account before the slash."""
    return ids.str.extract("^([^/]+)/")


def license_tag(tags: pl.Expr) -> pl.Expr:
    """The licence that a model's first `license:` tag names."""
    first = tags.list.eval(pl.element().filter(pl.element().str.starts_with("license:"))).list.first()
    return first.str.slice(len("license:")).replace("", None)


def _shorter(lists: pl.Series, others: pl.Series) -> int:
    """How many of the lists are shorter than those at the same place of the others."""
    return int((lists.list.len() < others.list.len()).sum())


def _only(column: pl.Series, condition: pl.Series) -> pl.Series:
    """The column, null where the condition is not met."""
    return pl.select(pl.when(condition).then(column).alias(column.name)).to_series()
