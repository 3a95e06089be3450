"""Tables for the terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text


def plain_table(title: str, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Table:
    """No text is read as markup."""
    table = Table(title=title, title_justify="left")
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row.values()))
    return table


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value or "")
