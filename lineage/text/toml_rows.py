"""Rows out of a TOML file, the project's or a user's: read whole, and refused with what to write instead."""

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lineage.errors import BadFile
from lineage.text.did_you_mean import did_you_mean


def read_rows(path: Path, name: str, what: str, as_written: str) -> list[Mapping[str, Any]]:
    """The rows `[[name]]` of a file that holds nothing else. Raises BadFile, which says that it is no `what`."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror})", "name a readable file") from error
    except ValueError as error:
        raise BadFile(f"{path}: no TOML ({error})", f"write {as_written}") from error
    rows = content.get(name, [])
    if set(content) - {name} or not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise BadFile(f"{path}: no {what}", f"write {as_written}")
    return rows


def check_keys(path: Path, row: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Raises BadFile for a key that is none, naming one like it."""
    for key in row:
        check_word(path, "key", key, keys)


def check_word(path: Path, what: str, word: str, words: Iterable[str], likeness: float = 0.6) -> None:
    """Raises BadFile for a word that is none of `words`, naming one like it, else all."""
    known = list(words)
    if word not in known:
        near = get_close_matches(word, known, 1, likeness)
        hint = did_you_mean(near, f"there are {', '.join(known)}")
        raise BadFile(f"{path}: no {what} {word!r}", hint)
