"""What of a statement is written otherwise before an engine sees it: small edits of its text, found in its tree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lineage.cypher.allowlist import RESERVED
from lineage.cypher.tree import Item, Name, Node, Return, Variable


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of what stands from `at` to `end`, in characters."""

    at: int
    end: int
    text: str


def edited(source: str, nodes: Sequence[Node], edits: Iterable[Edit]) -> str:
    """The source with all edits made; columns keep the names they had without them.

    What several of them put in one place stands there in the order they were given; one inside what another puts
    something else for is not made.
    """
    found = list(edits)
    found += column_names(source, nodes, found)
    parts, done = [], 0
    for edit in sorted(found, key=lambda edit: edit.at):
        if edit.at >= done:
            parts += [source[done : edit.at], edit.text]
            done = edit.end
    return "".join([*parts, source[done:]])


def inserted(source: str, edits: Sequence[Edit], at: int, end: int) -> str:
    """What stands from `at` to `end`, with the edits that are made inside."""
    return edited(
        source[at:end], (), [Edit(e.at - at, e.end - at, e.text) for e in edits if at <= e.at and e.end <= end]
    )


def quotes(nodes: Iterable[Node]) -> Iterator[Edit]:
    """Put reserved names into backticks, so that no engine takes one for a keyword."""
    for node in nodes:
        if isinstance(node, Name | Variable) and node.written.upper() in RESERVED:
            yield Edit(node.at, node.at + len(node.written), quoted(node.text))


def column_names(source: str, nodes: Iterable[Node], edits: Sequence[Edit]) -> Iterator[Edit]:
    """Name the columns that have no name but the text of an expression which is edited, or quotes names itself.

    Of the latter the embedded engine (kglite 0.21.2) makes other names than Neo4j.
    """
    if not edits and "`" not in source:
        return
    for node in nodes:
        if isinstance(node, Return):
            for item in node.projection.items:
                if item.alias is None and is_changed(item, source, edits):
                    yield Edit(item.end, item.end, f" AS {quoted(column_name(item, source))}")


def is_changed(item: Item, source: str, edits: Sequence[Edit]) -> bool:
    """Whether what a column holds is written otherwise, or quotes names."""
    return "`" in source[item.at : item.end] or any(item.at <= edit.at < item.end for edit in edits)


def column_name(item: Item, source: str) -> str:
    """The column's name as Neo4j gives it: its alias, else a variable's own, else the text of the expression."""
    if item.alias is not None:
        return item.alias.text
    if isinstance(item.expression, Variable):
        return item.expression.text
    return source[item.at : item.end]


def unused(name: str, source: str) -> str:
    """The name with as many `_` behind it as make it one that the statement does not hold."""
    while name in source:
        name += "_"
    return name


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
