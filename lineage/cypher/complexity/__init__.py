"""What a statement may grow to, and how long it may take where nothing can interrupt it: bounded before it runs.

Neo4j looks at its clock and counts its memory between rows, never within an expression: one that nests `replace()` nine
deep fills a server's memory before anybody looks, and a server that ran out of memory may no longer end statements. So
every value of a statement has an upper bound of its size here, and every expression one of its time. The modules stand
on one another: `sizes` (what is known of a value), `functions` (a rule for each function), `regexes` (patterns that
take linear time), `expressions` (operators, lists, loops), `clauses` (what they hand on), and beside them `planning`
(what a planner has to take apart).
"""

from collections.abc import Mapping
from typing import Any

from lineage.cypher.complexity.clauses import Growth
from lineage.cypher.complexity.planning import check_planning
from lineage.cypher.rewrite import Edit
from lineage.cypher.tree import Query
from lineage.errors import BadStatement

__all__ = ["check_complexity"]


def check_complexity(tree: Query, source: str, parameters: Mapping[str, Any]) -> tuple[Edit, ...]:
    """What a Neo4j server is shown otherwise. Raises BadStatement for what could grow, take or cost too much."""
    growth = Growth(source, parameters)
    try:
        growth.query(tree, {})
    except RecursionError:  # as in the parser: for a stack that is nearly used up
        raise BadStatement("the statement is nested too deeply", "split the statement") from None
    check_planning(tree, source)
    return tuple(dict.fromkeys(growth.edits))
