"""JSON for machines."""

import json

import click


def print_json(value: object) -> None:
    """Indented, on standard output; what JSON has no type for as text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
