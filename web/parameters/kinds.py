"""Kinds of parameters that the routes alone have; see `lineage.filters.parameter_kinds`."""

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lineage.errors import BadInput
from lineage.filters.parameter_kinds import Schema


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Any text, as it is."""

    @property
    def values(self) -> str:
        return "any text"

    @property
    def schema(self) -> Schema:
        return {"type": "string"}

    def read(self, name: str, text: str) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number, as map units and pixels are."""

    @property
    def values(self) -> str:
        return "a number"

    @property
    def schema(self) -> Schema:
        return {"type": "number", "minimum": -MOST_UNITS, "maximum": MOST_UNITS}

    def read(self, name: str, text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not abs(number) <= MOST_UNITS:
            raise BadInput(f"{name} cannot be {text[:40]!r}", f"give {self.values}")
        return number


@dataclass(frozen=True, slots=True)
class Length:
    """A number above 0."""

    @property
    def values(self) -> str:
        return "a number above 0"

    @property
    def schema(self) -> Schema:
        return {"type": "number", "minimum": LEAST_UNITS, "maximum": MOST_UNITS}

    def read(self, name: str, text: str) -> float:
        number = Number().read(name, text)
        if number < LEAST_UNITS:
            raise BadInput(f"{name} cannot be {text[:40]!r}", f"give {self.values}")
        return number


MOST_UNITS = 1e9
LEAST_UNITS = 1e-6


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year."""

    @property
    def values(self) -> str:
        return "a month as 2025-01"

    @property
    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}

    def read(self, name: str, text: str) -> str:
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
            raise BadInput(f"{name} cannot be {text[:40]!r}", f"give {self.values}")
        return text


@dataclass(frozen=True, slots=True)
class Seconds:
    """Seconds, at most so many."""

    most: float

    @property
    def values(self) -> str:
        return f"seconds, such as 5 or 0.5, up to {self.most:g}"

    @property
    def schema(self) -> Schema:
        return {"type": "number", "exclusiveMinimum": 0, "maximum": self.most}

    def read(self, name: str, text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text):
            raise BadInput(f"{name} cannot be {text[:40]!r}", f"give {self.values}")
        return float(text)


@dataclass(frozen=True, slots=True)
class RunName:
    """A name of the client's own."""

    @property
    def values(self) -> str:
        return "8 to 64 letters, digits or hyphens"

    @property
    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{NAME}$"}

    def read(self, name: str, text: str) -> str:
        if not re.fullmatch(NAME, text):
            raise BadInput(f"{name} cannot be {text[:64]!r}", f"give {self.values}")
        return text


NAME = "[A-Za-z0-9-]{8,64}"


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object as text."""

    @property
    def values(self) -> str:
        return 'a JSON object, such as {"id": "owner/name"}'

    @property
    def schema(self) -> Schema:
        return {"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "object"}}

    def read(self, name: str, text: str) -> dict[str, Any]:
        try:
            value = json.loads(text, parse_constant=_refused, parse_float=_finite) if _depth(text) <= DEEPEST else None
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise BadInput(f"{name} cannot be {text[:40]!r}", f"give {self.values}")
        return value


DEEPEST = 200  # lists and objects inside one another: no store takes as many, and Python's stack has room for them


def _depth(text: str) -> int:
    """How deep the brackets of a JSON text are nested."""
    depth = deepest = 0
    for bracket in re.findall(r"[][{}]", re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _refused(word: str) -> Any:
    """`NaN` and `Infinity` are Python's, and no JSON."""
    raise ValueError(word)


def _finite(text: str) -> float:
    """The number. Raises ValueError where it is too large for one."""
    number = float(text)
    return number if math.isfinite(number) else _refused(text)


@dataclass(frozen=True, slots=True)
class Indices:
    """Whole numbers with commas between, at most so many."""

    most: int

    @property
    def values(self) -> str:
        return f"up to {self.most} whole numbers with commas between"

    @property
    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1, "maxItems": self.most}

    def read(self, name: str, text: str) -> npt.NDArray[np.int64]:
        parts = text.split(",")
        if len(parts) > self.most or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
            raise BadInput(f"{name} cannot be {text[:40]!r}", f"give {self.values}")
        return np.array([int(part) for part in parts], np.int64)
