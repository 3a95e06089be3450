"""Attacks on a server: most are refused before any engine sees them, the rest ends in time and leaves the server alive.

`python -m benchmarks.attack_cypher` sends all of them; here is what is quick.
"""

import time
from contextlib import suppress

import pytest

from lineage import cypher
from lineage.errors import BadStatement
from lineage.stores import Limits, Reader
from tests.lineage.cypher.attacks import ATTACKS, PARAMETERS
from tests.waiting import LATEST

LIMITS = Limits(rows=10, seconds=1.0, bytes=1_000_000, memory=500_000_000)
PASSING = {
    "texts that grow": 1,
    "lists and maps that grow": 11,
    "patterns": 4,
    "work that nothing interrupts": 11,
    "plans": 3,
}
"""How many of each kind an engine is asked: they go on between rows, where it looks at its clock and its memory."""


def _passes(statement: str) -> bool:
    try:
        return bool(cypher.validate(statement, PARAMETERS).tree)
    except BadStatement as error:
        assert error.hint
        return False


@pytest.mark.parametrize("kind", ATTACKS)
def test_what_may_grow_is_refused_and_quickly(kind: str) -> None:
    started = time.process_time()
    assert sum(map(_passes, ATTACKS[kind])) == PASSING[kind]
    assert time.process_time() - started < 10.0


def test_patterns_that_pass_are_matched_in_no_time(store: Reader) -> None:
    for statement in filter(_passes, ATTACKS["patterns"]):
        started = time.monotonic()
        assert cypher.execute(store, statement, PARAMETERS, limits=LIMITS).table.rows == [(False,)]
        assert time.monotonic() - started < LATEST


def test_lists_that_pass_end_and_leave_the_engine_alive(store: Reader) -> None:
    for statement in list(filter(_passes, ATTACKS["lists and maps that grow"]))[:3]:
        started = time.monotonic()
        with suppress(BadStatement):
            cypher.execute(store, statement, PARAMETERS, limits=LIMITS)
        assert time.monotonic() - started < LATEST
        assert cypher.execute(store, "RETURN 1 AS one").table.rows == [(1,)]
