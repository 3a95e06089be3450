"""Libraries that an extra brings."""

from importlib import import_module
from typing import Any

from lineage.errors import BadInput


def optional(name: str, extra: str) -> Any:
    """The library. Raises BadInput naming the extra where it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        raise BadInput(f"{name} is not installed", f"run `pip install 'qwen-lineage[{extra}]'`") from error
