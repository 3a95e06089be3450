"""The validator: a statement passes when all of it parses as reading, and each function and procedure is on the list.

A read transaction alone is no wall: Neo4j runs `LOAD CSV`, procedures and administration commands in one, and the
embedded engine's read-only handle reads local files by `LOAD CSV`. What each wall stops: docs/security.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from lineage.cypher.allowlist import FUNCTIONS, PROCEDURES
from lineage.cypher.complexity import check_complexity
from lineage.cypher.lexer import place, plain, tokens
from lineage.cypher.parser import parse
from lineage.cypher.rewrite import Edit, column_name, edited, quotes
from lineage.cypher.tree import Call, CallProcedure, Node, Query, Return, walk
from lineage.errors import BadStatement
from lineage.text.did_you_mean import did_you_mean

OPEN_FUNCTIONS = {name.lower(): name for name in FUNCTIONS}
OPEN_PROCEDURES = frozenset(name.lower() for name in PROCEDURES)


@dataclass(frozen=True, slots=True)
class ValidatedStatement:
    """A statement that only reads: `source` without comments, `EXPLAIN` and a last semicolon, and its tree.

    `statement` is what an engine may see: names that it could take for keywords stand in backticks. `for_server` is
    what a Neo4j server is shown otherwise, see `lineage.cypher.complexity`.
    """

    source: str
    tree: Query
    statement: str
    explain: bool = False
    for_server: tuple[Edit, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the answer's columns; none where it returns `*`, or RETURN is not its last clause."""
        last = self.tree.parts[-1].clauses[-1]
        items = last.projection.items if isinstance(last, Return) and not last.projection.star else ()
        return tuple(column_name(item, self.source) for item in items)


def validate(statement: str, parameters: Mapping[str, Any] | None = None) -> ValidatedStatement:
    """The statement, when all of it only reads. Raises BadStatement naming the first thing that does not, and where."""
    found, source = tokens(plain(statement))
    while found and found[-1].symbol == ";":
        source = source[: found.pop().at]
    explain = bool(found) and found[0].symbol == "EXPLAIN"
    if explain:
        first = found.pop(0)
        source = " " * first.end + source[first.end :]
    if not found:
        raise BadStatement("there is no statement", 'try "MATCH (m:Model) RETURN count(m) AS models"')
    tree = parse(found, source)
    nodes = tuple(walk(tree))
    _check_names(nodes, source)
    for_server = check_complexity(tree, source, parameters or {})
    return ValidatedStatement(source, tree, edited(source, nodes, quotes(nodes)), explain, for_server)


def _check_names(nodes: Iterable[Node], source: str) -> None:
    for node in nodes:
        if isinstance(node, Call) and node.name.lower() not in OPEN_FUNCTIONS:
            raise BadStatement(
                f"the function {node.name}() is not open here {place(source, node.at)}", _similar(node.name)
            )
        if isinstance(node, CallProcedure) and node.name.lower() not in OPEN_PROCEDURES:
            raise BadStatement(
                f"CALL {node.name} is refused: it is none of the open procedures {place(source, node.at)}",
                f"these are: {', '.join(PROCEDURES)}",
            )


def _similar(name: str) -> str:
    close = get_close_matches(name.lower(), OPEN_FUNCTIONS, n=1)
    meant = did_you_mean(f"{OPEN_FUNCTIONS[one]}()" for one in close)
    return f"{meant} /api/v1/cypher/schema lists the functions".lstrip()
