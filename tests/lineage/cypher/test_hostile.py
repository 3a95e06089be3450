"""The hostile corpus on both engines: refused or ended in time, nothing changed, nothing fetched, others served."""

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lineage import cypher, queries, settings
from lineage.errors import BadInput, BadStatement, LineageError, QueryCancelled
from lineage.stores import Cancellation, Limits, Reader
from tests.engines import driver
from tests.lineage.cypher.canary import Canary
from tests.lineage.cypher.hostile import BOMBS, STATEMENTS
from tests.waiting import LATEST

LIMITS = Limits(rows=100, seconds=1.0, bytes=1_000_000, memory=500_000_000)
LONG = Limits(rows=10, seconds=20.0, bytes=1_000_000, memory=200_000_000)
OTHERS = Limits(rows=10, seconds=float(settings.CYPHER_TIMEOUT.default), bytes=1_000_000, memory=500_000_000)
HEAVY = {3: "paths", 4: "turns", 5: "memory", 7: "sorting", 24: "planning", 37: "texts"}
PARAMETERS = {"where": "file:///etc/passwd", "x": 1, "key": "id", "name": "db.labels"}


def _state(store: Reader) -> Any:
    """Everything a statement could have changed: the file's bytes, or the server's graph, schema and users."""
    if store.engine == "embedded":
        folder = Path(store.url.removeprefix("embedded:"))
        return {path.name: path.read_bytes() for path in folder.iterdir()}
    with driver(store.url) as server, server.session() as session, server.session(database="system") as system:
        return [
            session.run("MATCH (n) RETURN elementId(n) AS e, labels(n) AS l, properties(n) AS p ORDER BY e").data(),
            session.run(
                "MATCH (a)-[r]->(b) RETURN elementId(r) AS e, type(r) AS t, properties(r) AS p, "
                "elementId(a) AS a, elementId(b) AS b ORDER BY e"
            ).data(),
            session.run("SHOW INDEXES YIELD name, type, labelsOrTypes, properties ORDER BY name").data(),
            session.run("SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties ORDER BY name").data(),
            session.run("CALL db.labels() YIELD label RETURN label ORDER BY label").data(),
            session.run("CALL db.propertyKeys() YIELD propertyKey AS k RETURN k ORDER BY k").data(),
            session.run("CALL db.relationshipTypes() YIELD relationshipType AS t RETURN t ORDER BY t").data(),
            system.run("SHOW USERS YIELD user, passwordChangeRequired ORDER BY user").data(),
            system.run("SHOW DATABASES YIELD name, currentStatus, access ORDER BY name").data(),
        ]


def _asked(store: Reader, statement: str, limits: Limits = LIMITS) -> cypher.Answer | LineageError:
    try:
        return cypher.execute(store, statement, PARAMETERS, limits=limits)
    except BadInput as error:
        return error


def test_what_is_refused_changes_nothing_and_fetches_nothing(store: Reader, canary: Canary) -> None:
    before = _state(store)
    for statement, word in STATEMENTS:
        told = _asked(store, canary.named_in(statement))
        assert isinstance(told, BadStatement), (word, statement)
    assert _state(store) == before
    assert canary.asked == []


@pytest.mark.parametrize("statement", BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_ends_within_its_limits(store: Reader, statement: str) -> None:
    started = time.monotonic()
    told = _asked(store, statement)
    assert time.monotonic() - started < LATEST
    if isinstance(told, cypher.Answer):
        assert len(told.table.rows) <= LIMITS.rows
    assert queries.facts(store).id


def test_bombs_change_nothing(store: Reader, canary: Canary) -> None:
    before = _state(store)
    for statement in BOMBS[::4]:
        _asked(store, statement)
    assert _state(store) == before
    assert canary.asked == []
    assert canary.file.read_text().strip() == canary.content


@pytest.mark.parametrize("bomb", [BOMBS[i] for i in HEAVY], ids=HEAVY.values())
def test_others_are_answered_while_bombs_run(store: Reader, bomb: str) -> None:
    """A trusted question and one of anybody's, again and again while four bombs run, each anew as soon as it ended.

    Anybody's may take no longer than it may where nobody else asks anything.
    """
    cancellations = [Cancellation() for _ in range(4)]
    bombs = [
        threading.Thread(target=_again_and_again, args=(store, bomb, cancellation)) for cancellation in cancellations
    ]
    for thread in bombs:
        thread.start()
    try:
        for _ in range(5):
            assert queries.facts(store).id
            assert cypher.execute(store, "MATCH (m:Model) RETURN count(m) AS n", limits=OTHERS).table.rows == [(4,)]
        assert all(thread.is_alive() for thread in bombs)
    finally:
        for cancellation in cancellations:
            cancellation.cancel()
    for thread in bombs:
        thread.join(LATEST)
        assert not thread.is_alive()


def _again_and_again(store: Reader, statement: str, cancellation: Cancellation) -> None:
    while not cancellation.cancelled:
        with suppress(BadStatement, QueryCancelled):
            cypher.execute(store, statement, limits=LONG, cancellation=cancellation)


@pytest.mark.parametrize("statement", [BOMBS[5], BOMBS[37]])
def test_what_takes_too_much_memory_is_the_statements_fault(store: Reader, statement: str) -> None:
    """Not the store's: asking again would not help, and the hint says what does."""
    with pytest.raises(BadStatement, match="memory") as caught:
        cypher.execute(store, statement, limits=LONG)
    assert "narrow it" in caught.value.hint


@pytest.mark.parametrize(
    "statement",
    [
        "LOAD CSV FROM 'file://{file}' AS l RETURN l",
        "LOAD CSV FROM '{file}' AS l RETURN l",
        "LOAD CSV FROM '{url}' AS l RETURN l",
    ],
)
def test_without_the_validator_no_file_and_no_address_is_read_either(
    store: Reader, canary: Canary, statement: str
) -> None:
    with pytest.raises(BadStatement):
        store.run_untrusted(canary.named_in(statement), None, LIMITS, Cancellation())
    assert canary.asked == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:X)",
        "MATCH (m) DETACH DELETE m",
        "CALL db.createLabel('Evil')",
        "CREATE INDEX i FOR (m:Model) ON (m.x)",
    ],
)
def test_without_the_validator_nothing_is_written_either(store: Reader, statement: str) -> None:
    before = _state(store)
    with pytest.raises(LineageError):
        store.run_untrusted(statement, None, LIMITS, Cancellation())
    assert _state(store) == before


@pytest.mark.neo4j
@pytest.mark.parametrize(
    "statement",
    [
        "SHOW USERS",
        "SHOW TRANSACTIONS",
        "TERMINATE TRANSACTIONS 'x'",
        "CALL dbms.listConfig()",
        "CALL db.clearQueryCaches()",
    ],
)
def test_without_the_validator_the_server_is_not_administered_either(store: Reader, statement: str) -> None:
    if store.engine != "neo4j":
        pytest.skip("the embedded engine has nothing to administer")
    with pytest.raises(LineageError):
        store.run_untrusted(statement, None, LIMITS, Cancellation())
