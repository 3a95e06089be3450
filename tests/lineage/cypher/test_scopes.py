"""Clauses make variables, and a pattern of such a one starts from what was found before."""

import pytest

from lineage.cypher.lexer import tokens
from lineage.cypher.parser import parse
from lineage.cypher.plan import warnings
from lineage.cypher.scopes import made_by, variables_of
from lineage.cypher.tree import Path, walk


@pytest.mark.parametrize(
    ("statement", "variables"),
    [
        ("UNWIND $ids AS id RETURN id AS x", {"id"}),
        ("MATCH (m:Model) WITH m, m.id AS id, count(*) AS n RETURN id", {"id", "n"}),
        ("CALL db.labels() YIELD label RETURN label", {"label"}),
        ("CALL db.labels() YIELD label AS l RETURN l", {"l"}),
        ("CALL pagerank() YIELD node, score AS s RETURN node, s", {"node", "s"}),
        ("CALL db.labels()", set()),
        ("MATCH (m:Model) RETURN m", set()),
    ],
)
def test_the_variables_that_clauses_make(statement: str, variables: set[str]) -> None:
    assert {name for node in walk(parse(*tokens(statement))) for name in made_by(node)} == variables


def test_the_variables_of_a_path_are_those_of_its_groups_too() -> None:
    statement = "MATCH (a)-[r]->(x) ((b)-[s:DERIVED_FROM]->(c)){1,3} (:Model) RETURN a"
    (path,) = (node for node in walk(parse(*tokens(statement))) if isinstance(node, Path) and len(node.elements) > 3)
    assert variables_of(path) == {"a", "r", "x", "b", "s", "c"}


@pytest.mark.parametrize(
    ("statement", "is_warned"),
    [
        ("MATCH (node)-->(p) RETURN p", True),
        ("CALL pagerank() YIELD node MATCH (node)-->(p) RETURN p", False),
        ("CALL pagerank() YIELD node AS n MATCH (n)-->(p) RETURN p", False),
        ("CALL pagerank() YIELD node AS n MATCH (node)-->(p) RETURN p", True),
        ("UNWIND $nodes AS node MATCH (node)-->(p) RETURN p", False),
    ],
)
def test_a_pattern_of_a_variable_that_a_clause_made_needs_no_label(statement: str, is_warned: bool) -> None:
    found = [warned.message for warned in warnings(parse(*tokens(statement)), None)]
    assert found == (["a pattern has no label: every node is looked at"] if is_warned else [])
