"""A genealogy: one column a fact, over all models."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.practice.known_bases import KnownBase

Ints = NDArray[np.int32]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Seconds = NDArray[np.int64]

KINDS = ("llm", "vision", "image", "encoder", "audio", "robotics")
"""The kinds of well-known bases; a kind's code is its place here."""

DAY = 86_400
"""Seconds."""


class Mass(IntEnum):
    """The pattern a mass upload was made in; NO for the models somebody named."""

    NO = 0
    TIMESTAMP = 1
    UUID = 2
    SWARM = 3
    TOURNAMENT = 4
    BLOCKASSIST = 5
    OMEGA = 6
    CUID = 7


class Undeclared(IntEnum):
    """How a model without a declared parent came to have one: NO for those that truly have none."""

    NO = 0
    REUPLOAD = 1
    SUFFIX = 2
    MIRROR = 3
    SILENT = 4


@dataclass
class Genealogy:
    """Columns over all models; `parent` is the first one (-1: none), further ones are pairs in `more`.

    `relation` holds places in `shape.RELATIONS`, `level` derivations down from the `root`, `mass` and `undeclared`
    values of Mass and Undeclared. The numbers of `related` are the models that have a parent and are no base.
    """

    bases: tuple[KnownBase, ...]
    related: slice
    parent: Ints
    relation: Codes
    level: Codes
    root: Ints
    created: Seconds
    mass: Codes
    undeclared: Codes
    more: Ints
    """Shape (pairs, 2): a merge and one more of its parents."""

    @property
    def size(self) -> int:
        return len(self.parent)

    @property
    def related_models(self) -> Ints:
        """The numbers of `related`."""
        return numbers_in(self.related)

    @cached_property
    def kind(self) -> Codes:
        """The kind of each model's root, as a place in KINDS; a language model where the root is unknown."""
        codes = np.zeros(self.size, np.uint8)
        codes[: len(self.bases)] = [KINDS.index(base.kind) for base in self.bases]
        return codes[self.root]

    @cached_property
    def has_children(self) -> Flags:
        """True for each model some other model was made from."""
        flags = np.zeros(self.size, np.bool_)
        flags[self.parent[self.parent >= 0]] = True
        flags[self.more[:, 1]] = True
        return flags


def numbers_in(part: slice) -> Ints:
    """The numbers of the models in a part of all."""
    return np.arange(part.start, part.stop, dtype=np.int32)
