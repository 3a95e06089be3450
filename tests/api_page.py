"""The page about the library in Python, made of its docstrings."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

import lineage
from lineage import errors
from lineage.columns import DERIVATION_COLUMNS, MODEL_COLUMNS, GraphColumn
from lineage.comparison import ModelComparison
from lineage.filters.filter_fields import FILTER_FIELDS
from lineage.graph import Lineage
from lineage.questions.questions import StoredQueries, StoredQuery
from lineage.tabular.types import OF_SCHEMA

VALUES = (
    "Model",
    "Derivation",
    "Inference",
    "Status",
    "Relation",
    "Evidence",
    "Irregularity",
    "SnapshotFacts",
    "IdRule",
)
SPECIAL = {"__len__": "len(g)", "__contains__": "id in g", "__getitem__": "g[id]", "__iter__": "iter(g)"}


def functions() -> str:
    """The functions of the package."""
    return "\n\n".join(
        _described(f"lineage.{name}", getattr(lineage, name)) for name in ("open", "snapshots", "import_")
    )


def filters() -> str:
    """The fields of a filter of models."""
    rows = (f"| `{one.name}` | {one.kind.values} | {one.meaning} |" for one in FILTER_FIELDS.values())
    return "\n".join(["| field | values | meaning |", "|---|---|---|", *rows])


def methods() -> str:
    """The class that `open` returns, member by member, and the stored queries that it hands out."""
    return "\n\n".join(
        [
            _text(Lineage),
            *_members(Lineage, "g"),
            *_members(StoredQueries, "g.questions", ("__getitem__",)),
            *_members(StoredQuery, "query"),
            *_members(ModelComparison, "comparison"),
        ]
    )


def columns() -> str:
    """The columns of the two whole tables."""
    return "\n\n".join(
        "\n".join([f"`{call}`:", "", "| column | type | meaning |", "|---|---|---|", *rows])
        for call, rows in (("g.models()", _rows(MODEL_COLUMNS)), ("g.derivations()", _rows(DERIVATION_COLUMNS)))
    )


def values() -> str:
    """The values that answers are made of."""
    return "\n\n".join(f"### `lineage.{name}`\n\n{_value(getattr(lineage, name))}" for name in VALUES)


def error_tree() -> str:
    """The tree of errors, as it is drawn at the top of its module."""
    return f"```text\n{inspect.getdoc(errors)}\n```"


def _rows(table: Mapping[str, GraphColumn]) -> list[str]:
    return [f"| `{one.name}` | {OF_SCHEMA[one.type]} | {one.meaning} |" for one in table.values()]


def _value(of: type) -> str:
    if issubclass(of, StrEnum):
        return f"{_text(of)}\n\nOne of {', '.join(f'`{word}`' for word in of)}."
    names = ", ".join(f"`{field.name}`" for field in fields(of)) if is_dataclass(of) else ""
    return f"{_text(of)}\n\nFields: {names}."


def _members(of: type, on: str, special: Iterable[str] = tuple(SPECIAL)) -> Iterator[str]:
    for name, member in vars(of).items():
        function = member.fget if isinstance(member, property) else member
        if name in special:
            yield _described(SPECIAL[name].replace("g", on, 1) if on == "g" else f"{on}[name]", function, signed=False)
        elif not name.startswith("_") and inspect.isfunction(function):
            yield _described(f"{on}.{name}", function, signed=not isinstance(member, property))


def _described(name: str, function: Callable[..., Any], *, signed: bool = True) -> str:
    """A heading, the call with its types, and what the docstring says."""
    call = f"\n\n```python\n{name}{_signature(function)}\n```" if signed else ""
    return f"### `{name}`{call}\n\n{_text(function)}"


def _signature(function: Callable[..., Any]) -> str:
    """Without `self`, a parameter a line where one line is too short; types without the modules they are from."""
    found = inspect.signature(function)
    given = [one for name, one in found.parameters.items() if name != "self"]
    line = _short(str(found.replace(parameters=given)))
    return line if len(line) < 90 else _folded(given, line.rpartition(" -> ")[2])


def _folded(parameters: list[inspect.Parameter], returned: str) -> str:
    kinds = [one.kind for one in parameters]
    first = kinds.index(inspect.Parameter.KEYWORD_ONLY) if inspect.Parameter.KEYWORD_ONLY in kinds else None
    lines = [f"    {_short(str(one))}," for one in parameters]
    if first is not None and inspect.Parameter.VAR_POSITIONAL not in kinds:
        lines.insert(first, "    *,")
    return "\n".join(["(", *lines, f") -> {returned}"])


def _short(text: str) -> str:
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text).replace("IDS", "Sequence[str]")
    return re.sub(r"\b(?!pl\.|nx\.)(?:[a-z_]+\.)+(?=[A-Za-z])", "", text)


def _text(of: object) -> str:
    text = inspect.getdoc(of)
    assert text, f"{of} has no docstring"
    return text
