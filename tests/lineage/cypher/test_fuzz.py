"""The validator against statements nobody thought of: hostile fragments put together and harmless ones spoilt."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage import cypher
from lineage.cypher import validate
from lineage.cypher.dialect import written_for
from lineage.errors import BadInput, BadStatement
from lineage.stores import Limits, Reader
from tests.engines import driver
from tests.lineage.cypher.hostile import BOMBS, STATEMENTS
from tests.lineage.cypher.test_validate import READING

FRAGMENTS = (
    *("CREATE", "MERGE", "SET", "DELETE", "DETACH DELETE", "REMOVE", "FOREACH", "LOAD CSV FROM", "USE system", "CALL"),
    *("IN TRANSACTIONS", "SHOW USERS", "DROP", "INSERT", "PROFILE", "EXPLAIN", "CYPHER 25", "MATCH", "RETURN", "WITH"),
    *("AS", "UNION", "UNWIND", "WHERE", "YIELD", "END", "CASE", "WHEN", "ORDER BY", "create", "load", "set", "match"),
    *("(", ")", "(n)", "(n:X)", "(:X {a: 1})", "[", "]", "{", "}", "{a: 1}", "-[r]->", "*", "*1..60", "=", "+", ":"),
    *("|", ".", ",", ";", "'", '"', "`", "''", "'x'", "`x`", "``", "\\", "\\u0043", "//", "/*", "*/", "\n", "\r", "\t"),
    *(" ", "\x00", "\u2028", "\ufeff", "1", "1.5", "1..2", ".5", "0x1F", "$x", "$`x`", "n", "n.x", "p = (n)", "x IN"),
    *("range(1, 10)", "apoc.load.json('x')", "db.labels()", "dbms.listConfig()", "file()", "reduce(a = 1, x IN [1] |"),
)
SEEDS = (*READING, *(statement for statement, _ in STATEMENTS if len(statement) < 300), *BOMBS[:12])
LIMITS = Limits(rows=5, seconds=2.0, bytes=10_000, memory=300_000_000)

pieces = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=14).map(" ".join)
glued = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=14).map("".join)


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A statement of the corpus with some fragments put in at any place, or a part cut out."""
    statement = draw(st.sampled_from(SEEDS))
    for fragment in draw(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=3)):
        at = draw(st.integers(0, len(statement)))
        until = draw(st.integers(at, min(len(statement), at + 6)))
        statement = statement[:at] + fragment + statement[until:]
    return statement


statements = st.one_of(pieces, glued, spoilt(), st.text(max_size=60))

FORBIDDEN = re.compile(
    r"\b(CREATE|MERGE|INSERT|FOREACH|DELETE|SET|REMOVE)\s*[({\[]|\bLOAD\s+CSV\b|\bIN\s+TRANSACTIONS\b"
    r"|\bDETACH\s+DELETE\b|\bCALL\s+(apoc|dbms|tx)\b|\b(apoc|dbms|gds)\s*\.\s*\w+[\w.\s]*\(",
    re.IGNORECASE,
)


def _bare(statement: str) -> str:
    """The statement without strings, quoted names and comments, by a scanner that shares nothing with the lexer."""
    shown, at = [], 0
    while at < len(statement):
        c = statement[at]
        if c in "'\"`":
            at += 1
            while at < len(statement) and statement[at] != c:
                at += 2 if statement[at] == "\\" and c != "`" else 1
            shown.append(" x ")
        elif statement.startswith("//", at):
            while at < len(statement) and statement[at] != "\n":
                at += 1
            shown.append("\n")
        elif statement.startswith("/*", at):
            at = statement.find("*/", at + 2) + 1 or len(statement)
            shown.append(" ")
        else:
            shown.append(c)
        at += 1
    return re.sub(r"[.:$]\s*\w+", " . ", "".join(shown)) if not FORBIDDEN.search("".join(shown)) else "".join(shown)


@settings(max_examples=1500, deadline=None)
@given(statements)
def test_what_passes_holds_no_forbidden_clause_and_nothing_else_is_raised(statement: str) -> None:
    try:
        passed = validate(statement, {"x": 1})
    except BadStatement as error:
        assert error.message
        assert error.hint
        return
    found = FORBIDDEN.search(_bare(passed.statement))
    assert found is None or _is_a_name(passed.statement, found.group()), (statement, found)


def _is_a_name(statement: str, found: str) -> bool:
    """Whether what was found stands behind a dot or a colon: a property or a label of that name."""
    first = re.escape(
        found.split("(", maxsplit=1)[0].split("{", maxsplit=1)[0].split("[", maxsplit=1)[0].split(maxsplit=1)[0]
    )
    return re.search(rf"[.:$|]\s*{first[1]}\b", statement, re.IGNORECASE) is not None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statement=statements)
def test_an_engine_ends_what_passes_or_says_why_not(store: Reader, statement: str) -> None:
    try:
        cypher.execute(store, statement, {"x": 1}, limits=LIMITS)
    except BadInput as error:
        assert error.message


@pytest.mark.neo4j
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statement=statements)
def test_the_server_itself_finds_only_reading_in_what_passes(store: Reader, statement: str) -> None:
    if store.engine != "neo4j":
        pytest.skip("the server's own plan is the oracle")
    try:
        passed = validate(statement, {"x": 1})
    except BadStatement:
        return
    with driver(store.url) as server, server.session() as session:
        try:
            summary = session.run("EXPLAIN " + written_for("neo4j", passed), {"x": 1}).consume()
        except Exception as error:
            assert "Neo" in str(getattr(error, "code", "")), statement  # the server does not parse it
            return
    assert summary.query_type == "r", statement
