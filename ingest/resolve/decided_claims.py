"""The claims of a snapshot, read and decided a range of its models at a time."""

from pathlib import Path

import polars as pl

from ingest.claims.extract import claims_of
from ingest.resolve.naming import KnownModels, decided, in_question, looked_up, renamed, renames_of
from ingest.resolve.pieces import Pieces
from ingest.resolve.references import References, meant_by
from ingest.resolve.snapshot_rows import CLAIMS, SnapshotRows
from ingest.resolve.spelling import spellings_of, spelt_as_most
from lineage.stores import Advance


class DecidedClaims:
    """What the claims of all rows mean. `known` are the models they may mean.

    Each claim is read once, into a new folder. `advance` is called with the number of rows whose claims are read, and
    again with all of them once what they say together is known.
    """

    def __init__(self, rows: SnapshotRows, folder: Path, advance: Advance) -> None:
        self._pieces = Pieces(folder)
        self.known = self._known_models(rows, advance)
        numbers = rows.ranges.numbers
        self._renames = renames_of(pl.concat([in_question(self._looked_up(number)) for number in numbers]))
        spellings = [spellings_of(self._renamed(number), self.known.listed) for number in numbers]
        self._spellings = spelt_as_most(spellings, self.known.listed)
        advance(rows.height)

    def of(self, number: int) -> pl.DataFrame:
        """The claims of a range's models (CLAIMED) with `parent`, `outcome`, `rule` and `reason`, in their order of
        trust."""
        return decided(self._renamed(number), self._spellings, self.known)

    def _known_models(self, rows: SnapshotRows, advance: Advance) -> KnownModels:
        references = References()
        for number in rows.ranges.numbers:
            read = rows.read(number, CLAIMS)
            claims = claims_of(read.lazy(), rows.odd)
            references.add(claims)
            self._pieces.write(number, claims)
            advance(read.height)
        named, owners = references.gathered()
        return KnownModels.of(named, meant_by(named, owners, rows.scan()))

    def _looked_up(self, number: int) -> pl.DataFrame:
        return looked_up(self._pieces.read(number), self.known)

    def _renamed(self, number: int) -> pl.DataFrame:
        return renamed(self._looked_up(number), self._renames, self.known)
