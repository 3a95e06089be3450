"""The table of engines in docs/cypher.md is what happens: each statement is run on both, the portable ones agree."""

import re
from collections.abc import Iterator

import pytest

from lineage import settings
from lineage.cypher import validate
from lineage.stores import Reader
from tests import engine_table
from tests.engine_table import CONSTRUCTS, RIGHT, Construct
from tests.engines import Engine, Engines

COLUMNS = ("neo4j", "embedded")
NAMES = [construct.statement for construct in CONSTRUCTS]


@pytest.fixture(scope="module")
def reader(engine_url: str, engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    def fill(engine: Engine) -> None:
        engine_table.fill(engine.url, tmp_path_factory.mktemp("table"), settings.value(settings.PASSWORD))

    reader = engines.holding(engine_url, "engine table", fill).reader()
    yield reader
    reader.close()


def said(construct: Construct, reader: Reader) -> str:
    """What the document says of a statement on the reader's engine."""
    name = construct.statement.replace("|", "\\|")
    line = next(line for line in engine_table.written().splitlines() if line.startswith(f"| `{name}` |"))
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[2:4]]
    return cells[COLUMNS.index("embedded" if reader.url.startswith("embedded:") else "neo4j")]


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=NAMES)
def test_an_engine_does_with_a_statement_what_the_document_says(reader: Reader, construct: Construct) -> None:
    assert engine_table.outcome(reader, construct) == said(construct, reader)


@pytest.mark.parametrize("construct", [c for c in CONSTRUCTS if c.portable], ids=lambda c: c.statement)
def test_a_portable_statement_is_right_and_passes_the_validator(reader: Reader, construct: Construct) -> None:
    assert engine_table.outcome(reader, construct) == RIGHT
    assert validate(construct.statement)


def test_the_table_names_the_versions_and_has_a_row_a_statement() -> None:
    lines = engine_table.written().splitlines()
    assert lines[0] == engine_table.heading()
    assert len(lines) == len(CONSTRUCTS) + 2


def test_a_wrong_answer_is_told_from_a_right_one(reader: Reader) -> None:
    assert engine_table.outcome(reader, Construct("RETURN 1 AS one", 2)) == engine_table.OTHER
    assert engine_table.outcome(reader, Construct("RETURN", 2)) == engine_table.REFUSED
