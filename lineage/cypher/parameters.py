"""What a statement's parameters may hold: values that either engine can be sent."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from lineage.arguments import HALF
from lineage.cypher.lexer import DEEPEST
from lineage.cypher.tree import Parameter, Query, walk
from lineage.errors import BadStatement

LARGEST = 2**63


def check_given(tree: Query, parameters: Mapping[str, Any]) -> None:
    """Raise BadStatement naming the first parameter that a statement asks for and nobody gives."""
    asked = {node.name: node for node in walk(tree) if isinstance(node, Parameter)}
    for name in asked:
        if name not in parameters:
            given = f"`parameters` in Python, the API and the console, -p {name[:40]}=... for the command"
            raise BadStatement(f"there is no value for ${name[:40]}", f"give it beside the statement: {given}")


def check_parameters(parameters: Mapping[str, Any]) -> None:
    """Raise BadStatement naming the first parameter that no engine could be sent, and why."""
    for name, value in parameters.items():
        for part, depth in _parts({name: value}):
            if depth > DEEPEST:
                raise _refused(name, f"is nested deeper than {DEEPEST}", "flatten it")
            if hasattr(part, "to_list") or isinstance(part, Set):
                raise _refused(name, f"holds a {type(part).__name__}", "pass a list: column.to_list(), or list(values)")
            if isinstance(part, Iterator) or callable(part):
                raise _refused(name, f"holds a {type(part).__name__}", "pass a value, or a list of values")
            if isinstance(part, int) and not -LARGEST <= part < LARGEST:
                raise _refused(name, "is a whole number of more than 64 bits", "pass it as text")
            if isinstance(part, str) and HALF.search(part):
                raise _refused(name, "holds half of a surrogate pair", "pass whole characters")


def _parts(value: Any) -> Iterator[tuple[Any, int]]:
    """The value, its keys and all that is in it, and how deep inside; no stack is used up, however deep."""
    waiting = [(value, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        if isinstance(part, Mapping):
            waiting.extend((inner, depth + 1) for item in part.items() for inner in item)
        elif isinstance(part, list | tuple):
            waiting.extend((inner, depth + 1) for inner in part)


def _refused(name: str, why: str, hint: str) -> BadStatement:
    return BadStatement(f"the parameter {name[:40]!r} {why}", hint)
