"""What was resolved from a snapshot, as the steps after it read it: its tables are there, and as they were written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from lineage.errors import BadFile, one_line
from lineage.files.checksums import verify_all
from lineage.home.home import FolderKind, read_manifest
from lineage.resolved.resolved_tables import TableFiles
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, EdgeSchema, NodeSchema

TABLES: Mapping[str, NodeSchema | EdgeSchema] = {
    "models": MODEL,
    "derivations": DERIVED_FROM,
    "inferred": INFERRED_FROM,
}
"""The tables that are loaded, each with its schema."""

NEEDED = ("models", "derivations")
"""Tables without which nothing is a resolved snapshot; an early version resolved no inferred parents."""


def checked(folder: Path) -> Mapping[str, Any]:
    """The manifest of a resolved snapshot.

    Raises BadFile for a folder that holds none, or one that is not as it was written; NewerFormat. What an earlier
    version wrote without checksums is looked at for its tables and their columns.
    """
    manifest = read_manifest(folder, FolderKind.RESOLVED)
    again = f"resolve it again: `qwen-lineage resolve {folder.name}`"
    checksums = manifest.get("checksums", {})
    if not isinstance(checksums, Mapping):
        raise BadFile(f"{folder}: the manifest's checksums are no object", again)
    verify_all(folder, checksums, again)
    for name, schema in TABLES.items():
        table = TableFiles(folder, name)
        if table.exist:
            _check_columns(table, schema, again)
        elif name in NEEDED:
            raise BadFile(f"{folder}: no resolved snapshot, it has no {table.whole.name}", again)
    return manifest


def _check_columns(table: TableFiles, schema: NodeSchema | EdgeSchema, hint: str) -> None:
    """Raise BadFile where the table lacks the columns that its rows are told apart by."""
    keys = {schema.key} if isinstance(schema, NodeSchema) else {"child", "parent"}
    try:
        missing = keys - table.scan().collect_schema().keys()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadFile(f"{table.base}: no readable table ({one_line(error)})", hint) from error
    if missing:
        raise BadFile(f"{table.base}: no column {sorted(missing)[0]!r}", hint)
