"""Text in XML 1.0: escaped, and without the characters that it cannot hold in any way."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lineage.export.formats.values import as_text
from lineage.schema import Type

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
_UNSAYABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TYPES: Mapping[Type, str] = {"integer": "long", "float": "double", "boolean": "boolean"}
_SPECIAL = re.compile(r"[&<>\"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_KEPT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def type_name(type: Type) -> str:
    """A type of ours as GEXF and GraphML call it, which have none for moments and lists."""
    return _TYPES.get(type, "string")


def escaped(value: Any) -> str:
    """A value as text of an element or of an attribute; a character that XML has no way to say is U+FFFD."""
    text = as_text(value)
    return _SPECIAL.sub(_reference, text) if _SPECIAL.search(text) else text


def _reference(found: re.Match[str]) -> str:
    character = found[0]
    return _KEPT.get(character) or (
        f"&#{ord(character)};" if "\x7f" <= character <= "\x9f" else "\N{REPLACEMENT CHARACTER}"
    )


def sayable(document: str) -> str:
    """A document whose texts are escaped, with U+FFFD for each character that XML has no way to say."""
    return _UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", document)


def rows(columns: dict[str, list[Any]], names: list[str], element: Callable[[str, str], str]) -> Iterator[str]:
    """For each row the `element`s of those of its values that are known, one after the other."""
    made = [[("" if value is None else element(name, escaped(value))) for value in columns[name]] for name in names]
    return map("".join, zip(*made, strict=True)) if made else iter(["" for _ in columns["id"]])
