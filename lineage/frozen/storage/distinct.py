"""Numbers that occur in an array, each once."""

import numpy as np

from lineage.frozen.storage.arrays import AnyArray


def distinct_numbers(values: AnyArray) -> AnyArray:
    """The numbers of a flat array, ascending, each once.

    Why not `np.unique`, measured in CPU time (numpy 2.4): it looks each number up in a hash table before it sorts, so
    that 284,000 of them take 150 ms where sorting takes 17, and 0.2 where they are sorted already.
    """
    ordered = np.sort(values, kind="stable")  # quick on what is nearly sorted
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
