"""What may grow inside one expression. Neo4j looks at its clock and counts its memory between rows, never within one.

A list of a hundred million numbers built in one expression fills a server's memory, and a server that ran out of memory
once may no longer end statements in time. So lists and loops inside expressions are bounded here, before they run.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from lineage.cypher.lexer import place
from lineage.cypher.scopes import VariableScope, scoped
from lineage.cypher.sizes import ASSUMED, Sizes
from lineage.cypher.tree import (
    Call,
    Expression,
    ListLiteral,
    Loop,
    MapLiteral,
    MapProjection,
    Operation,
    PropertyAccess,
    Query,
    Reduce,
    Variable,
    walk,
)
from lineage.errors import BadStatement

MOST_ITEMS = 1_000_000  # of one range(), and of the ranges of loops inside loops together
MOST_REDUCED = 10_000  # turns of reduce() over a range: what it builds is copied each turn
DEEPEST_LOOP = 3
DOUBLINGS = 6
LONGEST_PATTERN = 200

BUILDING = frozenset(("replace", "collect"))
REPEATING = re.compile(r"\([^)]*[*+{|][^)]*\)\s*[*+{]|\\[1-9]|\\k|\([^)]*\([^)]*\)[^)]*\)\s*[*+{]")


def check_complexity(tree: Query, source: str, parameters: Mapping[str, Any]) -> None:
    """Raise BadStatement for a list, a loop or a pattern inside an expression that could grow without bound."""
    checks = _Checks(source, Sizes(parameters))
    try:
        for node, scope in scoped(tree, checks.sizes):
            match node:
                case Call() if node.name.lower() == "range":
                    checks.range(node, scope)
                case Loop():
                    checks.loop(node, scope)
                case Operation():
                    checks.operation(node, scope)
    except RecursionError:  # as in the parser: for a stack that is nearly used up
        raise BadStatement("the statement is nested too deeply", "split the statement") from None


class _Checks:
    """The checks of one statement, and how often it added a value to itself so far."""

    def __init__(self, source: str, sizes: Sizes) -> None:
        self.source, self.sizes = source, sizes
        self._doublings = 0

    def range(self, call: Call, scope: VariableScope) -> None:
        if len(call.arguments) not in (2, 3):
            raise self._refused(call, "range() takes two or three numbers", "write range(first, last, step)")
        items = self.sizes.range(call, scope.names)
        if items is None:
            bounds = self.source[call.opens + 1 : call.end - 1].strip()[:40]
            raise self._refused(
                call, f"range() cannot be bounded by {bounds}", "use numbers, $parameters, size() or length()"
            )
        if items > MOST_ITEMS:
            raise self._refused(call, f"range() of {items:,} items", f"{MOST_ITEMS:,} at most")

    def loop(self, loop: Loop, scope: VariableScope) -> None:
        source = self.sizes.of(loop.source, scope.names)
        if len(scope.around) >= DEEPEST_LOOP:
            raise self._refused(loop, f"loops nested deeper than {DEEPEST_LOOP}", "UNWIND the outer list instead")
        if scope.around and not source.short:
            raise self._refused(
                loop,
                "a loop inside a loop may only go through nodes(), relationships(), labels(), keys(), a $parameter, a "
                "list written out, or a property that is a list",
                "UNWIND the outer list instead",
            )
        turns = ASSUMED if source.items is None else source.items
        together = math.prod((turns, *scope.around))
        if source.ranged and scope.around and together > MOST_ITEMS:
            raise self._refused(
                loop, f"loops of {together:,} turns together", f"{MOST_ITEMS:,} at most; UNWIND the outer list"
            )
        if isinstance(loop, Reduce):
            self._reduce(loop, turns, bool(scope.around))

    def _reduce(self, loop: Reduce, turns: int, inside: bool) -> None:
        if turns > MOST_REDUCED or inside:
            raise self._refused(
                loop, f"reduce() is open over {MOST_REDUCED:,} items, outside of loops", "UNWIND and aggregate"
            )
        body = list(walk(loop.result))
        uses = sum(isinstance(node, Variable) and node.text == loop.accumulator.text for node in body)
        if uses > 1 and any(_builds(node) for node in body):
            raise self._refused(
                loop, "what reduce() builds would double with every turn", "use what it builds once a turn"
            )

    def operation(self, operation: Operation, scope: VariableScope) -> None:
        if operation.operators == ("=~",):
            self._pattern(operation, scope)
        elif set(operation.operators) & {"+", "||"}:
            added = Counter(_named(operand) for operand in operation.operands)
            self._doublings += sum(times - 1 for name, times in added.items() if name)
            if self._doublings > DOUBLINGS:
                raise self._refused(
                    operation,
                    f"a value is added to itself more than {DOUBLINGS} times",
                    "it would double with each",
                )

    def _pattern(self, operation: Operation, scope: VariableScope) -> None:
        """A pattern after `=~` is known before it runs, and repeats nothing that repeats: that can take for ever."""
        pattern = self.sizes.of(operation.operands[1], scope.names).text
        if pattern is None:
            raise self._refused(
                operation,
                "a pattern after =~ is made of strings and $parameters here",
                "or use CONTAINS, STARTS WITH",
            )
        if len(pattern) > LONGEST_PATTERN or REPEATING.search(pattern):
            raise self._refused(
                operation,
                "a pattern that repeats a group of repeats may never end",
                "or use CONTAINS, STARTS WITH",
            )

    def _refused(self, node: Expression, message: str, hint: str) -> BadStatement:
        return BadStatement(f"{message} {place(self.source, node.at)}", hint)


def _builds(node: object) -> bool:
    """Whether a part of a reduce makes something longer."""
    if isinstance(node, Operation):
        return bool(set(node.operators) & {"+", "||"})
    if isinstance(node, Call):
        return node.name.lower() in BUILDING
    return isinstance(node, ListLiteral | MapLiteral | MapProjection | Reduce)


def _named(expression: Expression) -> str:
    """A variable, or a property of one, by its text; empty for anything else."""
    if isinstance(expression, Variable):
        return expression.text
    if isinstance(expression, PropertyAccess) and (of := _named(expression.of)):
        return f"{of}.{expression.key.text}"
    return ""
