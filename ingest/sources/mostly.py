"""How many rows of a file have to be of one form for the file to be of it: the others are left out alone, and named."""

from collections.abc import Iterable

AT_LEAST = 0.8


def mostly(are: Iterable[object]) -> bool:
    """Whether at least AT_LEAST of them are true; so it is of none."""
    known = [bool(one) for one in are]
    return sum(known) >= AT_LEAST * len(known)
