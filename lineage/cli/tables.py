"""Tables on standard output: drawn for people at a terminal, plain lines in a pipe, as JSON, as CSV.

On a terminal no id is ever cut or broken: a table is as wide as its longest asks for. Colours follow NO_COLOR.
"""

import csv
import json
import math
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.table import Table as RichTable
from rich.text import Text

from lineage.stores import Table
from lineage.text.csv_text import cell
from lineage.text.printable import printable

WIDEST = 10_000


def plain_table(
    title: str, columns: Iterable[str], rows: Iterable[Mapping[str, Any]], prose: Container[str] = ()
) -> RichTable:
    """No text is read as markup, and only the columns of `prose` are wrapped; of a list each value has its line."""
    headings = {name: name.replace("_", " ") for name in columns}
    return _table(title, headings, [[_shown(value) for value in row.values()] for row in rows], prose)


def _table(title: str, headings: Mapping[str, str], cells: Sequence[Sequence[str]], prose: Container[str]) -> RichTable:
    table = RichTable(title=title or None, title_justify="left")
    for at, (name, heading) in enumerate(headings.items()):
        kept = name not in prose
        parts = (part for text in (heading, *(row[at] for row in cells)) for part in text.split("\n" if kept else None))
        table.add_column(heading, no_wrap=kept, min_width=max(map(cell_len, parts)), overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def print_table(table: RichTable) -> None:
    """On a terminal as wide as it is, or as the longest id asks for; elsewhere as `lines` has it."""
    if not sys.stdout.isatty():
        click.echo("\n".join(lines(table)))
        return
    console = Console()
    needed = Measurement.get(console, console.options.update(max_width=WIDEST), table).minimum
    Console(width=max(console.width, needed), height=console.height).print(table)  # both: else a dumb one is 80 wide


def lines(table: RichTable) -> Iterator[str]:
    """A table for a pipe: its title where it has one, a header, and a line a row, cells apart by tabs; nothing is
    boxed, wrapped or cut."""
    if table.title:
        yield _plain(table.title)
    yield "\t".join(_plain(column.header) for column in table.columns)
    for row in zip(*(column.cells for column in table.columns), strict=True):
        yield "\t".join(map(_plain, row))


def terminal_width() -> int:
    """How wide prose on standard output may be: as the terminal, and without an end where there is none."""
    return Console().width if sys.stdout.isatty() else WIDEST


def print_answer(table: Table) -> None:
    """A statement's answer; only columns of prose are wrapped."""
    rows = [[printable(_text(value), kept="\n") for value in row] for row in table.rows]
    prose = {name for at, name in enumerate(table.columns) if any(" " in row[at] for row in rows)}
    drawn = _table("", {name: name for name in table.columns}, rows, prose)
    drawn.caption = f"{len(rows):,} rows"
    print_table(drawn)


def print_rows_as_json(table: Table) -> None:
    """A list of objects, one a row. A number that is none, or infinite, is null; what else JSON cannot hold is text."""
    click.echo(json.dumps(_finite(table.dicts()), ensure_ascii=False, default=str, indent=2))


def print_csv(table: Table) -> None:
    """A header and the rows, with cells as the API has them; null is an empty one."""
    csv.writer(sys.stdout, lineterminator="\n").writerows(map(cell, row) for row in (table.columns, *table.rows))


def _finite(value: Any) -> Any:
    """A value without infinite numbers, and without those that are none."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(value) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value or "")


def _plain(cell: RenderableType) -> str:
    """A cell's text in one line."""
    text = cell.plain if isinstance(cell, Text) else Text.from_markup(str(cell)).plain
    return " ".join(text.split())
