"""How a parameter's text is read, and which texts there are: each kind reads strictly and describes itself.

`read` raises BadInput, whose hint tells the valid values. `values` tells them in words, `schema` as JSON Schema.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from lineage.errors import BadInput

Schema = dict[str, Any]


class ParameterKind(Protocol):
    """What a parameter's text must be."""

    @property
    def values(self) -> str: ...

    @property
    def schema(self) -> Schema: ...

    def read(self, name: str, text: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Text:
    """Any text; the space around it does not count."""

    @property
    def values(self) -> str:
        return "any text"

    @property
    def schema(self) -> Schema:
        return {"type": "string"}

    def read(self, name: str, text: str) -> str:
        return text.strip()


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def values(self) -> str:
        return ", ".join(self.words)

    @property
    def schema(self) -> Schema:
        return {"type": "string", "enum": list(map(str, self.words))}

    def read(self, name: str, text: str) -> str:
        if text not in self.words:
            raise BadInput(f"unknown {name} {text!r}", f"valid values: {self.values}", [*map(str, self.words)], text)
        return text


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an enumeration, by its value."""

    members: type[StrEnum]

    @property
    def values(self) -> str:
        return self._words.values

    @property
    def schema(self) -> Schema:
        return self._words.schema

    def read(self, name: str, text: str) -> StrEnum:
        return self.members(self._words.read(name, text))

    @property
    def _words(self) -> OneOf:
        return OneOf(tuple(self.members))


@dataclass(frozen=True, slots=True)
class Flag:
    """`1` for yes, `0` for no."""

    @property
    def values(self) -> str:
        return self._words.values

    @property
    def schema(self) -> Schema:
        return self._words.schema

    def read(self, name: str, text: str) -> bool:
        return self._words.read(name, text) == "1"

    @property
    def _words(self) -> OneOf:
        return OneOf(("0", "1"))


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number between two others, both included, in decimal digits."""

    least: int
    most: int

    @property
    def values(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    @property
    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, name: str, text: str) -> int:
        number = int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else self.least - 1
        if not self.least <= number <= self.most:
            raise BadInput(f"{name} cannot be {text!r}", f"give {self.values}")
        return number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A whole number between two others, both included; large ones may end on K, M or B, as `8B`."""

    least: int
    most: int

    @property
    def values(self) -> str:
        return f"{self._digits.values}, as 8000, 250K, 1.5M or 8B"

    @property
    def schema(self) -> Schema:
        return {"anyOf": [self._digits.schema, {"type": "string", "pattern": f"^{LARGE}$"}]}

    def read(self, name: str, text: str) -> int:
        match = re.fullmatch(f"([0-9]{{1,15}})|{LARGE}", text.strip())
        number = Decimal(match[1] or match[2]) * UNITS.get((match[3] or "").upper(), 1) if match else Decimal(-1)
        if number % 1 or not self.least <= number <= self.most:
            raise BadInput(f"{name} cannot be {text!r}", f"give {self.values}")
        return int(number)

    @property
    def _digits(self) -> WholeNumber:
        return WholeNumber(self.least, self.most)


UNITS = {"K": 10**3, "M": 10**6, "B": 10**9}
LARGE = r"([0-9]{1,15}(?:\.[0-9]{1,15})?)([KMBkmb])"


def quantity(number: int) -> str:
    """The shortest text that Quantity reads as that number: `8B`, `1.5M`, `1234`."""
    whole = [f"{Decimal(number) / unit:f}{letter}" for letter, unit in UNITS.items() if number >= unit]
    return min([str(number), *whole], key=len)


@dataclass(frozen=True, slots=True)
class Date:
    """A date; read as its first moment in UTC."""

    @property
    def values(self) -> str:
        return "a date as 2025-01-31"

    @property
    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}

    def read(self, name: str, text: str) -> datetime:
        try:
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            raise BadInput(f"{name} cannot be {text!r}", f"give {self.values}") from None
