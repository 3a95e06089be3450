"""What the embedded engine (kglite 0.21.2) writes otherwise than Neo4j, and what it lacks; Neo4j knows all that passes.

Where another way of writing means exactly the same, the statement is rewritten. Everything else is refused on that
engine with what to write instead: its own words for it ("Unexpected token") help nobody, and some of it would be
answered wrongly without a word. Each entry is tried on the engine itself in tests/lineage/cypher/test_dialect.py.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from lineage.cypher.lexer import place
from lineage.cypher.rewrite import Edit, edited, quotes
from lineage.cypher.tree import (
    Call,
    CallSubquery,
    Case,
    Constant,
    Expression,
    Group,
    Is,
    Labels,
    MapProjection,
    Match,
    Node,
    NodePattern,
    Operation,
    Parameter,
    Path,
    Prefix,
    PropertyAccess,
    RelationshipPattern,
    Subquery,
    Trim,
    Union,
    Variable,
    walk,
)
from lineage.cypher.validate import ValidatedStatement
from lineage.errors import BadStatement
from lineage.schema import EDGES, NODES

EMBEDDED = "embedded"

RENAMED = {
    "char_length": "size",
    "character_length": "size",
    "lower": "toLower",
    "upper": "toUpper",
    "tobooleanornull": "toBoolean",
    "tofloatornull": "toFloat",
    "tointegerornull": "toInteger",
}
"""Functions of another name there; the last three answer null there for what is no number, or raise."""

WRITTEN_OUT = {"e": "exp(1)", "timestamp": "datetime().epochMillis"}

WRAPPED = {
    "isempty": ("(size(", ") = 0)"),
    "nullif": ("[pair IN [[", "]] WHERE coalesce(pair[0] <> pair[1], true) | pair[0]][0]"),
}
"""Functions that are what stands around their arguments there. `nullIf` names its first argument once, so that nothing
doubles, and holds aggregates, which a CASE there cannot."""

LACKING = {
    "datetime.fromepoch": "write datetime('1970-01-01T00:00:00Z') + duration({seconds: n})",
    "datetime.fromepochmillis": "write datetime('1970-01-01T00:00:00Z') + duration({milliseconds: n})",
    "duration.between": "write duration.inDays() or duration.inMonths(): it counts months as days",
    "isnan": "leave out beforehand what is divided by 0",
    "normalize": "compare with toLower(), or normalise what is passed by parameter",
    "percentilecont": "WITH x ORDER BY x WITH collect(x) AS xs RETURN xs[toInteger(0.5 * (size(xs) - 1))] is a median",
    "percentiledisc": "WITH x ORDER BY x WITH collect(x) AS xs RETURN xs[toInteger(0.5 * (size(xs) - 1))] is a median",
    "stdevp": "write stDev(x) * sqrt((count(x) - 1.0) / count(x))",
    "tobooleanlist": "write [x IN list | toBoolean(x)]",
    "tofloatlist": "write [x IN list | toFloat(x)]",
    "tointegerlist": "write [x IN list | toInteger(x)]",
    "tostringlist": "write [x IN list | toString(x)]",
    "tostringornull": "write toString(x)",
}
"""Functions that it has not, or of another meaning, and what to write instead."""

TRIMMING = frozenset(("btrim", "ltrim", "rtrim"))
AGGREGATES = frozenset(("avg", "collect", "count", "max", "min", "percentilecont", "percentiledisc", "stdev", "sum"))
COMPARISONS = frozenset(("=", "<>", "<", ">", "<=", ">="))
TEXTS = frozenset(("left", "replace", "right", "substring", "tolower", "tostring", "toupper", "trim", "type"))
TEXT_PROPERTIES = frozenset(p.name for kind in (*NODES, *EDGES) for p in kind.properties if p.type == "string")


def written_for(engine: str, statement: ValidatedStatement) -> str:
    """The statement as the engine of that name takes it. Raises BadStatement for what it lacks, and what to do then."""
    nodes = tuple(walk(statement.tree))
    if engine != EMBEDDED:
        return edited(statement.source, nodes, [*quotes(nodes), *statement.for_server])
    edits = [edit for node in nodes for edit in _edits(node, statement.source)]
    return edited(statement.source, nodes, [*quotes(nodes), *edits]) if edits else statement.statement


def _edits(node: Node, source: str) -> Iterator[Edit]:
    """What is written otherwise for one node. Raises BadStatement where that is not possible."""
    lacking = LACKS.get(type(node))
    lack = lacking(node) if lacking else None
    if lack:
        what, hint = lack
        raise BadStatement(f"the embedded engine {what} {place(source, node.at)}", hint)
    rewrite = REWRITES.get(type(node))
    if rewrite:
        yield from rewrite(node)


def _rewritten_call(call: Call) -> Iterator[Edit]:
    name = call.name.lower()
    if name in RENAMED:
        yield Edit(call.at, call.opens, RENAMED[name])
    elif name in WRITTEN_OUT:
        yield Edit(call.at, call.end, WRITTEN_OUT[name])
    elif name in WRAPPED:
        before, behind = WRAPPED[name]
        yield Edit(call.at, call.opens + 1, before)
        yield Edit(call.end - 1, call.end, behind)


def _without_plus(prefix: Prefix) -> Iterator[Edit]:
    for sign, at in zip(prefix.operators, prefix.places, strict=True):
        if sign == "+":
            yield Edit(at, at + 1, " ")


def _plain_parameter(parameter: Parameter) -> Iterator[Edit]:
    if "`" in parameter.written:
        yield Edit(parameter.at, parameter.at + len(parameter.written), f"${parameter.name}")


def _keyed(projection: MapProjection) -> Iterator[Edit]:
    for part in projection.parts:
        if isinstance(part.value, Variable) and part.key is None:
            yield Edit(part.at, part.at, f"{part.value.written}: ")


def _plain_union(union: Union) -> Iterator[Edit]:
    if union.words == "UNION DISTINCT":
        yield Edit(union.at, union.end, "UNION")


REWRITES: dict[type[Node], Callable[[Any], Iterator[Edit]]] = {
    Call: _rewritten_call,
    MapProjection: _keyed,
    Parameter: _plain_parameter,
    Prefix: _without_plus,
    Union: _plain_union,
}

Lack = tuple[str, str] | None


def _lacks_call(call: Call) -> Lack:
    name = call.name.lower()
    if name in LACKING:
        return f"has no {call.name}() as Neo4j has", LACKING[name]
    if name in TRIMMING and len(call.arguments) > 1:
        return f"has no {call.name}() of given characters", "write replace(), or trim() of spaces"
    return None


def _lacks_operation(operation: Operation) -> Lack:
    compared = [operator for operator in operation.operators if operator in COMPARISONS]
    if len(compared) > 1:
        return "compares two values at a time", "write a < b AND b < c"
    if "||" in operation.operators and not any(_is_text(operand) for operand in operation.operands):
        return "joins with || texts only, and lists to a wrong text", "write + for lists"
    return None


def _is_text(expression: Expression) -> bool:
    match expression:
        case Constant(kind=kind):
            return kind == "string"
        case Call(name=name):
            return name.lower() in TEXTS
        case PropertyAccess(of=Variable(), key=key):
            return key.text in TEXT_PROPERTIES
    return False


def _lacks_case(case: Case) -> Lack:
    if any(len(branch.conditions) > 1 or _is_compared(branch.conditions[0], case) for branch in case.branches):
        return "has CASE x WHEN y only, of one value each", "write CASE WHEN x > y THEN"
    if any(isinstance(node, Call) and node.name.lower() in AGGREGATES for node in walk(case)):
        return "does not aggregate inside CASE", "aggregate in a WITH before it"
    return None


def _is_compared(condition: Expression, case: Case) -> bool:
    """Whether a branch has an operator of its own: what it is compared with is then written here once more."""
    if case.subject is None:
        return False
    of = condition.operands[0] if isinstance(condition, Operation) else getattr(condition, "operand", None)
    return of is case.subject


def _lacks_labels(labels: Labels) -> Lack:
    if set(labels.marks) <= {":", "|"}:
        return None
    return "joins labels by : and types by | only", "write :A:B, :A|B, and the rest as a condition"


def _lacks_node(node: NodePattern) -> Lack:
    return _condition_inside(node.where)


def _lacks_relationship(relationship: RelationshipPattern) -> Lack:
    if relationship.direction == "<->":
        return "has no <-->", "write --"
    if relationship.quantifier:
        return _quantified()
    return _condition_inside(relationship.where)


def _condition_inside(where: Expression | None) -> Lack:
    return ("has no WHERE inside a pattern", "write it after the pattern") if where else None


def _quantified() -> Lack:
    return "repeats single relationships only", "write -[:DERIVED_FROM*1..20]-"


def _lacks_path(path: Path) -> Lack:
    if path.selector in ("", "shortestPath", "allShortestPaths"):
        return None
    return f"has no {path.selector} paths", "write shortestPath() or allShortestPaths()"


def _lacks_subquery(subquery: Subquery) -> Lack:
    if subquery.kind == "COLLECT":
        return "has no COLLECT {}", "write a pattern comprehension: [(m)-[:DERIVED_FROM]->(p) | p.id]"
    clauses = [clause for part in subquery.query.parts for clause in part.clauses]
    if len(subquery.query.parts) > 1 or not all(isinstance(c, Match) and not c.optional for c in clauses):
        return f"has patterns and WHERE only in {subquery.kind} {{}}", "leave out RETURN, or write CALL (m) { }"
    return None


def _lacks_match(match: Match) -> Lack:
    return ("has no hints to a planner", "leave USING out") if match.hints else None


def _lacks_call_subquery(call: CallSubquery) -> Lack:
    return ("has no OPTIONAL CALL", "write CALL with an aggregate in it") if call.optional else None


def _lacks_is(test: Is) -> Lack:
    if test.question.startswith("::"):
        return "has no :: without IS", "write IS :: INTEGER"
    if test.question.endswith("NORMALIZED"):
        return "has no IS NORMALIZED", "compare with toLower()"
    return None


def _lacks_trim(trim: Trim) -> Lack:
    return "trims spaces only", "write trim(), ltrim() or rtrim() of one text"


def _lacks_group(group: Group) -> Lack:
    return _quantified()


def _lacks_parameter(parameter: Parameter) -> Lack:
    if re.fullmatch(r"[A-Za-z_]\w*", parameter.name):
        return None
    return f"has no parameter of the name {parameter.name!r}", "name it in plain letters"


LACKS: dict[type[Node], Callable[[Any], Lack]] = {
    Call: _lacks_call,
    CallSubquery: _lacks_call_subquery,
    Case: _lacks_case,
    Group: _lacks_group,
    Is: _lacks_is,
    Labels: _lacks_labels,
    Match: _lacks_match,
    NodePattern: _lacks_node,
    Operation: _lacks_operation,
    Parameter: _lacks_parameter,
    Path: _lacks_path,
    RelationshipPattern: _lacks_relationship,
    Subquery: _lacks_subquery,
    Trim: _lacks_trim,
}
