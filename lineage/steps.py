"""Steps of the way that stand above this library, looked up by name when one is taken: it imports none of them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

IMPORT_AND_SHOW = "ingest.pipeline.whole_way:import_and_show"
SHOW_SNAPSHOT = "ingest.pipeline.whole_way:show_snapshot"
SNAPSHOTS = "ingest.snapshots.snapshot:snapshots"
CHANGES = "ingest.audit.diff:diff"


def step(target: str) -> Callable[..., Any]:
    """What `module:attribute` names."""
    module, _, attribute = target.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found
