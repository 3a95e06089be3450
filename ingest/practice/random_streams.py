"""Random numbers by seed and subject, so that a change to one subject leaves all the others as they were."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


class RandomStreams:
    """One independent, reproducible generator for each subject of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, subject: str) -> np.random.Generator:
        """The subject's generator, always at its beginning."""
        return np.random.Generator(np.random.PCG64([self.seed, crc32(subject.encode())]))


def pick(chances: Sequence[float] | NDArray[np.float64], size: int, random: np.random.Generator) -> NDArray[np.int64]:
    """`size` places of `chances`, each drawn with its chance; the chances need not add up to 1 exactly.

    No chances at all are fine when nothing is drawn.
    """
    if size == 0:
        return np.empty(0, np.int64)
    steps = np.cumsum(np.asarray(chances, np.float64))
    places: NDArray[np.int64] = np.searchsorted(steps, random.random(size) * steps[-1], "right")
    return places.clip(max=len(steps) - 1)
