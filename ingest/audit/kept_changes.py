"""Keeping what a comparison of two snapshots found, for pages to read (`lineage.home.change_records`)."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from ingest.audit.diff import Diff
from ingest.snapshots.snapshot import facts
from lineage.files.checksums import written
from lineage.home.change_records import CHANGE_KINDS, FAMILIES, GROUP_ROWS, SUMMED, folder_of
from lineage.home.home import FolderKind, Home, new_folder, read_manifest, write_manifest
from lineage.values import SnapshotFacts


def keep_changes(home: Home, found: Diff) -> Path:
    """The folder of the record, whole or not there, in place of an earlier one of the same two. Raises OSError."""
    folder = folder_of(home, found.a, found.b)
    tables = {kind: _by_family(rows) for kind, rows in kept_tables(found).items()}
    with new_folder(folder) as work:
        families = _families(tables)
        for name, rows in {**tables, FAMILIES: families}.items():
            path = work / f"{name}.parquet"
            rows.write_parquet(path, compression_level=1, statistics=False, row_group_size=GROUP_ROWS)
        about = {
            "kind": FolderKind.CHANGES,
            "id": folder.name,
            "a": _facts(home, found.a).to_row(),
            "b": _facts(home, found.b).to_row(),
            "counts": {kind: rows.height for kind, rows in tables.items()},
            "families": families.filter(pl.col("family").is_not_null(), pl.sum_horizontal(SUMMED) > 0).height,
            "notes": found.notes,
            "checksums": {path.name: written(path) for path in sorted(work.glob("*.parquet"))},
        }
        write_manifest(work, about)
    return folder


def kept_tables(found: Diff) -> dict[str, pl.DataFrame]:
    """The table of each of CHANGE_KINDS."""
    regrouped = found.regrouped
    now = regrouped.rename({"family": "family_after", "family_before": "family"})
    other_verdict = pl.col("verdict_before").ne_missing(pl.col("verdict_after"))
    tables = {
        **found.tables(),
        "joined": regrouped.filter(pl.col("family").is_not_null()),
        "left": now.filter(pl.col("family").is_not_null()),
        "verdict_changed": found.licence_changed.filter(other_verdict),
        "absent": found.absent,
    }
    return {kind: tables[kind].select("id", *of.columns, "family") for kind, of in CHANGE_KINDS.items()}


def _by_family(rows: pl.DataFrame) -> pl.DataFrame:
    order = ["family", "id", *(["parent"] if "parent" in rows.columns else [])]
    return rows.sort(order, nulls_last=True)


def _families(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """FAMILIES of tables that lie by family."""
    names = pl.concat([rows["family"] for rows in tables.values()]).unique().sort(nulls_last=True)
    found = names.to_frame()
    for kind, rows in tables.items():
        counts = rows.group_by("family").agg(pl.len().alias(kind))
        found = found.join(counts, on="family", how="left", nulls_equal=True, maintain_order="left")
        count = pl.col(kind).fill_null(0).cast(pl.Int64)
        found = found.with_columns(count, (count.cum_sum() - count).alias(f"at {kind}"))
    return found


def _facts(home: Home, name: str) -> SnapshotFacts:
    folder = home.resolved / name
    return facts(read_manifest(folder, FolderKind.RESOLVED), folder)
