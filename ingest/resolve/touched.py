"""What differs between two tables that are changes of one older file: found in these changes, whatever the file has."""

from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from lineage.files.file_identity import FileIdentity, file_identity
from lineage.resolved.resolved_tables import TableFiles


def touched_ids(earlier: TableFiles, now: TableFiles) -> pl.Series | None:
    """The ids whose rows may differ, all of whose rows now are among the changes.

    None where the tables are no changes of one file (a disk without links has copies), or a row of that file that held
    no more holds again.
    """
    if not (now.is_changed and earlier.exist and earlier.base.samefile(now.base)):
        return None
    files = (file for table in (earlier, now) for file in (table.changes, table.replaced))
    return _touched(earlier, now, tuple(file_identity(file) for file in files if file.exists()))


@lru_cache(maxsize=8)
def _touched(earlier: TableFiles, now: TableFiles, _as_written: tuple[FileIdentity, ...]) -> pl.Series | None:
    """As `touched_ids` of changes of one file: a load asks that of the same tables time and again."""
    after = pl.read_parquet(now.changes, glob=False)
    before = pl.read_parquet(earlier.changes, glob=False) if earlier.is_changed else after.clear()
    if before.schema != after.schema:
        return None
    replaced, was_replaced = (table.replaced_ids() for table in (now, earlier))
    id, (then, today) = after.columns[0], (_hashed(rows) for rows in (before, after))
    found = [
        then.join(today, on=then.columns, how="anti")["id"],
        today.join(then, on=then.columns, how="anti")["id"],
        replaced.filter(~replaced.is_in(was_replaced.implode())),
        was_replaced.filter(~was_replaced.is_in(replaced.implode())),
    ]
    ids = pl.concat([some.alias("id") for some in found]).unique()
    new_then = before.filter(~pl.col(id).is_in(was_replaced.implode()))[id]  # the file has no row of them
    known = pl.concat([some.alias("id") for some in (after[id], replaced, new_then)])
    return ids if ids.is_in(known.implode()).all() else None


def all_rows_of(table: TableFiles, ids: pl.Series) -> pl.DataFrame:
    """All rows of some ids, those of one id in their order."""
    rows = table.scan()
    return rows.filter(pl.col(rows.collect_schema().names()[0]).is_in(ids.implode())).collect()


def new_rows_of(table: TableFiles, touched: pl.Series) -> pl.DataFrame:
    """As `all_rows_of`, of `touched_ids` of the later table."""
    changes = pl.read_parquet(table.changes, glob=False)
    return changes.filter(changes[changes.columns[0]].is_in(touched.implode()))


def rows_of_both(
    earlier: TableFiles, now: TableFiles, ids: pl.Series, columns: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """These columns of the rows of some ids in two tables that are changes of one file, which is read once; the first
    column is the id, and rows of one id are in their order."""
    among = pl.col(columns[0]).is_in(ids.implode())
    base = pl.scan_parquet(now.base, glob=False).select(columns).filter(among).collect()

    def of(table: TableFiles) -> pl.DataFrame:
        if not table.is_changed:
            return base
        changes = pl.scan_parquet(table.changes, glob=False).select(columns).filter(among).collect()
        return pl.concat([base.filter(~pl.col(columns[0]).is_in(table.replaced_ids().implode())), changes])

    return of(earlier), of(now)


def _hashed(rows: pl.DataFrame) -> pl.DataFrame:
    """`id`, how many rows it has, and a hash of them: some are as often there as they are written."""
    hashed = pl.DataFrame({"id": rows[rows.columns[0]], "hash": rows.hash_rows()})
    return hashed.group_by("id").agg(rows=pl.len(), hash=pl.col("hash").sum())
