"""docs/security.md's table of what each wall alone lets through is what happens.

Neo4j's columns and growth are measured by the command alone, as they write to a server of their own.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.documented import written
from tests.lineage.cypher import walls
from tests.lineage.cypher.canary import Canary
from tests.lineage.cypher.hostile import REFUSED
from tests.lineage.cypher.walls import SECURITY, Wall


def said(name: str) -> list[str]:
    """A column of the table as it is written, from the top."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in written(SECURITY, "walls").splitlines()]
    return [row[rows[0].index(name)] for row in rows[2:]]


def _as_said(found: Sequence[Wall], canary: Canary) -> None:
    for wall in found:
        cells = [walls.cell(wall, kind, statements, canary) for kind, statements in walls.corpus().items()]
        assert cells == said(wall.name), wall.name


def test_the_validator_lets_nothing_through(canary: Canary) -> None:
    _as_said([walls.validator()], canary)
    assert set(said("validator")) == {"none"}


def test_the_embedded_engine_and_its_sandbox_alone_let_through_what_is_said(canary: Canary, tmp_path: Path) -> None:
    with walls.embedded(tmp_path) as found:
        _as_said(found, canary)


@pytest.mark.parametrize("name", ["engine, embedded", "sandbox, embedded", "engine, Neo4j", "plan, Neo4j"])
def test_no_wall_alone_lets_the_store_be_changed(name: str) -> None:
    assert not [cell for cell in said(name) if "changed" in cell]


def test_every_refused_statement_of_the_corpus_stands_in_a_table() -> None:
    measured = {one for statements in (*walls.corpus().values(), *walls.GROWING.values()) for one in statements}
    unreadable = ("escape", "character", "looks like", "no part", "does not end", "number", "nested", "statement of")
    other = ("FOR", "FINISH", "HAVING", "INTERSECT", "BEGIN", "COMMIT", "HELLO", ":", "no statement", *unreadable)
    left = {one for word, many in REFUSED.items() if word not in other for one in many} - measured
    assert len(left) == 1, "but for the one that ends itself"
