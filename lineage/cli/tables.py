"""A statement's answer on standard output: drawn for people, as JSON, as CSV."""

import csv
import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from lineage.printable import printable
from lineage.stores import Table


def print_table(table: Table) -> None:
    """A drawn table, its number of rows below it; long cells are folded."""
    drawn = RichTable(caption=f"{len(table.rows):,} rows")
    for name in table.columns:
        drawn.add_column(name, overflow="fold")
    for row in table.rows:
        drawn.add_row(*(_escaped(_cell(value)) for value in row))
    Console().print(drawn)


def print_json(table: Table) -> None:
    """A list of objects, one a row; what JSON cannot hold is text."""
    click.echo(json.dumps(table.dicts(), ensure_ascii=False, default=str, indent=2))


def print_csv(table: Table) -> None:
    """A header and the rows; null is an empty cell, lists and maps are JSON."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)


def _escaped(text: str) -> str:
    """Text from the Hub is data: no terminal markup, no control characters."""
    return escape(printable(text, kept="\n"))
