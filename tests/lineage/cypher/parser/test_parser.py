"""A statement's tree: what stands in it, what is refused where, and that nothing is too deep or too long for it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from lineage.cypher.lexer import LONGEST, plain, tokens
from lineage.cypher.parser import parse
from lineage.cypher.tree import (
    Call,
    CallSubquery,
    Case,
    Comprehension,
    Constant,
    HasLabels,
    Is,
    ListLiteral,
    ListPredicate,
    MapProjection,
    Match,
    Node,
    Operation,
    PatternComprehension,
    PatternExpression,
    Prefix,
    PropertyAccess,
    Query,
    Reduce,
    RelationshipPattern,
    Return,
    Subquery,
    Variable,
    children,
    walk,
)
from lineage.errors import BadStatement
from tests.lineage.cypher.test_validate import READING


def tree(statement: str) -> Query:
    return parse(*tokens(plain(statement)))


def value(expression: str) -> Any:
    """The tree of an expression."""
    (clause,) = tree(f"RETURN {expression} AS x").parts[0].clauses
    assert isinstance(clause, Return)
    return clause.projection.items[0].expression


def shown(expression: Any) -> str:
    """An expression with every chain in brackets."""
    match expression:
        case Operation(operators=operators, operands=operands):
            rest = "".join(f" {operator} {shown(one)}" for operator, one in zip(operators, operands[1:], strict=True))
            return f"({shown(operands[0])}{rest})"
        case Prefix(operators=operators, operand=operand):
            return f"({' '.join(operators)} {shown(operand)})"
        case Is(operand=operand, question=question):
            return f"({shown(operand)} {question})"
        case PropertyAccess(of=of, key=key):
            return f"{shown(of)}.{key.text}"
        case Constant(written=written) | Variable(written=written):
            return str(written)
    return type(expression).__name__


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 ^ 4 - 5", "(1 + (2 * (3 ^ 4)) - 5)"),
        ("a OR b AND NOT c = d XOR e", "(a OR ((b AND (NOT (c = d))) XOR e))"),
        ("NOT NOT a", "(NOT NOT a)"),
        ("- - a.b + 1", "((- - a.b) + 1)"),
        ("a < b <= c", "(a < b <= c)"),
        ("a IN b + c AND d STARTS WITH 'e'", "((a IN (b + c)) AND (d STARTS 'e'))"),
        ("a.b IS NOT NULL = true", "((a.b IS NOT NULL) = true)"),
        ("1 + a IS NULL", "((1 + a) IS NULL)"),
        ("a IS :: LIST<INTEGER NOT NULL> | STRING", "(a IS :: LIST < INTEGER NOT NULL > | STRING)"),
        ("a % b / c", "(a % b / c)"),
        ("NOT a = NOT b", "(NOT (a = (NOT b)))"),
    ],
)
def test_operators_bind_as_in_cypher(expression: str, expected: str) -> None:
    assert shown(value(expression)) == expected


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("[x IN xs WHERE x:Model | x.id]", Comprehension),
        ("[(a)-->(b) WHERE b.x | b.id]", PatternComprehension),
        ("[p = (a)-[*1..3]-(b) | length(p)]", PatternComprehension),
        ("[(a)-->(b)]", ListLiteral),
        ("[(a), 1]", ListLiteral),
        ("(a)-[:X]->(b)", PatternExpression),
        ("(a)<--(:B {x: 1})", PatternExpression),
        ("(a) - (b)", Operation),
        ("(a) - [1]", Operation),
        ("(1)--1", Operation),
        ("(a) < -1", Operation),
        ("shortestPath((a)-[*..5]-(b))", PatternExpression),
        ("exists((a)-->())", Call),
        ("all(x IN xs WHERE x)", ListPredicate),
        ("all(xs)", Call),
        ("reduce(s = 0, x IN xs | s + x)", Reduce),
        ("CASE a WHEN 1 THEN 2 ELSE 3 END", Case),
        ("EXISTS { (a)-->(b) WHERE a.x }", Subquery),
        ("COUNT { MATCH (a) RETURN a UNION MATCH (b) RETURN b AS a }", Subquery),
        ("a {.x, .*, y: 1, z}", MapProjection),
        ("a:Model|Snapshot", HasLabels),
        ("date.truncate('month', a)", Call),
        ("count", Variable),
        ("case", Variable),
        ("not", Variable),
        ("exists.x", PropertyAccess),
    ],
)
def test_an_expression_is_what_it_looks_like(expression: str, kind: type[Node]) -> None:
    assert isinstance(value(expression), kind)


def test_a_pattern_holds_its_hops_labels_and_directions() -> None:
    (match, _) = tree("MATCH p = (a:A&!B)<-[r:X|Y*2..]-(:C {id: $id}), ()--(), (a)-[*3]->(b) RETURN p").parts[0].clauses
    assert isinstance(match, Match)
    relationships = [node for node in walk(match) if isinstance(node, RelationshipPattern)]
    assert [one.direction for one in relationships] == ["<-", "--", "->"]
    assert [(one.hops.least, one.hops.most) for one in relationships if one.hops] == [(2, None), (3, 3)]
    assert match.paths[0].variable is not None
    assert [part.labels.marks for part in match.paths[0].elements[:1] if part.labels] == [(":", "&", "!")]  # type: ignore[union-attr]


def test_a_subquery_says_what_it_takes_over() -> None:
    scopes = []
    for scope in ("(a, b)", "()", "(*)", ""):
        call = tree(f"MATCH (a), (b) CALL {scope} {{ RETURN 1 AS x }} RETURN x").parts[0].clauses[1]
        assert isinstance(call, CallSubquery)
        scopes.append(call.scope and [name.text for name in call.scope])
    assert scopes == [["a", "b"], (), None, None]


@pytest.mark.parametrize("statement", READING)
def test_every_node_stands_where_it_says_and_after_what_holds_it(statement: str) -> None:
    text = statement.removeprefix("EXPLAIN").rstrip(";")
    root = tree(text)
    for node in walk(root):
        assert 0 <= node.at < len(text)
        if isinstance(node, Variable):
            assert text.replace("\r\n", "\n")[node.at :].startswith(node.written)
    assert sum(1 for _ in walk(root)) == 1 + _below(root)


def _below(node: Node) -> int:
    return sum(1 + _below(child) for child in children(node))


@pytest.mark.parametrize(
    ("statement", "message", "hint"),
    [
        ("MATCH (m)\nRETURN m\n  LIMIT 5 SET m.x = 1", "SET is refused: it writes (line 3, column 11)", "only read"),
        ("MATCH (m) RETURN m.id,", "the statement ends where a value is expected (line 1, column 23)", "say"),
        ("MATCH (m) RETURN m MATCH (n) RETURN n", "MATCH is refused: RETURN is the last clause", "comma"),
        ("MATCH (m) WHERE m.x != 1 RETURN m", "!= is refused", "write <>"),
        ("MATCH (m) WHERE m.x == 1 RETURN m", "== is refused", "write ="),
        ("MATCH (m) WHERE 1 NOT IN [1] RETURN m", "NOT is refused", "NOT x IN list"),
        ("MATCH (m) RETURN m.x GROUP BY m.x", "GROUP is refused", "groups it"),
        ("SELECT * FROM models", "SELECT is refused: a statement starts with MATCH", "ends with RETURN"),
        ("MATCH (m RETURN m", "'(' is never closed (line 1, column 7)", "close it: the syntax needs both brackets"),
        ("MATCH m) RETURN m", "')' closes nothing (line 1, column 8)", "remove"),
        ("RETURN [1) AS x", "')' closes nothing (line 1, column 10)", "remove"),
        ("MATCH m RETURN m", "M is refused: a pattern is expected", "missing"),
        ("RETURN reduce(1) AS x", "1 is refused: a name is expected", "missing"),
        ("RETURN 1 AS", "the statement ends where a name is expected", "say"),
        ("CALL 5", "5 is refused: CALL takes the name of a procedure", "missing"),
    ],
)
def test_what_does_not_parse_is_refused_with_place_reason_and_hint(statement: str, message: str, hint: str) -> None:
    with pytest.raises(BadStatement) as caught:
        tree(statement)
    assert message in caught.value.message
    assert hint in caught.value.hint


OPERATORS = "1 OR 1 XOR 1 AND NOT 1 = 1 IN 1 + 1 * 1 ^ -"
NESTED = {
    "brackets": lambda n: f"RETURN {(OPERATORS + '(') * n}1{')' * n} AS x",
    "lists": lambda n: f"RETURN {(OPERATORS + '[') * n}1{']' * n} AS x",
    "calls": lambda n: f"RETURN {(OPERATORS + 'abs(') * n}1{')' * n} AS x",
    "comprehensions": lambda n: f"RETURN {('[x IN ' + OPERATORS) * n}[1] WHERE x{']' * n} AS x",
    "cases": lambda n: f"RETURN {'CASE WHEN true THEN ' * n}1{' END' * n} AS x",
    "negations": lambda n: f"RETURN {'NOT 1 = ' * n}1 AS x",
    "signs": lambda n: f"RETURN {'-' * n}1 AS x",
    "subqueries": lambda n: f"{'CALL { ' * n}RETURN 1 AS x{' } RETURN x' * n}",
    "patterns": lambda n: f"RETURN {'[(a {x: ' * n}1{'})-->() | 1]' * n} AS x",
}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("depth", [1, 10, 20, 40, 41, 400, 2000])
def test_depth_never_runs_out_of_stack(nested: Callable[[int], str], depth: int) -> None:
    """Nor where the stack is far from empty, as it is within a web server and a test run."""

    def further(frames: int) -> Any:
        return further(frames - 1) if frames else tree(nested(depth))

    try:
        further(300)
    except BadStatement as error:
        assert depth > 10
        assert "nested" in error.message or "characters" in error.message


def test_the_longest_statement_takes_milliseconds_and_twice_the_length_twice_the_time() -> None:
    """Seconds here: whatever else this machine does, a slip to quadratic time shows."""

    def seconds(n: int) -> float:
        statement = "RETURN " + " + ".join(["1"] * n) + " AS x"
        assert len(statement) < LONGEST
        started = time.process_time()
        tree(statement)
        return time.process_time() - started

    short, long = (min(seconds(n) for _ in range(3)) for n in (1200, 4800))
    assert long < 1.0
    assert long < 12 * short


def test_a_bar_belongs_to_the_nearest_comprehension() -> None:
    inner = value("[x IN [y IN ys WHERE (y:A|B) | y] WHERE x:A | x.id]")
    assert isinstance(inner, Comprehension)
    assert isinstance(inner.where, HasLabels)
    assert [name.text for name in inner.where.labels.names] == ["A"]
    assert isinstance(inner.source, Comprehension)
    assert isinstance(inner.source.where, HasLabels)
    assert [name.text for name in inner.source.where.labels.names] == ["A", "B"]
