"""JSON for machines."""

import json

import click

from lineage.home import json_text


def print_json(value: object) -> None:
    """Indented, on standard output; what JSON has no type for as text, as manifests have it."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=json_text))
