"""What the app reads from: one frozen graph, and a store's reader for what the graph leaves out."""

from dataclasses import dataclass

from flask import current_app

from lineage.frozen import FrozenGraph
from lineage.stores import Reader

KEY = "qwen-lineage"


@dataclass(frozen=True, slots=True)
class Source:
    """Everything a route may read; `reader` is None when only the frozen graph is served."""

    graph: FrozenGraph
    reader: Reader | None


def source() -> Source:
    """The running app's source. Needs an application context."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Source)  # noqa: S101 (create_app is the only writer)
    return found
