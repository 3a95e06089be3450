"""A patch of a card's front matter: the keys to set, as YAML; what is not certain is a choice, marked in a comment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from lineage.text.printable import printable

CHOOSE, CHECK = "CHOOSE", "CHECK"
"""Marks of what is left to the card's author: a value to give, and a value to look up."""
SEVERAL = ", "
"""Between the licences of one model, of which one may hold it too."""
LONGEST = 160
"""Characters of a card's text that a comment shows."""


@dataclass(frozen=True, slots=True)
class PatchLine:
    """One value of a key, with a `note` behind it; without a value the note says what to choose."""

    value: str | None
    note: str = ""

    def __str__(self) -> str:
        """As YAML, on one line."""
        comment = f"# {self.note}" if self.note else ""
        return "  ".join(part for part in (scalar(self.value), comment) if part)


@dataclass(frozen=True, slots=True)
class PatchedKey:
    """A key of the front matter and all that it has from now on.

    `spelt` has, for texts in the card that only have to be spelt otherwise, the text that takes the place of each;
    where these are all that changes, the rest of the value stays as it is written.
    """

    name: str
    lines: tuple[PatchLine, ...]
    spelt: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """As YAML: one value behind the key, several as a list; without any, the choices behind the key."""
        given = [line for line in self.lines if line.value is not None]
        if not given:
            notes = "; ".join(dict.fromkeys(line.note for line in self.lines))
            return f"{self.name}:{f'  # {notes}' if notes else ''}"
        if len(self.lines) == 1:
            return f"{self.name}: {self.lines[0]}"
        return "\n".join([f"{self.name}:", *(_listed(line) for line in self.lines)])

    @property
    def choices(self) -> int:
        """How many of its lines are left to the author."""
        return sum(line.note.startswith((CHOOSE, CHECK)) for line in self.lines)


@dataclass(frozen=True, slots=True)
class CardPatch:
    """The keys of one card's front matter that change."""

    keys: tuple[PatchedKey, ...]

    @property
    def block(self) -> str:
        """The keys as YAML, to put between the fences of `---`."""
        return "".join(f"{key}\n" for key in self.keys)

    @property
    def choices(self) -> int:
        return sum(key.choices for key in self.keys)


def scalar(value: str | None) -> str:
    """A text as YAML writes it on one line; nothing for none."""
    if value is None:
        return ""
    text: str = yaml.safe_dump(value, width=10**6, allow_unicode=True)
    return text.removesuffix("\n").removesuffix("\n...")


def quoted(text: str) -> str:
    """A text out of a card as a comment may hold it: on one line, without control characters, not too long."""
    shown = printable(" ".join(text.split()))
    return f'"{shown[:LONGEST]}{"…" if len(shown) > LONGEST else ""}"'


def note(mark: str, *parts: str) -> str:
    """`CHOOSE: one; another`."""
    return f"{mark}: {'; '.join(part for part in parts if part)}"


def distinct(lines: Iterable[PatchLine]) -> Iterator[PatchLine]:
    """Each value once, and each choice once."""
    return iter(dict.fromkeys(lines))


def _listed(line: PatchLine) -> str:
    return f"  {line}" if line.value is None else f"  - {line}"
