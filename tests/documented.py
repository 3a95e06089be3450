"""The parts of docs/ that follow from the code, each between marks such as `<!-- schema -->` and `<!-- /schema -->`.

python -m tests.documented --write
"""

import argparse
import re
from pathlib import Path
from typing import Any

import polars as pl

from ingest.rows.table import ROW
from lineage import schema, settings
from tests import api_page

DOCS = Path(__file__).resolve().parents[1] / "docs"

SNAPSHOT_ONLY = {
    "card_base_model": "the card's `base_model`, as JSON text whatever its type",
    "card_other_bases": "what stands under misspelt keys such as `Base_Model`: an object by key, as JSON text",
    "card_licenses": "the card's licences where it names several, as JSON text",
    "config_base_model": "what an adapter's own configuration names: `config.peft.base_model_name_or_path`",
    "card_relation": "the card's `base_model_relation`, as JSON text",
    "hub_relation": "the relation in the Hub's own `baseModels`",
    "hub_parents": "the parents in it",
    "removed_at": "when a source says that it was removed",
    "first_seen": "date of the first snapshot known to list it; null is this one",
    "last_seen": "date of the last snapshot that saw it listed; null is this one",
    "removed": "true where a complete reading after `last_seen` did not list it, or its source says so; else null",
    "former_ids": "under which earlier snapshots listed it, the latest last",
    "parents_since": "the parents that it did not name from the first, and since when",
}
"""What the columns of a snapshot mean that are no properties of a model in the graph, or others there."""


def snapshot_table() -> str:
    """One row a column of a snapshot's Parquet files."""
    of_model = {p.name: p.meaning for p in schema.MODEL.properties}
    rows = [f"| `{name}` | {_type(kind)} | {SNAPSHOT_ONLY.get(name) or of_model[name]} |" for name, kind in ROW.items()]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *rows])


NAMES = {pl.String: "string", pl.Int64: "integer", pl.Boolean: "boolean", pl.Datetime: "datetime"}


def _type(kind: Any) -> str:
    if isinstance(kind, pl.List):
        return f"list of {_type(kind.inner)}"
    if isinstance(kind, pl.Struct):
        return "{" + ", ".join(f"{field.name}: {_type(field.dtype)}" for field in kind.fields) + "}"
    return NAMES[kind.base_type()]


TABLES = {
    "schema": (DOCS / "data-model.md", schema.markdown_table),
    "snapshot": (DOCS / "data-model.md", snapshot_table),
    "settings": (DOCS / "operations.md", settings.markdown_table),
    "python functions": (DOCS / "python.md", api_page.functions),
    "python methods": (DOCS / "python.md", api_page.methods),
    "python filters": (DOCS / "python.md", api_page.filters),
    "python columns": (DOCS / "python.md", api_page.columns),
    "python values": (DOCS / "python.md", api_page.values),
    "python errors": (DOCS / "python.md", api_page.error_tree),
}


def written(path: Path, name: str) -> str:
    """A table as a document has it."""
    found = re.search(_marked(name), path.read_text(), re.DOTALL)
    assert found, f"{path.name} lacks <!-- {name} -->"
    return found[1].strip()


def write(path: Path, name: str, table: str) -> None:
    """Put a table between its marks."""
    whole = f"<!-- {name} -->\n{table}\n<!-- /{name} -->"
    path.write_text(re.sub(_marked(name), lambda _: whole, path.read_text(), flags=re.DOTALL))


def _marked(name: str) -> str:
    return rf"<!-- {name} -->\n(.*?)<!-- /{name} -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the tables into the documents")
    to_write = parser.parse_args().write
    for name, (path, table) in TABLES.items():
        write(path, name, table()) if to_write else print(table(), end="\n\n")


if __name__ == "__main__":
    main()
