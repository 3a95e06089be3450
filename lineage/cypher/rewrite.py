"""What of a statement is written otherwise before an engine sees it: small edits of its text, found in its tree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lineage.cypher.allowlist import RESERVED
from lineage.cypher.tree import Item, Name, Node, Return, Variable, walk


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` in the place of what stands from `at` to `end`, in characters."""

    at: int
    end: int
    text: str


def edited(source: str, edits: Iterable[Edit]) -> str:
    """The source with all edits made; none of them may overlap."""
    parts, done = [], 0
    for edit in sorted(edits):
        parts += [source[done : edit.at], edit.text]
        done = edit.end
    return "".join([*parts, source[done:]])


def quotes(nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """Put reserved names into backticks, so that no engine takes one for a keyword; columns keep their names."""
    found = [_quote(node) for node in nodes if isinstance(node, Name | Variable) and _is_reserved(node)]
    yield from found
    if found or "`" in source:
        yield from _column_names(nodes, source)


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _is_reserved(name: Name | Variable) -> bool:
    return name.written.upper() in RESERVED


def _quote(name: Name | Variable) -> Edit:
    return Edit(name.at, name.at + len(name.written), quoted(name.text))


def _column_names(nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """Name the columns that bear the text of an expression which now holds other backticks than it was written with."""
    for node in nodes:
        if isinstance(node, Return):
            for item in node.projection.items:
                if item.alias is None and _holds_quotes(item):
                    yield Edit(item.end, item.end, f" AS {quoted(_column(item, source))}")


def _holds_quotes(item: Item) -> bool:
    names = (node for node in walk(item) if isinstance(node, Name | Variable))
    return any(_is_reserved(name) or name.written.startswith("`") for name in names)


def _column(item: Item, source: str) -> str:
    """The column's name as Neo4j gives it: a variable's own, else the text of the expression."""
    if isinstance(item.expression, Variable):
        return item.expression.text
    return source[item.at : item.end]
