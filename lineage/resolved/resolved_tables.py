"""The tables of a resolved snapshot: each is a file, or an older one and what has changed since.

A resolution of a few changes leaves the older rows as they stand: `models.base.parquet` (the file of an earlier
resolution), `models.replaced.parquet` (the ids whose rows there hold no more) and `models.changes.parquet` (the rows
instead of them, and new ones). One that is whole is `models.parquet` alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


TABLES = ("models", "derivations", "inferred", "claims")
"""What is resolved of a snapshot."""


@dataclass(frozen=True, slots=True)
class TableFiles:
    """Where a table of a folder lies: `base`, and what has changed since, which is there where `is_changed`."""

    folder: Path
    name: str

    @property
    def whole(self) -> Path:
        """The file of a table without changes."""
        return self.folder / f"{self.name}.parquet"

    @property
    def changes(self) -> Path:
        """The rows that are new or other than in the base, sorted as they are there."""
        return self.folder / f"{self.name}.changes.parquet"

    @property
    def replaced(self) -> Path:
        """The ids (`id`) whose rows in the base hold no more."""
        return self.folder / f"{self.name}.replaced.parquet"

    @property
    def older(self) -> Path:
        """The base of a table with changes."""
        return self.folder / f"{self.name}.base.parquet"

    @property
    def is_changed(self) -> bool:
        """Whether it is a base and changes."""
        return not self.whole.exists() and self.older.exists()

    @property
    def base(self) -> Path:
        """The file that has most of the rows."""
        return self.older if self.is_changed else self.whole

    @property
    def exist(self) -> bool:
        """Whether the table is there."""
        return self.base.exists()

    def replaced_ids(self) -> "pl.Series":
        """The ids whose rows in the base hold no more."""
        import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who read a table

        if not self.is_changed:
            return pl.Series("id", [], pl.String)
        return pl.read_parquet(self.replaced, glob=False)["id"]

    def scan(self, key: str | None = None) -> "pl.LazyFrame":
        """The rows, sorted by the column `key`, the first unless one is named."""
        import polars as pl  # noqa: PLC0415

        base = pl.scan_parquet(self.base, glob=False)
        if not self.is_changed:
            return base
        return laid_over(base, pl.scan_parquet(self.changes, glob=False), self.replaced_ids(), key)


def scan_table(folder: Path, name: str) -> "pl.LazyFrame":
    """The rows of one of the TABLES of a resolved snapshot, sorted by its ids."""
    return TableFiles(folder, name).scan()


def laid_over(
    base: "pl.LazyFrame", changes: "pl.LazyFrame", replaced: "pl.Series", key: str | None = None
) -> "pl.LazyFrame":
    """The base without the rows of ids that are `replaced`, and the changes; both are sorted by `key`, and so is
    this."""
    import polars as pl  # noqa: PLC0415

    by = key or base.collect_schema().names()[0]
    return base.filter(~pl.col(by).is_in(replaced.implode())).merge_sorted(changes, by)
