"""Reading tables of organisations: the project's own, and the file of a user."""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from lineage import settings
from lineage.errors import BadFile
from lineage.home.home import Home
from lineage.organisations.table import Organisation, Organisations
from lineage.text.toml_rows import check_keys, read_rows

FILE = "organisations.toml"
"""The name of a user's own table in a home."""

KNOWN = Path(__file__).parent / "known.toml"
KEYS = ("name", "owners", "source", "part_of", "models")
AS_WRITTEN = '[[organisation]] with name = "...", owners = ["..."] and source = "..."'


@cache
def known_organisations() -> Organisations:
    """The project's own table."""
    return Organisations(_rows(KNOWN), str(KNOWN))


def organisations_of(home: Home) -> Organisations:
    """The project's table with the user's own in it: the file that the setting names, else that of the home, if any.

    Raises BadFile for a file that cannot be read, or that is no table of organisations.
    """
    named = settings.value(settings.ORGANISATIONS)
    path = Path(named).expanduser() if named else home.root / FILE
    if not named and not path.exists():
        return known_organisations()
    return known_organisations().with_own(_rows(path), str(path))


def _rows(path: Path) -> tuple[Organisation, ...]:
    """Those of a file. Raises BadFile."""
    rows = read_rows(path, "organisation", "table of organisations", AS_WRITTEN)
    return tuple(_row(path, row) for row in rows)


def _row(path: Path, row: Mapping[str, Any]) -> Organisation:
    check_keys(path, row, KEYS)
    name, owners, part_of = row.get("name"), row.get("owners", []), row.get("part_of")
    source, models = row.get("source", str(path)), row.get("models", {})
    texts = [name, source, *(() if part_of is None else (part_of,)), *(owners if isinstance(owners, list) else (None,))]
    texts += chain.from_iterable(models.items()) if isinstance(models, Mapping) else (None,)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise BadFile(f"{path}: a row without a name, or with what is no text", f"write {AS_WRITTEN}")
    return Organisation(str(name), tuple(owners), source, part_of, tuple(models.items()))
