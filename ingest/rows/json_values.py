"""JSON texts and the values in them, tolerant of what strict JSON forbids: NaN, lone surrogates, dates, bytes."""

import json
from collections.abc import Mapping

import orjson


def parse(text: str | bytes) -> object:
    """A JSON text as a value; NaN and lone surrogates, which strict JSON forbids, are read too.

    Raises ValueError.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return json.loads(text)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def json_text(value: object) -> str | None:
    """The value's JSON text; None only for null, so that nothing a card says is lost.

    What JSON does not know (dates, bytes, NaN) becomes text, or `NaN`, which `parse` reads.
    """
    if value is None:
        return None
    try:
        text = orjson.dumps(value).decode()
    except TypeError:
        return _text_of_anything(value)
    return _text_of_anything(value) if _may_hide_nan(text) else text


def encodable(text: str) -> str:
    """The text, with lone surrogates replaced: no column can hold them."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _may_hide_nan(text: str) -> bool:
    """orjson writes NaN and the infinities as `null`, as it writes null itself."""
    return "null" in text


def _text_of_anything(value: object) -> str:
    try:
        return json.dumps(_plain(value), ensure_ascii=False).encode("utf-8", "replace").decode()
    except (ValueError, RecursionError):
        return json.dumps(f"unreadable {type(value).__name__}")


def _plain(value: object) -> object:
    """The same value out of what JSON knows. Raises RecursionError for one that contains itself."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)
