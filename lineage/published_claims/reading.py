"""Reading published claims: the project's own, and a user's file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lineage.errors import BadFile
from lineage.home.home import Home
from lineage.published_claims.definitions import DEFINITIONS
from lineage.published_claims.values import ClaimReading, CounterFigure, PublishedClaim
from lineage.text.toml_rows import check_keys, check_word, read_rows

FILE = "claims.toml"
"""The name of a user's own claims in a home."""

KNOWN = Path(__file__).parent / "known.toml"
AS_WRITTEN = '[[claim]] with text = "...", definition = "..." and expected = ...'
KEYS = ("text", "date", "source", "definition", "counter_figure", "expected", "at_most", "of", "against")
OF_A_READING = ("name", *(field.name for field in fields(ClaimReading) if field.name != "definition"))


@cache
def known_claims() -> tuple[PublishedClaim, ...]:
    """The project's own."""
    return read_claims(KNOWN)


def claims_of(home: Home | None, file: Path | None = None) -> tuple[PublishedClaim, ...]:
    """The project's own, then those of a file, else those of the home's file, if any. Raises BadFile."""
    path = file or (home.root / FILE if home else None)
    if path is None or (file is None and not path.exists()):
        return known_claims()
    return (*known_claims(), *read_claims(path))


def read_claims(path: Path) -> tuple[PublishedClaim, ...]:
    """The claims in a file. Raises BadFile, which names definitions like one that there is not."""
    rows = read_rows(path, "claim", "list of claims", AS_WRITTEN)
    return tuple(_claim(path, row) for row in rows)


def _claim(path: Path, row: Mapping[str, Any]) -> PublishedClaim:
    check_keys(path, row, KEYS)
    if not row.get("text") or "definition" not in row:
        raise BadFile(f"{path}: a claim without its text or a definition", f"write {AS_WRITTEN}")
    return PublishedClaim(
        str(row["text"]),
        str(row.get("date", "not stated")),
        str(row.get("source", path)),
        tuple(_reading(path, one) for one in _definitions(path, row)),
        tuple(_figure(path, one) for one in row.get("counter_figure", [])),
    )


def _figure(path: Path, row: Any) -> CounterFigure:
    if not isinstance(row, Mapping) or not {"figure", "source"} <= set(row):
        raise BadFile(f"{path}: a counter figure without its figure or its source", "write [[claim.counter_figure]]")
    return CounterFigure(str(row["figure"]), str(row["source"]))


def _definitions(path: Path, row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The claim's readings; one that stands as a name alone takes the rest from the claim's own row."""
    given = row["definition"]
    if not isinstance(given, list):
        yield {"name": given, **{key: row[key] for key in OF_A_READING if key in row}}
        return
    for one in given:
        if not isinstance(one, str | Mapping):
            raise BadFile(f"{path}: a definition cannot be {one!r}", f"write {AS_WRITTEN}")
        yield {"name": one} if isinstance(one, str) else one


def _reading(path: Path, row: Mapping[str, Any]) -> ClaimReading:
    check_keys(path, row, OF_A_READING)
    name, expected = str(row.get("name")), row.get("expected")
    check_word(path, "definition", name, DEFINITIONS, 0.5)
    kind = DEFINITIONS[name].expects
    if (kind is None) != (expected is None) or (kind is not None and not _is_a(kind, expected)):
        wanted = "nothing" if kind is None else "a model's id" if kind is str else "a number"
        raise BadFile(f"{path}: {name} cannot be expected to be {expected!r}", f"it expects {wanted}")
    for key, (is_right, wanted) in KINDS.items():
        if key in row and not is_right(row[key]):
            raise BadFile(f"{path}: {key} cannot be {row[key]!r}", f"it is {wanted}")
    more = {key: row[key] for key in ("at_most", "of", "by") if key in row}
    if "against" in row:
        more["against"] = tuple(row["against"])
    if "asked" in row:
        more["asked"] = tuple(row["asked"])
    return ClaimReading(name, expected, **more)


def _is_a(kind: Any, value: Any) -> bool:
    """Whether a value is of a kind; `true` is no number."""
    return isinstance(value, kind) and not isinstance(value, bool)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(name, str) for name in value)


def _are_two_days(value: Any) -> bool:
    """Whether a value is a list of two days, the first no later than the second; a moment is no day."""
    days = isinstance(value, list) and len(value) == 2 and all(type(day) is date for day in value)
    return days and value[0] <= value[1]


KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "at_most": (lambda value: _is_a(int | float, value), "a number"),
    "of": (lambda value: isinstance(value, str), "an owner or an organisation"),
    "against": (_are_names, "a list of owners"),
    "by": (lambda value: type(value) is date, "a day, as 2026-01-13"),
    "asked": (_are_two_days, "two days, the first and the last, as [2025-12-28, 2026-01-03]"),
}
"""What the values of a reading must be."""
