"""A statement is over when the server says so: it keeps its slot until then, and a server that ends nothing is left."""

import threading
from typing import Any

import pytest

from lineage.errors import BadStatement, QueryCancelled, StoreError
from lineage.stores import Cancellation, Limits, Reader
from lineage.stores.neo4j import lingering
from tests.engines import driver
from tests.waiting import until

pytestmark = pytest.mark.neo4j

BRIEF = Limits(rows=10, seconds=0.3, bytes=1_000_000, memory=500_000_000)
ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*) AS n"
MATCHING = "RETURN '" + "a" * 50 + "' =~ '" + "a*" * 7 + "b' AS n"
"""Java tries for 4 seconds or more, and looks at no clock: the validator refuses it, and is not asked here."""


@pytest.fixture(scope="module")
def server(store: Reader) -> Reader:
    if store.engine != "neo4j":
        pytest.skip("the embedded engine's statements end with their process")
    return store


def _run(server: Reader, statement: str, cancellation: Cancellation | None = None) -> Any:
    return server.run_untrusted(statement, None, BRIEF, cancellation or Cancellation())


def _running(server: Reader) -> list[Any]:
    with driver(server.url) as asking, asking.session() as session:
        found = session.run("SHOW TRANSACTIONS YIELD metaData WHERE metaData.statement IS NOT NULL RETURN metaData")
        return found.data()


def test_a_cancelled_statement_is_over_when_its_asker_is_told(server: Reader) -> None:
    cancellation = Cancellation()
    timer = threading.Timer(0.2, cancellation.cancel)
    timer.start()
    with pytest.raises((QueryCancelled, BadStatement)):
        _run(server, ENDLESS, cancellation)
    assert not _running(server)


def test_a_server_that_ends_nothing_is_given_nothing_more_and_then_asked_again(
    server: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering, "PATIENCE", 0.1)
    monkeypatch.setattr(lingering, "MOST_LINGERING", 1)
    with pytest.raises(BadStatement, match=r"0\.3 seconds|out of time"):
        _run(server, MATCHING)
    assert _running(server)
    with pytest.raises(StoreError, match="does not end statements: it still runs 1") as caught:
        _run(server, "RETURN 1 AS one")
    assert "restart" in caught.value.hint
    with pytest.raises(StoreError, match="does not end"):
        server.explain("RETURN 1 AS one", None, BRIEF, Cancellation())
    until(lambda: not _running(server))
    assert _run(server, "RETURN 1 AS one").rows == [(1,)]
