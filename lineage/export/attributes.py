"""The attributes of models and derivations that leave with a graph."""

from collections.abc import Mapping, Sequence

from lineage.columns import DERIVATION_COLUMNS, MODEL_COLUMNS, GraphColumn
from lineage.columns.derivations import ENDS
from lineage.errors import BadInput
from lineage.schema import MODEL

OF_MODELS: Mapping[str, GraphColumn] = {
    name: column for name, column in MODEL_COLUMNS.items() if name != MODEL.key and column.type != "strings"
}
"""Attributes of models by name, in the order of files; a model's id stands before them. Lists are none: no graph
library writes them."""
OF_DERIVATIONS: Mapping[str, GraphColumn] = {
    name: column for name, column in DERIVATION_COLUMNS.items() if name not in ENDS
}
"""Attributes of derivations by name; `child` and `parent` stand before them."""


def attributes_named(names: Sequence[str] | None) -> tuple[GraphColumn, ...]:
    """Those of models by their names (None: all). Raises BadInput for a name that is none."""
    if names is None:
        return tuple(OF_MODELS.values())
    for name in names:
        if name not in OF_MODELS:
            raise BadInput(f"no attribute {name!r}", f"there are {', '.join(OF_MODELS)}")
    return tuple(OF_MODELS[name] for name in names)
