"""What the embedded engine (kglite 0.21.2) writes otherwise than Neo4j, and what it lacks; Neo4j knows all that passes.

Where another way of writing means exactly the same, the statement is rewritten. Everything else is refused on that
engine with what to write instead: its own words for it ("Unexpected token") help nobody, and some of it would be
answered wrongly without a word. Each entry is tried on the engine itself in tests/lineage/cypher/test_dialect.py.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lineage.cypher.aggregates import hoisted, of_populations, ordered_by_columns
from lineage.cypher.embedded_faults import mended
from lineage.cypher.embedded_functions import LACKING, RENAMED, TRIMMED, WRAPPED, WRITTEN_OUT, Around
from lineage.cypher.lexer import brackets, place, plain, tokens
from lineage.cypher.rewrite import Edit, edited, quoted, quotes
from lineage.cypher.scopes import VALUE, Scoped, in_scope, is_given, is_of_a_pattern
from lineage.cypher.trails import as_trails
from lineage.cypher.tree import (
    COMPARISONS,
    Call,
    CallSubquery,
    Case,
    Constant,
    Expression,
    Group,
    Is,
    Item,
    Labels,
    ListLiteral,
    MapLiteral,
    MapProjection,
    Match,
    Name,
    Node,
    NodePattern,
    Operation,
    Parameter,
    Path,
    Prefix,
    Projected,
    PropertyAccess,
    Query,
    RelationshipPattern,
    Subquery,
    Trim,
    Union,
    Unwind,
    Variable,
    walk,
)
from lineage.cypher.validate import ValidatedStatement
from lineage.cypher.whole_numbers import whole_percentiles
from lineage.errors import BadStatement
from lineage.schema import EDGES, NODES

EMBEDDED = "embedded"

MOST_OF_ROUND = 2  # the value, and to how many digits
VALUES = {1: "one value", 2: "two values"}
TEXTS = frozenset(("left", "replace", "right", "substring", "tolower", "tostring", "toupper", "trim", "type"))
TEXT_PROPERTIES = frozenset(p.name for kind in (*NODES, *EDGES) for p in kind.properties if p.type == "string")


def written_for(engine: str, statement: ValidatedStatement) -> str:
    """The statement as the engine of that name takes it. Raises BadStatement for what it lacks, and what to do then."""
    if engine != EMBEDDED:
        nodes = tuple(walk(statement.tree))
        return edited(statement.source, nodes, [*quotes(nodes), *statement.for_server])
    written = _written(statement.source, statement.tree)  # what it lacks is told of the statement as it was written
    source, tree = as_trails(statement.source, statement.tree)
    return written if source == statement.source else _written(source, tree)


def _written(source: str, tree: Query) -> str:
    nodes, scoped = tuple(walk(tree)), in_scope(tree)
    known = [*_of_maps(nodes, scoped, source), *_chains(nodes, source), *whole_percentiles(nodes), *quotes(nodes)]
    edits = [*mended(nodes, scoped, source), *known, *(edit for node in nodes for edit in _edits(node, source))]
    edits = hoisted(nodes, of_populations(nodes, edits, source), source)
    written = edited(source, nodes, ordered_by_columns(nodes, edits, source))
    brackets(tokens(plain(written))[0], written)  # still short and shallow enough for who reads it on its way
    return written


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
    elif (around := _around(call)) is not None:
        yield Edit(call.at, call.opens + 1, around.before)
        yield Edit(call.end - 1, call.end, around.behind)


def _around(call: Call) -> Around | None:
    """What is written around the call's arguments there."""
    name = call.name.lower()
    return TRIMMED.get(name) if len(call.arguments) > 1 and name in TRIMMED else WRAPPED.get(name)


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


def _of_maps(nodes: Sequence[Node], scoped: Scoped, source: str) -> Iterator[Edit]:
    """Write `row {.id}` as `{id: row.id}` where no pattern says that `row` is a node: there it is null of a map, and of
    a node that a subquery gave."""
    maps = set(_maps(nodes))
    for node, known in scoped:
        if not isinstance(node, MapProjection) or is_of_a_pattern(known.get(node.of.text, VALUE)):
            continue
        if _names_all(node):
            yield Edit(node.at, node.parts[0].at, "{")
            yield from (_looked_up(part, node.of) for part in node.parts if part.value is None)
        elif node.of.text in maps or is_given(known.get(node.of.text, VALUE)):
            what = f"the embedded engine has no .* of a map, or of what CALL gives {place(source, node.at)}"
            raise BadStatement(what, "name its keys, as in row {.id, .n}, or return it itself")


def _maps(nodes: Sequence[Node]) -> Iterator[str]:
    """The variables that are surely maps."""
    for node in nodes:
        match node:
            case Item(alias=Name(text=text), expression=MapLiteral()):
                yield text
            case Unwind(variable=Name(text=text), source=Parameter() | ListLiteral(items=(MapLiteral(), *_))):
                yield text


def _names_all(projection: MapProjection) -> bool:
    """Whether it names all that it takes, with no `.*`."""
    return bool(projection.parts) and all(part.key or part.value for part in projection.parts)


def _looked_up(part: Projected, of: Variable) -> Edit:
    assert part.key  # noqa: S101 - `.*` has neither key nor value
    return Edit(part.at, part.at + 1, f"{quoted(part.key.text)}: {quoted(of.text)}.")


def _chains(nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """Write `a < b < c` as a list of the three, each named once, that are compared two at a time."""
    for node in nodes:
        if isinstance(node, Operation) and len(node.places) > 1 and COMPARISONS.issuperset(node.operators):
            first = source[node.at : node.places[0]]
            if first.count("(") != first.count(")"):  # it stands in brackets, before which nothing can be put here
                what = f"the embedded engine compares two values at a time {place(source, node.at)}"
                raise BadStatement(what, "write a < b AND b < c")
            yield from _chained(node)


def _chained(operation: Operation) -> Iterator[Edit]:
    yield Edit(operation.at, operation.at, "[chain IN [[")
    for operator, at in zip(operation.operators, operation.places, strict=True):
        yield Edit(at, at + len(operator), ",")
    compared = (f"chain[{n}] {operator} chain[{n + 1}]" for n, operator in enumerate(operation.operators))
    yield Edit(operation.end, operation.end, f"]] | {' AND '.join(compared)}][0]")


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
    if name == "split" and any(isinstance(given, ListLiteral) for given in call.arguments[1:]):
        return "splits by one text only", "write replace() before, so that one text is left to split by"
    if name == "round" and len(call.arguments) > MOST_OF_ROUND:
        return "rounds halves up only", "leave the mode out"
    around = WRAPPED.get(name) or (_around(call) if name in TRIMMED else None)
    if around is not None and len(call.arguments) != around.takes:
        return f"takes {VALUES[around.takes]} for {call.name}()", "give as many, with commas between"
    return None


def _lacks_operation(operation: Operation) -> Lack:
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
    return "trims spaces only", "write btrim(text, characters), ltrim() or rtrim()"


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
