"""The claims of a snapshot, decided a range of its models at a time."""

from collections.abc import Callable, Sequence

import polars as pl

from ingest.resolve.naming import KnownModels, in_question, looked_up, renamed, renames_of, settled
from ingest.resolve.read_claims import ReadClaims
from ingest.resolve.spelling import spellings_of, spelt_as_most

MeantBy = Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]


class SettledClaims:
    """What the claims that were `read` mean; `meant_by` looks their models up (`references.meant_by`).

    `known` are the models they may mean.
    """

    def __init__(self, read: ReadClaims, numbers: range, meant_by: MeantBy) -> None:
        self._pieces = read.pieces
        named, owners = read.references.gathered()
        self.known = KnownModels.of(named, meant_by(named, owners))
        self._renames = renames_of(pl.concat([in_question(self._looked_up(number, _NAMING)) for number in numbers]))
        spellings = [spellings_of(self._renamed(number, _NAMING), self.known.listed) for number in numbers]
        self._spellings = spelt_as_most(spellings, self.known.listed)

    def of(self, number: int) -> pl.DataFrame:
        """The claims of a range's models with what other models have a say in (`naming.settled`)."""
        return settled(self._renamed(number), self._spellings, self.known)

    def _looked_up(self, number: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        return looked_up(self._pieces.read(number, columns), self.known)

    def _renamed(self, number: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        return renamed(self._looked_up(number, columns), self._renames, self.known)


_NAMING = ("child", "source", "candidate", "hub_id", "rules", "unless", "by_owner", "reason", "by_hub")
"""What of a claim (CLAIMED) is looked at to find what it means."""
