"""Reading published claims: the project's own, and a user's file."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from lineage.errors import BadFile
from lineage.home import Home
from lineage.published_claims.definitions import DEFINITIONS
from lineage.published_claims.values import ClaimReading, CounterFigure, PublishedClaim

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
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror})", "name a readable file") from error
    except ValueError as error:
        raise BadFile(f"{path}: no TOML ({error})", f"write {AS_WRITTEN}") from error
    rows = content.get("claim", [])
    if set(content) - {"claim"} or not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise BadFile(f"{path}: no list of claims", f"write {AS_WRITTEN}")
    return tuple(_claim(path, row) for row in rows)


def _claim(path: Path, row: Mapping[str, Any]) -> PublishedClaim:
    _check_keys(path, row, KEYS)
    if not row.get("text") or "definition" not in row:
        raise BadFile(f"{path}: a claim without its text or a definition", f"write {AS_WRITTEN}")
    figures = (CounterFigure(str(one["figure"]), str(one["source"])) for one in row.get("counter_figure", []))
    return PublishedClaim(
        str(row["text"]),
        str(row.get("date", "not stated")),
        str(row.get("source", path)),
        tuple(_reading(path, one) for one in _definitions(row)),
        tuple(figures),
    )


def _definitions(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The claim's readings; one that stands as a name alone takes the rest from the claim's own row."""
    given = row["definition"]
    if not isinstance(given, list):
        yield {"name": given, **{key: row[key] for key in OF_A_READING if key in row}}
        return
    yield from ({"name": one} if isinstance(one, str) else one for one in given)


def _reading(path: Path, row: Mapping[str, Any]) -> ClaimReading:
    _check_keys(path, row, OF_A_READING)
    name, expected = str(row.get("name")), row.get("expected")
    if name not in DEFINITIONS:
        near = get_close_matches(name, DEFINITIONS, 1, 0.5)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(DEFINITIONS)}"
        raise BadFile(f"{path}: no definition {name!r}", hint)
    kind = DEFINITIONS[name].expects
    if (kind is None) != (expected is None) or (kind is not None and not isinstance(expected, kind)):
        wanted = "nothing" if kind is None else "a model's id" if kind is str else "a number"
        raise BadFile(f"{path}: {name} cannot be expected to be {expected!r}", f"it expects {wanted}")
    asked = tuple(day for day in row.get("asked", ()) if isinstance(day, date))
    more = {key: row[key] for key in ("at_most", "of") if key in row}
    if "against" in row:
        more["against"] = tuple(map(str, row["against"]))
    return ClaimReading(name, expected, asked=(asked[0], asked[1]) if len(asked) == 2 else None, **more)


def _check_keys(path: Path, row: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in row:
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(keys)}"
            raise BadFile(f"{path}: no key {key!r}", hint)
