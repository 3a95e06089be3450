"""The claims of all rows as they were read, a range at a time, and what they refer to."""

from pathlib import Path

import polars as pl

from ingest.resolve.pieces import Pieces
from ingest.resolve.references import References


class ReadClaims:
    """Claims (CLAIMED), a piece for each range of ids, in a new folder."""

    def __init__(self, folder: Path) -> None:
        self.pieces, self.references = Pieces(folder), References()

    def add(self, number: int, claims: pl.DataFrame) -> None:
        """Keep the claims of a range, those of a child together and in their order of trust; maybe read apart."""
        ordered = claims.sort("child", maintain_order=True).with_columns(text=_number_of_text())
        self.references.add(ordered)
        self.pieces.write(number, ordered)


def _number_of_text() -> pl.Expr:
    """`text` numbered anew, from 0 for each child: the claims that were read off one text stand together."""
    number = pl.struct("child", "source", "text").rle_id()
    first = (pl.col("child") != pl.col("child").shift()).fill_null(value=True)
    number -= pl.when(first).then(number).forward_fill()
    return pl.when(pl.col("text").is_not_null()).then(number).cast(pl.UInt32)
