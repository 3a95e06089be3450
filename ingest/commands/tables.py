"""Tables for the terminal, none of whose ids is ever cut or broken."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

WIDEST = 10_000


def plain_table(
    title: str, columns: Iterable[str], rows: Iterable[Mapping[str, Any]], prose: Container[str] = ()
) -> Table:
    """No text is read as markup, and only the columns of `prose` are wrapped; of a list each value has its line."""
    table = Table(title=title or None, title_justify="left")
    cells = [[_shown(value) for value in row.values()] for row in rows]
    for at, name in enumerate(columns):
        heading = name.replace("_", " ")
        kept = name not in prose
        parts = (part for text in (heading, *(row[at] for row in cells)) for part in text.split("\n" if kept else None))
        table.add_column(heading, no_wrap=kept, min_width=max(map(cell_len, parts)))
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def print_table(table: Table) -> None:
    """Print it as wide as the terminal, or as its longest id asks for."""
    console = Console()
    needed = Measurement.get(console, console.options.update(max_width=WIDEST), table).minimum
    Console(width=max(console.width, needed)).print(table)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(value) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value or "")
