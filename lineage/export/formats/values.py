"""Values as text, for formats that have neither lists nor moments."""

from datetime import datetime
from typing import Any

LIST = ";"
"""Between the words of a list; no word of ours holds one."""


def as_text(value: Any) -> str:
    """A list as its words between semicolons, a moment as the API has it (`2026-05-01T12:00:00Z`), `true` or `false`,
    anything else as Python does."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LIST.join(value)
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
