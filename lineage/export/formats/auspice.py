"""Auspice JSON v2, for auspice.us and Nextstrain's tools: trees to be coloured and filtered; `div` counts derivations.

Its schema wants a name without spaces, which no id has, and a value where there is a key: what is unknown is absent.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from lineage.errors import BadInput
from lineage.export.about import short_facts
from lineage.export.attributes import OF_DERIVATIONS, OF_MODELS
from lineage.export.colours import RELATION_COLOURS
from lineage.export.subgraph import Subgraph
from lineage.export.trees import ExportTrees, trees_of

COLOURED = {"owner": "author", "license": "license", "effective_class": "effective_class", "task": "pipeline_tag"}
FILTERS = ["relation", *COLOURED]
"""What nodes carry and can be filtered by, and the attribute it is."""
MEASURED = ("downloads", "descendants", "parameters")


def pieces(subgraph: Subgraph) -> Iterator[str]:
    """The text of the file. Raises BadInput for a selection without a model."""
    if not len(subgraph):
        raise BadInput("no model is selected", "Auspice has no empty tree; select one model at least")
    trees = trees_of(subgraph)
    yield f'{{"version": "v2",\n"meta": {_json(_meta(subgraph))},\n"tree": ['
    yield from _nodes(subgraph, trees)
    yield "]}\n"


def _meta(subgraph: Subgraph) -> dict[str, Any]:
    facts = short_facts(subgraph)
    return {
        "title": facts["selection"],
        "description": "\n\n".join((facts["coverage"], facts["licence"], facts["cite"])),
        "updated": f"{subgraph.graph.facts.finished_at:%Y-%m-%d}",
        "panels": ["tree"],
        "data_provenance": [{"name": f"{facts['generator']}, snapshot {facts['snapshot']}"}],
        "colorings": [
            {
                "key": "relation",
                "title": "Relation",
                "type": "categorical",
                "scale": [[str(relation), colour.light] for relation, colour in RELATION_COLOURS.items()],
            },
            *({"key": name, "title": name.replace("_", " ").capitalize(), "type": "categorical"} for name in COLOURED),
            {"key": "created_month", "title": "Created", "type": "ordinal"},
            *({"key": name, "title": name.capitalize(), "type": "continuous"} for name in MEASURED),
        ],
        "filters": FILTERS,
        "display_defaults": {"color_by": "relation", "distance_measure": "div", "layout": "radial"},
    }


def _nodes(subgraph: Subgraph, trees: ExportTrees) -> Iterator[str]:
    nodes = _attributes(subgraph, trees)
    after = ""
    for place, depth, entered, children in trees.walk():
        if entered:
            attributes = {"div": depth, **nodes[place][1]}
            yield f'{after}\n{{"name": {_json(nodes[place][0])}, "node_attrs": {_json(attributes)}'
            yield ', "children": [' if children else ""
            after = ""
        else:
            yield "]}" if children else "}"
            after = ","


def _attributes(subgraph: Subgraph, trees: ExportTrees) -> list[tuple[str, dict[str, Any]]]:
    """The name and the attributes of each model, by place."""
    read = {**COLOURED, "created_month": "created_month", **{name: name for name in MEASURED}}
    columns = {name: OF_MODELS[of].values(subgraph.graph, subgraph.numbers) for name, of in read.items()}
    relations = OF_DERIVATIONS["relation"].values(subgraph.graph, trees.edge)
    columns["relation"] = [name if edge >= 0 else None for name, edge in zip(relations, trees.edge, strict=True)]
    rows = zip(*columns.values(), strict=True)
    return [
        (id, {name: {"value": value} for name, value in zip(columns, row, strict=True) if value is not None})
        for id, row in zip(subgraph.graph.ids.take(subgraph.numbers), rows, strict=True)
    ]


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()
