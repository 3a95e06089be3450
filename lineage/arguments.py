"""What callers pass, checked: whatever is of another kind is refused by name, with what would do."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import isnan
from pathlib import Path
from typing import Any

from lineage.errors import BadInput
from lineage.text.did_you_mean import did_you_mean

HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, alone: no character, and nothing that UTF-8 has."""
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]+://")
LONGEST_NAME = 255
"""Bytes of a file's name."""


def text(parameter: str, value: object) -> str:
    """The value, which must be a text of whole characters. Raises BadInput."""
    if not isinstance(value, str):
        raise BadInput(f"{parameter} cannot be {_given(value)}", f"give {parameter} as a text")
    if HALF.search(value):
        raise BadInput(f"{parameter} holds half of a surrogate pair: {_given(value)}", "give whole characters")
    return value


def texts(parameter: str, values: object) -> list[str]:
    """The texts in a list, a series or any other iterable of them; one text is a list of it. Raises BadInput."""
    if isinstance(values, str):
        return [text(parameter, values)]
    if not isinstance(values, Iterable):
        raise BadInput(f"{parameter} cannot be {_given(values)}", f"give {parameter} as a list of texts")
    return [text(f"a value of {parameter}", value) for value in values]


def texts_or_nothing(parameter: str, values: object) -> list[str]:
    """As `texts`; what is missing in a column (None, NaN, NA) is an empty text."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return texts(parameter, values)
    return texts(parameter, ["" if _is_missing(value) else value for value in values])


def _is_missing(value: object) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and isnan(value))


def whole_number(parameter: str, value: object, least: int, most: int | None = None) -> int:
    """The value, which must be a whole number within bounds. Raises BadInput."""
    fits = isinstance(value, int) and not isinstance(value, bool) and least <= value and (most is None or value <= most)
    if fits:
        return value  # type: ignore[return-value]
    bounds = f"{least:,} or more" if most is None else f"from {least:,} to {most:,}"
    raise BadInput(f"{parameter} cannot be {_given(value)}", f"give a whole number, {bounds}")


def number(parameter: str, value: object) -> float:
    """The value, which must be a number. Raises BadInput."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise BadInput(f"{parameter} cannot be {_given(value)}", "give a number")


def flag(parameter: str, value: object) -> bool:
    """The value, which must be True or False. Raises BadInput."""
    if isinstance(value, bool):
        return value
    raise BadInput(f"{parameter} cannot be {_given(value)}", "give True or False")


def mapping(parameter: str, value: object) -> Mapping[str, Any]:
    """The value, which must be a dict or the like. Raises BadInput."""
    if isinstance(value, Mapping):
        return value
    raise BadInput(f"{parameter} cannot be {_given(value)}", f"give {parameter} by name, as a dict")


def path(parameter: str, value: object) -> Path:
    """The value, which must be a path that a file can have, or its text. Raises BadInput."""
    if not isinstance(value, str | Path):
        raise BadInput(f"{parameter} cannot be {_given(value)}", f"give {parameter} as a text or a path")
    made = Path(text(parameter, str(value)))
    if "\0" in str(made) or any(len(os.fsencode(part)) > LONGEST_NAME for part in made.parts):
        raise BadInput(f"{parameter} cannot be {_given(value)}", "give a path that a file can have")
    return made


def file_to_read(parameter: str, value: object) -> Path:
    """As `path`, of a file that is there to be read: what people give in its place is told from it. Raises BadInput."""
    if hasattr(value, "to_parquet") or hasattr(value, "write_parquet"):
        raise BadInput(f"{parameter} cannot be a table in memory", "write it as Parquet first, and give that file")
    if isinstance(value, str) and _ADDRESS.match(value):
        raise BadInput(f"{parameter} cannot be an address: {value[:80]}", "download it first, and give that file")
    return path(parameter, value)


def one_of(parameter: str, value: object, known: Sequence[str]) -> str:
    """The value, which must be one of those known. Raises BadInput, naming those like it."""
    if isinstance(value, str) and value in known:
        return value
    near = get_close_matches(str(value), known)
    hint = did_you_mean(near, f"there are {', '.join(known)}")
    raise BadInput(f"{parameter} cannot be {_given(value)}", hint)


def _given(value: object) -> str:
    """What was given, in one line of 80 characters at most: a table is told by its first words."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."
