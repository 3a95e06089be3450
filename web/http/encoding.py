"""Answers as JSON."""

from typing import Any

import msgspec
import orjson
from flask import Response

MIMETYPE = "application/json"


def encode(answer: Any) -> bytes:
    """An answer of declared types."""
    return msgspec.json.encode(answer) + b"\n"


def encode_any(answer: Any) -> bytes:
    """An answer that holds whatever values an engine has: what JSON does not know becomes text, times in ISO 8601."""
    return orjson.dumps(answer, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE)


def json_response(body: bytes, status: int = 200) -> Response:
    return Response(body, status, mimetype=MIMETYPE)


def _plain(value: Any) -> Any:
    if not isinstance(value, msgspec.Struct):
        return str(value)
    names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
    return {encoded: getattr(value, name) for encoded, name in names}
