"""Claims about tags, which only resolved snapshots hold: counted there."""

from pathlib import Path

import pytest

from lineage.home.home import Home
from lineage.published_claims import ClaimReading, PublishedClaim, check, questions_of
from lineage.published_claims.check import CheckedDefinition
from lineage.published_claims.subject import Subject
from lineage.resolved import row_counts
from lineage.resolved.resolved_tables import scan_table
from tests.lineage.frozen.graphs import frozen
from tests.lineage.stores.families import resolution

MODELS = [
    {"id": "Qwen/Qwen3-8B", "status": "listed", "tags": ["qwen3", "safetensors"]},
    {"id": "user/tune", "status": "listed", "tags": ["qwen2_5_vl", "base_model:Qwen/Qwen3-8B"]},
    {"id": "user/gone", "status": "removed", "tags": ["qwen3"]},
    {"id": "user/fan", "status": "listed", "tags": ["like-QWEN", "qwen2.5"]},
    {"id": "user/plain", "status": "listed"},
    {"id": "user/qwenish", "status": "missing", "tags": ["qwen3"]},
]


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    folder = tmp_path_factory.mktemp("tags")
    home = Home(folder / "home")
    graph = frozen(folder / "graph", [("user/tune", "Qwen/Qwen3-8B")], models={row["id"]: row for row in MODELS})
    resolution(home.resolved / graph.facts.id, (MODELS, []))
    return Subject(graph, home)


def checked(where: Subject, definition: str, of: str = "Qwen") -> CheckedDefinition:
    claim = PublishedClaim("a claim", "today", "by hand", (ClaimReading(definition, 1, of=of),))
    return check(where, [claim])[0].definitions[0]


@pytest.mark.parametrize(("definition", "value", "listed"), [("named_after", 4, 3), ("architecture_tag", 3, 2)])
def test_tags_are_counted_whatever_the_status(where: Subject, definition: str, value: int, listed: int) -> None:
    found = checked(where, definition)
    assert (found.value, found.beside) == (value, {"listed": listed, "removed": value - listed})


def test_an_owner_whose_name_is_no_architecture_has_no_figure(where: Subject) -> None:
    assert checked(where, "architecture_tag", of="user").value is None


def test_without_the_resolved_tables_ids_alone_are_counted(where: Subject, tmp_path: Path) -> None:
    elsewhere = Subject(where.graph, Home(tmp_path))
    assert "by ids alone" in checked(elsewhere, "named_after").reason
    assert checked(elsewhere, "architecture_tag").value is None


def test_what_a_load_counted_is_not_counted_again(where: Subject, tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = resolution(home.resolved / where.facts.id, (MODELS, []))
    claims = [PublishedClaim("a claim", "today", "by hand", (ClaimReading("named_after", 1),))]
    questions, elsewhere = questions_of(claims), Subject(where.graph, home)
    (folder / "kept").mkdir()
    counts = questions.count(questions.matches(scan_table(folder, "models")))
    row_counts.keep(folder, questions, dict.fromkeys(counts, 7))
    assert checked(elsewhere, "named_after").value == 14
    assert checked(elsewhere, "architecture_tag").value == 3, "nobody counted it"
    path = folder / row_counts.FILE
    path.write_text(path.read_text().replace(": 7", ": 8"))
    assert checked(elsewhere, "named_after").value == 4, "it is damaged"
