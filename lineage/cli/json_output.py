"""JSON for machines: the option that asks for it, and how it is printed."""

import json
from collections.abc import Callable
from typing import Any

import click

from lineage.home.home import json_text


def json_option(help: str = "Print JSON.") -> Callable[[Any], Any]:
    """`--json`, as the parameter `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=help)


def print_json(value: object) -> None:
    """Indented, on standard output; what JSON has no type for as text, as manifests have it."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=json_text))
