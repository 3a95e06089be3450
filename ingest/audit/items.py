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

    def kept(name: str) -> list[dict[str, Any]]:
        return irregular.get(name) or [{"id": id, "raw": raw} for id, raw in examples.get(name, [])]

    yield from _rejected(counts, rejected)
    for name, count in counts.get("odd_fields", {}).items():
        yield _cases(_of_field(name), "unknown; the model is kept", kept(name), count)
    for name, count in counts.get("irregular", {}).items():
        yield _cases(name, DONE.get(name, "read all the same"), kept(name), count)
    yield from _left_out(counts.get("left_out", []))
    yield from _duplicates(counts, kept(LISTED_TWICE))


def _of_field(name: str) -> str:
    """What is wrong with a field: its name says it, or its type is another."""
    return f"field {name}" if "(" in name else f"field {name} of a wrong type"


def _rejected(counts: Mapping[str, Any], rejected: Mapping[str, list[dict[str, Any]]]) -> Iterator[Cases]:
    firsts = counts.get("first_rejected", [])
    for reason, count in counts.get("rejected", {}).items():
        cases = rejected.get(reason) or [{**one, "raw": one["raw"][:80]} for one in firsts if one["reason"] == reason]
        yield _cases(reason, "left out, text kept in rejected.jsonl", cases, count)


def _left_out(names: list[str]) -> Iterator[Cases]:
    columns = [{"raw": name} for name in names]
    yield _cases("a column that is no field of a model here", "left out", columns, len(names))


def _duplicates(counts: Mapping[str, Any], kept: list[dict[str, Any]]) -> Iterator[Cases]:
    united = "united: the newer counts, every parent and tag is kept"
    done = united if counts.get("united") else "the last one is kept"
    yield _cases(LISTED_TWICE, done, kept, counts.get("duplicates", 0))
    for name, file in counts.get("files", {}).items():
        yield _cases(f"models in {name}", "laid over one another", [], file["models"])


def _cases(what: str, done: str, kept: list[dict[str, Any]], count: int) -> Cases:
    rows = [{"child": one.get("id") or None, "raw": one["raw"], "place": one.get("place")} for one in kept]
    return Cases(KIND, what, done, pl.LazyFrame(rows, schema=_SCHEMA), count, len(rows))


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
