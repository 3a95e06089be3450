"""What reading the source of a snapshot met: items left out, fields not understood, columns not read."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.cases import Cases
from ingest.rows.remarks import DONE
from ingest.snapshots.snapshot import LISTED_TWICE

KIND = "items of the source"

_SCHEMA = pl.Schema({"child": pl.String(), "raw": pl.String(), "place": pl.String()})


def item_cases(counts: Mapping[str, Any], snapshot: Path | None) -> Iterator[Cases]:
    """By the counts of a snapshot's manifest; every case that the folder `snapshot` has, or (None) the examples."""
    return (cases for cases in _item_cases(counts, snapshot) if cases.count)


def _item_cases(counts: Mapping[str, Any], snapshot: Path | None) -> Iterator[Cases]:
    rejected = _lines(snapshot, "rejected.jsonl", "reason") if snapshot else {}
    irregular = _lines(snapshot, "irregular.jsonl", "what") if snapshot else {}
    examples = counts.get("examples", {})

    def kept(name: str) -> pl.DataFrame:
        return _frame(irregular.get(name) or [{"id": id, "raw": raw} for id, raw in examples.get(name, [])])

    yield from _rejected(counts, rejected)
    for name, count in counts.get("odd_fields", {}).items():
        yield Cases(KIND, _of_field(name), "unknown; the model is kept", kept(name), count)
    for name, count in counts.get("irregular", {}).items():
        yield Cases(KIND, name, DONE.get(name, "read all the same"), kept(name), count)
    yield from _left_out(counts.get("left_out", []))
    yield from _duplicates(counts, kept(LISTED_TWICE))


def _of_field(name: str) -> str:
    """What is wrong with a field: its name says it, or its type is another."""
    return f"field {name}" if "(" in name else f"field {name} of a wrong type"


def _rejected(counts: Mapping[str, Any], rejected: Mapping[str, list[dict[str, Any]]]) -> Iterator[Cases]:
    firsts = counts.get("first_rejected", [])
    for reason, count in counts.get("rejected", {}).items():
        cases = rejected.get(reason) or [{**one, "raw": one["raw"][:80]} for one in firsts if one["reason"] == reason]
        yield Cases(KIND, reason, "left out, text kept in rejected.jsonl", _frame(cases), count)


def _left_out(names: list[str]) -> list[Cases]:
    columns = _frame([{"raw": name} for name in names])
    return Cases.of(KIND, "a column that is no field of a model here", columns, "left out")


def _duplicates(counts: Mapping[str, Any], kept: pl.DataFrame) -> Iterator[Cases]:
    united = "united: the newer counts, every parent and tag is kept"
    done = united if counts.get("united") else "the last one is kept"
    yield Cases(KIND, LISTED_TWICE, done, kept, counts.get("duplicates", 0))
    for name, file in counts.get("files", {}).items():
        yield Cases(KIND, f"models in {name}", "laid over one another", _frame([]), file["models"])


def _frame(cases: list[dict[str, Any]]) -> pl.DataFrame:
    rows = [{"child": one.get("id") or None, "raw": one["raw"], "place": one.get("place")} for one in cases]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _lines(snapshot: Path, name: str, key: str) -> dict[str, list[dict[str, Any]]]:
    """The objects of a file of JSON lines by what stands under `key`; none where there is no such file."""
    path = snapshot / name
    found: dict[str, list[dict[str, Any]]] = {}
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                one = json.loads(line)
                found.setdefault(one[key], []).append(one)
    return found
