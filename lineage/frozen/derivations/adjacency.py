"""Derivations in one direction: each model's neighbours, and how each neighbour is related to it."""

from dataclasses import dataclass
from typing import Self

from lineage.frozen.storage.arrays import ArrayFile, Codes
from lineage.frozen.storage.csr import Csr


@dataclass(frozen=True, slots=True)
class Adjacency(Csr):
    """`relation` and `evidence` (a bit mask) lie beside `indices`. Self-references are in neither direction."""

    relation: Codes
    evidence: Codes

    @classmethod
    def named(cls, arrays: ArrayFile, name: str) -> Self:
        """The adjacency of that name: `children` or `parents`."""
        return cls(*(arrays[f"{name}.{part}"] for part in ("indptr", "indices", "relation", "evidence")))

    def row(self, number: int) -> slice:
        """Where one model's neighbours lie."""
        return slice(int(self.indptr[number]), int(self.indptr[number + 1]))
