"""What a query string may ask, checked in one place."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lineage.cypher import limits
from lineage.cypher.limits import MOST_ROWS
from lineage.errors import BadInput
from lineage.stores import Limits
from lineage.values import Relation, Status

SORTS = ("descendants", "downloads", "likes", "created_at", "id")
LIMIT = 50
MOST = 500
MOST_OFFSET = 100_000_000


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which models of a list are wanted, in which order. None is no filter; `offset` and `limit` are in models."""

    relation: Relation | None = None
    license: str | None = None
    author: str | None = None
    created_from: datetime | None = None
    status: Status | None = None
    sort: str = "descendants"
    offset: int = 0
    limit: int = LIMIT
    q: str = ""
    within: str | None = None
    format: str | None = None
    mass_uploads: bool = True


@dataclass(frozen=True, slots=True)
class CypherQuery:
    """A statement to execute, its parameters and limits; `run` names it for cancelling."""

    statement: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=limits)
    format: str = "json"
    run: str | None = None


PAGING = ("offset", "limit")
CHILDREN = ("relation", "mass_uploads", "sort", *PAGING)
SELECT = ("relation", "license", "author", "created_from", "status", "mass_uploads", "sort", *PAGING)
SEARCH = ("q", "limit", "within")


def strict(args: Mapping[str, str], allowed: tuple[str, ...], limit: int = LIMIT) -> ListQuery:
    """The query of an API route. BadInput names the valid parameters when one is not among `allowed`."""
    for name in args:
        if name not in allowed:
            valid = ", ".join(allowed) or "none"
            raise BadInput(f"unknown parameter {name!r}", f"valid parameters here: {valid}")
    return lenient(args, allowed, limit)


def lenient(args: Mapping[str, str], allowed: tuple[str, ...], limit: int = LIMIT) -> ListQuery:
    """The query of a page: other names are left to the page's scripts. An empty field of a form was not asked."""
    given = {name: PARSERS[name](name, args[name]) for name in allowed if args.get(name, "").strip()}
    return ListQuery(**{"limit": limit, **given})


def cypher(args: Mapping[str, str], allowed: tuple[str, ...], needed: tuple[str, ...] = ("statement",)) -> CypherQuery:
    """The query of a Cypher route. BadInput names the valid parameters when one is not among `allowed`."""
    strict(dict.fromkeys(args, ""), allowed)
    for name in needed:
        if not args.get(name, "").strip():
            raise BadInput(f"{name} is missing", f"give {name}=...")
    rows = _number(1, MOST_ROWS)("limit", args["limit"]) if args.get("limit") else None
    seconds = _seconds("timeout", args["timeout"]) if args.get("timeout") else None
    return CypherQuery(
        args.get("statement", ""),
        _object("parameters", args.get("parameters") or "{}"),
        limits(rows, seconds),
        _one_of(("json", "csv"))("format", args.get("format") or "json"),
        _token("run", args["run"]) if "run" in args else None,
    )


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadInput(f"{name} cannot be {text[:40]!r}", 'give a JSON object, such as {"id": "owner/name"}')
    return value


def _seconds(name: str, text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text):
        raise BadInput(f"{name} cannot be {text[:40]!r}", "give seconds, such as 5 or 0.5")
    return float(text)


def _token(name: str, text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{8,64}", text):
        raise BadInput(f"{name} cannot be {text[:64]!r}", "give 8 to 64 letters, digits or hyphens")
    return text


def _one_of(valid: tuple[str, ...]) -> Callable[[str, str], str]:
    def parse(name: str, text: str) -> str:
        if text not in valid:
            raise BadInput(f"unknown {name} {text!r}", f"valid values: {', '.join(valid)}")
        return text

    return parse


def _number(least: int, most: int) -> Callable[[str, str], int]:
    def parse(name: str, text: str) -> int:
        number = int(text) if text.isdecimal() and text.isascii() and len(text) < 12 else least - 1
        if not least <= number <= most:
            raise BadInput(f"{name} cannot be {text!r}", f"give a whole number from {least} to {most}")
        return number

    return parse


def _date(name: str, text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadInput(f"{name} cannot be {text!r}", "give a date as 2025-01-31") from None


def _text(_name: str, text: str) -> str:
    return text.strip()


_relation = _one_of(tuple(Relation))
_status = _one_of(tuple(Status))

PARSERS: dict[str, Callable[[str, str], Any]] = {
    "relation": lambda name, text: Relation(_relation(name, text)),
    "status": lambda name, text: Status(_status(name, text)),
    "sort": _one_of(SORTS),
    "format": _one_of(("csv",)),
    "offset": _number(0, MOST_OFFSET),
    "limit": _number(1, MOST),
    "created_from": _date,
    "mass_uploads": lambda name, text: _one_of(("0", "1"))(name, text) == "1",
    "license": _text,
    "author": _text,
    "within": _text,
    "q": _text,
}
