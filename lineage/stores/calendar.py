"""Dates that an engine can reckon with and Python cannot hold."""

from collections.abc import Iterator
from contextlib import contextmanager

from lineage.errors import BadStatement

OUTSIDE = ("an answer holds a date outside of the years 1 to 9999", "return toString() of it")


@contextmanager
def python_dates() -> Iterator[None]:
    """A date in the block that Python cannot hold becomes BadStatement: it was the statement's to make."""
    try:
        yield
    except (ValueError, OverflowError) as error:
        raise BadStatement(*OUTSIDE) from error
