"""A document as JSON text, a piece at a time, so that a large one need not stand in memory."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

Json = dict[str, Any]


def pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """The text of an object; a value that is an iterator becomes a list, an item a line."""
    for at, (name, value) in enumerate(document.items()):
        yield f"{'{' if at == 0 else ','}\n{_text(name)}: "
        yield from _items(value) if isinstance(value, Iterator) else (_text(value),)
    yield "\n}\n"


def _items(values: Iterator[Any]) -> Iterator[str]:
    yield "["
    for at, value in enumerate(values):
        yield f"{',' if at else ''}\n{_text(value)}"
    yield "\n]"


def _text(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()
