"""Patterns that share nodes, on both engines: as many ways as a walk over all edges finds, however they are written."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest

from lineage import cypher, settings
from lineage.cypher import validate
from lineage.cypher.dialect import written_for
from lineage.stores import Reader
from tests.engines import Engine, Engines
from tests.lineage.cypher import analysts
from tests.lineage.cypher.analysts import BASE, CHAT, EDGES

LIMITS = cypher.limits(seconds=30.0)
UP, DOWN = "-[:DERIVED_FROM]->", "<-[:DERIVED_FROM]-"
IDS = sorted({end for child, parent, _ in EDGES for end in (child, parent)})
Step = tuple[str, str]
"""The variables of a child and of its parent."""
PATTERNS = range(40)

WRITTEN = {
    f"MATCH (m:Model){UP}(p:Model), (m){UP}(q:Model) RETURN p": f"MATCH (p:Model){DOWN}(m:Model){UP}(q:Model) RETURN p",
    f"MATCH (c){UP}(p), (p){UP}(b:Model {{id: $x}}) RETURN c": f"MATCH (b:Model {{id: $x}}){DOWN}(p){DOWN}(c) RETURN c",
    f"MATCH (a:Model {{id: $x}}), (b:Model {{id: $y}}), (m){UP}(a), (m){UP}(b) RETURN m": (
        f"MATCH (a:Model {{id: $x}}){DOWN}(m){UP}(b:Model {{id: $y}}) RETURN m"
    ),
    f"MATCH (m:Model) MATCH (p){DOWN}(m){UP}(q:Model) RETURN p, q": (
        f"MATCH (m:Model) MATCH (m){UP}(p), (m:Model){UP}(q:Model) RETURN p, q"
    ),
    f"MATCH (m:Model) WHERE EXISTS {{ MATCH (m){UP}(p) WHERE p.likes > 1 OR false MATCH (c){UP}(p) }} RETURN m": (
        f"MATCH (m:Model) WHERE EXISTS {{ MATCH (m){UP}(p) WHERE ( p.likes > 1 OR false ) AND "
        f"EXISTS {{ MATCH (p){DOWN}(c)  }}}} RETURN m"
    ),
}
"""Statements, and as they are sent to the embedded engine."""
AS_THEY_ARE = (
    f"MATCH (p){DOWN}(m){UP}(q) RETURN p, q",
    f"MATCH (a:Model {{id: 'x'}}){DOWN}(c) RETURN c",
    "MATCH (a:Model), (b:Model {id: 'x'}) RETURN a",
    f"MATCH way = (m){UP}(p), (m){UP}(q) RETURN way",
    f"MATCH (m){UP}(p) MATCH (m){UP}(q) RETURN p, q",
    f"MATCH (a){UP}(b), (c)-[rs:DERIVED_FROM*1..2]->(b) RETURN *",
    f"MATCH (m:Model) WHERE EXISTS {{ (m){UP}(p) }} RETURN m",
)


@pytest.fixture(scope="module")
def reader(engine_url: str, engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    def fill(engine: Engine) -> None:
        analysts.fill(engine.url, tmp_path_factory.mktemp("analysts"), settings.value(settings.PASSWORD))

    reader = engines.holding(engine_url, "analysts", fill).reader()
    yield reader
    reader.close()


def _ways(steps: Sequence[Step], bound: Mapping[str, str], *, distinct: bool = True) -> Iterator[dict[str, str]]:
    """Every way to lay steps over edges so that a variable is one model, and, if `distinct`, no edge is taken twice."""
    for edges in product(EDGES, repeat=len(steps)):
        if distinct and len(set(edges)) < len(edges):
            continue
        found = dict(bound)
        for step, edge in zip(steps, edges, strict=True):
            if any(found.setdefault(variable, id) != id for variable, id in zip(step, edge, strict=False)):
                break
        else:
            yield found


def _path(step: Step, rng: random.Random, keys: dict[str, str]) -> str:
    """A step as somebody writes it: from either end, with labels or without; a key stands where its node is first."""
    child, parent = (_node(variable, rng, keys) for variable in step)
    return f"{child}{UP}{parent}" if rng.random() < 0.5 else f"{parent}{DOWN}{child}"


def _node(variable: str, rng: random.Random, keys: dict[str, str]) -> str:
    label = rng.choice(("", ":Model"))
    id = keys.pop(variable, None)
    return f"({variable}{label})" if id is None else f"({variable}{label} {{id: '{id}'}})"


def _pattern(rng: random.Random, most: int = 4) -> list[Step]:
    steps = {(child, parent) for child, parent in (rng.sample("abcd", 2) for _ in range(rng.randint(2, most)))}
    return sorted(steps, key=lambda _: rng.random())


@pytest.mark.parametrize("seed", PATTERNS)
def test_patterns_joined_by_commas_are_found_as_often_as_they_are_there(reader: Reader, seed: int) -> None:
    rng = random.Random(seed)
    steps = _pattern(rng)
    keys = {variable: rng.choice((CHAT, BASE, *IDS)) for variable in rng.sample("abcd", rng.randint(0, 1))}
    keys = {variable: id for variable, id in keys.items() if any(variable in step for step in steps)}
    expected = sum(1 for _ in _ways(steps, keys))
    left = dict(keys)
    pattern = ", ".join(_path(step, rng, left) for step in steps)
    assert _number(reader, f"MATCH {pattern} RETURN count(*) AS n") == expected


@pytest.mark.parametrize("seed", PATTERNS)
def test_patterns_of_nodes_that_are_known_are_found_as_often_as_they_are_there(reader: Reader, seed: int) -> None:
    rng = random.Random(seed)
    first, *others = _pattern(rng)
    others = others or [first]
    expected = sum(1 for found in _ways([first], {}) for _ in _ways(others, found))
    asked = sum(1 for found in _ways([first], {}) if any(True for _ in _ways(others, found)))
    apart = sum(1 for found in _ways([first], {}) if any(True for _ in _ways(others, found, distinct=False)))
    begun = f"MATCH {_path(first, rng, {})}"
    paths = [_path(step, rng, {}) for step in others]
    together, separate = ", ".join(paths), " ".join(f"MATCH {path}" for path in paths)
    assert _number(reader, f"{begun} MATCH {together} RETURN count(*) AS n") == expected
    assert _number(reader, f"{begun} RETURN sum(COUNT {{ {together} }}) AS n") == expected
    assert _number(reader, f"{begun} WHERE EXISTS {{ {together} }} RETURN count(*) AS n") == asked
    assert _number(reader, f"{begun} WHERE EXISTS {{ {separate} }} RETURN count(*) AS n") == apart


def _number(reader: Reader, statement: str) -> int:
    ((number,),) = cypher.execute(reader, statement, limits=LIMITS).table.rows
    assert isinstance(number, int)
    return number


@pytest.mark.parametrize(("statement", "written"), WRITTEN.items())
def test_the_embedded_engine_is_sent_trails_that_begin_where_something_is_known(statement: str, written: str) -> None:
    assert written_for("embedded", validate(statement)) == written
    assert written_for("neo4j", validate(statement)) == statement


@pytest.mark.parametrize("statement", AS_THEY_ARE)
def test_what_no_other_way_of_writing_helps_stays_as_it_is(statement: str) -> None:
    assert written_for("embedded", validate(statement)) == statement
