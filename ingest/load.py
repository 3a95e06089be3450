"""Loading: from a resolved snapshot into a store, beside what is there, and then in its place."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from ingest.quality import report
from ingest.snapshot import facts
from lineage import queries
from lineage.home import read_manifest
from lineage.stores import Row, Writer, statements

BATCH = 10_000
"""Rows a statement; kglite and Neo4j both load within a few per cent of their best from 5,000 to 20,000."""

PARTS = ("models", "derivations", "inferred")

Advance = Callable[[int], None]


def load(resolution: Path, writer: Writer, advance: Advance = lambda _: None) -> None:
    """Make the store hold exactly the resolved snapshot in `resolution`, and publish it.

    Schema first, then models, derivations, inferred parents, the sweep of what the snapshot no longer has, and the
    snapshot's own node last, with the report of its quality. `advance` is called with the number of rows written.
    Raises BadFile before anything is written, and StoreError; readers then see the earlier load.
    """
    models, derivations, guessed = (resolution / f"{name}.parquet" for name in PARTS)
    snapshot = asdict(facts(read_manifest(resolution), resolution)) | {"quality": _quality(resolution)}
    writer.define([*statements.constraints(), *statements.indexes()])
    _write(writer, statements.MERGE_MODELS, _rows(models), advance)
    _write(writer, statements.MERGE_DERIVATIONS, _rows(derivations), advance)
    _write(writer, statements.MERGE_INFERENCES, _rows(guessed), advance)
    if not writer.starts_empty:
        _sweep(writer, models, derivations, guessed)
    writer.write(statements.DELETE_OTHER_SNAPSHOTS, [snapshot])
    writer.write(statements.MERGE_SNAPSHOT, [snapshot])
    writer.publish()


def size(resolution: Path) -> int:
    """Rows that loading will write."""
    return sum(_height(resolution / f"{name}.parquet") for name in PARTS)


def _rows(path: Path) -> Iterator[Sequence[Row]]:
    """The rows of a Parquet file as dicts, a batch at a time."""
    for start in range(0, _height(path), BATCH):
        yield pl.scan_parquet(path).slice(start, BATCH).collect().to_dicts()


def _height(path: Path) -> int:
    """0 for a part that is not there: what an earlier version resolved has no inferred parents."""
    return int(pl.scan_parquet(path).select(pl.len()).collect().item()) if path.exists() else 0


def _write(writer: Writer, statement: str, batches: Iterator[Sequence[Row]], advance: Advance) -> None:
    for rows in batches:
        writer.write(statement, rows)
        advance(len(rows))


def _quality(resolution: Path) -> str | None:
    """The report's JSON; None where the claims were not kept."""
    if not (resolution / "claims.parquet").exists():
        return None
    return json.dumps(report(resolution).as_dict(), ensure_ascii=False, default=str)


def _sweep(writer: Writer, models: Path, derivations: Path, guessed: Path) -> None:
    """Delete what the store holds and the snapshot does not."""
    stale = _stale(queries.all_derivations(writer), derivations, ["child", "parent"])
    _write(writer, statements.DELETE_DERIVATIONS, stale, lambda _: None)
    stale = _stale(queries.all_inferences(writer), guessed, ["child", "parent"])
    _write(writer, statements.DELETE_INFERENCES, stale, lambda _: None)
    _write(
        writer, statements.DELETE_MODELS, _stale(queries.all_models(writer, ("id",)), models, ["id"]), lambda _: None
    )


def _stale(held: Iterator[dict[str, list[object]]], path: Path, key: list[str]) -> Iterator[Sequence[Row]]:
    nothing = pl.DataFrame(schema=dict.fromkeys(key, pl.String))
    wanted = pl.scan_parquet(path).select(key).collect() if path.exists() else nothing
    for batch in held:
        stale = pl.DataFrame({name: batch[name] for name in key}).join(wanted, on=key, how="anti")
        for start in range(0, stale.height, BATCH):
            yield stale.slice(start, BATCH).to_dicts()
