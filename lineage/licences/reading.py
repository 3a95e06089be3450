"""Reading the table of licences."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lineage.errors import BadFile
from lineage.licences.table import Licence, Licences
from lineage.licences.terms import AXES, NAMES, Terms
from lineage.text.toml_rows import check_keys, check_word, read_rows

KNOWN = Path(__file__).parent / "known.toml"
OWN = ("name", "spellings", "verbatim", "like", "spdx", "source")
"""Keys of a row that it does not have of the row that it is like."""
KEYS = (*OWN, "name_begins", "group", "details", *NAMES)
AS_WRITTEN = '[[licence]] with name = "..." and source = "..."'


@cache
def known_licences() -> Licences:
    """The project's own table."""
    return read_licences(KNOWN)


def read_licences(path: Path) -> Licences:
    """The table in a file. Raises BadFile."""
    rows: dict[str, Mapping[str, Any]] = {}
    for row in read_rows(path, "licence", "table of licences", AS_WRITTEN):
        check_keys(path, row, KEYS)
        if not all(isinstance(row.get(key), str) and row[key].strip() for key in ("name", "source")):
            raise BadFile(f"{path}: a row without a name or a source", f"write {AS_WRITTEN}")
        rows[row["name"]] = _whole(path, row, rows)
    spellings = {name: tuple(row.get("spellings", ())) for name, row in rows.items()}
    verbatim = frozenset(name for name, row in rows.items() if row.get("verbatim"))
    return Licences(tuple(_licence(path, row) for row in rows.values()), spellings, verbatim, str(path))


def _whole(path: Path, row: Mapping[str, Any], before: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The row with what it has of the row that it is like, which stands before it."""
    if "like" not in row:
        return row
    check_word(path, "licence above it", row["like"], before)
    other = before[row["like"]]
    inherited = {key: value for key, value in other.items() if key not in OWN}
    return {**inherited, **row, "details": {**other.get("details", {}), **row.get("details", {})}}


def _licence(path: Path, row: Mapping[str, Any]) -> Licence:
    terms = {axis.name: row[axis.name] for axis in AXES if axis.name in row}
    for axis in AXES:
        if axis.name in terms:
            check_word(path, f"word of {axis.name}", terms[axis.name], axis.words)
    least = {axis.name for axis in AXES if terms.get(axis.name) in (None, axis.words[0])}
    details = {name: text for name, text in row.get("details", {}).items() if name not in least}
    begins, group = tuple(row.get("name_begins", ())), row.get("group", row["name"])
    return Licence(row["name"], Terms(**terms), row.get("spdx"), row["source"], details, begins, group)
