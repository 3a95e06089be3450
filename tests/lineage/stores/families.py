"""A small family with everything odd in it, as resolved Parquet files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from lineage.home.home import write_manifest
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL
from lineage.values import DatedBy, Extent, SnapshotFacts

POLARS = {
    "string": pl.String,
    "integer": pl.Int64,
    "datetime": pl.Datetime("ms", "UTC"),
    "strings": pl.List(pl.String),
    "boolean": pl.Boolean,
    "float": pl.Float64,
}

FACTS = SnapshotFacts(
    id="20260101T000000-test",
    source="a test",
    started_at=datetime(2026, 1, 1, tzinfo=UTC),
    finished_at=datetime(2026, 1, 1, 1, tzinfo=UTC),
    complete=True,
    synthetic=True,
    listed=3,
    extent=Extent.SAMPLE,
    as_of=datetime(2025, 12, 24, 18, 30, 5, 250_000, tzinfo=UTC),
    as_of_how=DatedBy.NEWEST_CHANGE,
)

BASE = {"id": "Q/base", "author": "Q", "status": "listed"}
CHILD = {
    "id": "a/child",
    "status": "listed",
    "hub_id": "6" * 24,
    "author": "a",
    "created_at": datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC),
    "created_month": "2025-03",
    "downloads": 12,
    "license": "mit",
    "license_link": "LICENSE",
    "parameters": 7_000_000_000,
    "tags": ["x", "base_model:Q/base"],
    "rejected_claims": ["local path: /cache/x"],
}
MERGE = {"id": "a/merge", "author": "a", "status": "listed", "downloads": 0}
LOST = {"id": "lost/parent", "author": "lost", "status": "missing"}

FAMILY: tuple[list[dict[str, Any]], list[dict[str, Any]]] = (
    [BASE, CHILD, MERGE, LOST],
    [
        {"child": "a/child", "parent": "Q/base", "relation": "finetune", "evidence": ["hub", "tag"], "raw": "Q/base"},
        {
            "child": "a/merge",
            "parent": "Q/base",
            "relation": "merge",
            "evidence": ["hub", "card"],
            "raw": "Q/base",
            "relation_claims": ["hub:merge", "card:finetune"],
        },
        {"child": "a/merge", "parent": "a/child", "relation": "merge", "evidence": ["hub"], "raw": "a/child"},
        {
            "child": "a/merge",
            "parent": "a/merge",
            "relation": "merge",
            "evidence": ["tag"],
            "raw": "a/merge",
            "irregularity": "self_reference",
        },
        {
            "child": "a/merge",
            "parent": "lost/parent",
            "relation": "unknown",
            "evidence": ["card"],
            "raw": "lost/Parent",
        },
    ],
)
GUESSES = [
    {
        "child": "Q/base",
        "parent": "lost/parent",
        "relation": "quantized",
        "evidence": ["inferred"],
        "rule": "suffix_alone",
        "raw": "suffix_alone: Q/base",
    },
    {
        "child": "a/child",
        "parent": "lost/parent",
        "relation": "unknown",
        "evidence": ["inferred"],
        "rule": "mirror",
        "raw": "mirror: a/child",
        "precision": 88,
    },
]
SMALLER = ([BASE, {**CHILD, "license": None}], FAMILY[1][:1])


def resolution(
    folder: Path,
    family: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    guesses: list[dict[str, Any]] | None = None,
    facts: SnapshotFacts = FACTS,
) -> Path:
    """The family in a folder, as the resolver would write it; without `guesses`, as its earliest version did."""
    folder.mkdir(parents=True)
    models, derivations = family
    model_schema = {p.name: POLARS[p.type] for p in MODEL.properties}
    edge_schema = {"child": pl.String, "parent": pl.String} | {p.name: POLARS[p.type] for p in DERIVED_FROM.properties}
    _frame(models, model_schema).write_parquet(folder / "models.parquet")
    _frame(derivations, edge_schema).write_parquet(folder / "derivations.parquet")
    if guesses is not None:
        guess_schema = {"child": pl.String, "parent": pl.String}
        guess_schema |= {p.name: POLARS[p.type] for p in INFERRED_FROM.properties}
        _frame(guesses, guess_schema).write_parquet(folder / "inferred.parquet")
    write_manifest(folder, facts.to_row())
    return folder


def _frame(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
