"""Tables of which most is the file of an earlier resolution (`lineage.resolved.resolved_tables`)."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.resolve.pieces import sink
from lineage.home.home import link
from lineage.resolved.resolved_tables import TableFiles, laid_over

ONE_CHANGED_IN = 20
"""Where one row in so many is not in the base, all of them are written as one file again."""


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A table as the `base`, without the rows of ids that are `replaced`, and the `changes`.

    The first column of the changes is the id that both are sorted by, the rows of one id in their order.
    """

    base: Path
    replaced: pl.Series
    changes: pl.DataFrame

    @classmethod
    def over(cls, earlier: TableFiles, held: pl.DataFrame, replaced: pl.Series, rows: pl.DataFrame) -> "Layers":
        """The earlier table, whose changes are `held`, with these rows instead of those of the `replaced` ids."""
        key = rows.columns[0]
        still = held.filter(~pl.col(key).is_in(replaced.implode()))
        changes = pl.concat([still, rows]).sort(key, maintain_order=True)
        return cls(earlier.base, pl.concat([earlier.replaced_ids(), replaced.alias("id")]).unique().sort(), changes)

    @property
    def are_few(self) -> bool:
        """Whether so little has changed that the base is left as it stands."""
        height: int = pl.scan_parquet(self.base, glob=False).select(pl.len()).collect().item()
        return self.changes.height * ONE_CHANGED_IN <= height

    def scan(self, base: pl.LazyFrame) -> pl.LazyFrame:
        """All rows, of the base those given here."""
        return laid_over(base, self.changes.lazy(), self.replaced, self.changes.columns[0])

    def write(self, table: TableFiles) -> None:
        """Write the table: as layers where the changes `are_few`, else as one file."""
        if not self.are_few:
            sink(self.scan(pl.scan_parquet(self.base, glob=False)), table.whole)
            return
        link(self.base, table.older)
        self.write_changes(table)

    def write_changes(self, table: TableFiles) -> None:
        """Write what is not in the base."""
        self.changes.write_parquet(table.changes, compression_level=1, statistics=False)
        self.replaced.to_frame("id").write_parquet(table.replaced, compression_level=1, statistics=False)


def changes_of(table: TableFiles, schema: pl.DataFrame) -> pl.DataFrame:
    """The changes of a table, none of one that is whole; with the columns of `schema`."""
    return pl.read_parquet(table.changes, glob=False) if table.is_changed else schema.clear()


def lay_over(earlier: TableFiles, table: TableFiles, replaced: pl.Series, rows: pl.DataFrame) -> None:
    """Write the table that has these rows instead of those of the `replaced` ids in the earlier one."""
    Layers.over(earlier, changes_of(earlier, rows), replaced, rows).write(table)
