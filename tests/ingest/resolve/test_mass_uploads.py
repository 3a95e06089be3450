"""Mass uploads are marked with the rule that tells them, people's models are not, and nothing is removed."""

import string
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.audit.evaluate.ground_truth import evaluate_marks, practice_resolution
from ingest.resolve.mass_uploads import BURST, REPEATED, RULES, SERIES, marks
from lineage.values import Status
from tests.ingest.worlds import World, item

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
NO_EDGES = pl.DataFrame(schema={"child": pl.String, "parent": pl.String})


def models(ids: list[str], minutes: int = 0) -> pl.DataFrame:
    """Listed models, each made so many minutes after the one before."""
    return pl.DataFrame(
        {
            "id": ids,
            "author": [id.partition("/")[0] for id in ids],
            "status": ["listed"] * len(ids),
            "created_at": [NOON + timedelta(minutes=minutes * n) for n in range(len(ids))],
        },
        schema={"id": pl.String, "author": pl.String, "status": pl.String, "created_at": pl.Datetime("ms", "UTC")},
    )


def marked(ids: list[str], edges: pl.DataFrame = NO_EDGES, minutes: int = 0) -> dict[str, str]:
    return dict(marks(models(ids, minutes), edges).iter_rows())


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("blockassist-bc-nimble_lanky_ibis_1756000000", "blockassist"),
        ("Qwen2.5-0.5B-Instruct-Gensyn-Swarm-keen_lanky_ibis", "swarm"),
        ("tournament-tourn_03a3ba3f5bb25c4a_20260817-45f9a179", "tournament"),
        ("5f9a1790-1e8e-4754-b2af-67888f94cdc9", "uuid"),
        ("task-5f9a1790-1e8e-4754-b2af-67888f94cdc9", "uuid"),
    ],
)
def test_names_that_only_programs_give_are_marked_alone(name: str, rule: str) -> None:
    assert marked([f"a/{name}"]) == {f"a/{name}": rule}


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        ([f"Qwen-Qwen1.5-0.5B-{1718000000 + n}" for n in range(REPEATED)], "timestamp"),
        ([f"run-202608{n + 10}-120000" for n in range(REPEATED)], "timestamp"),
        ([f"omega_abc{n}XYZ" for n in range(REPEATED)], "omega"),
        ([f"cm4x0p9a1b2c3d4e5f6g7h8{n}" for n in range(REPEATED)], "cuid"),
    ],
)
def test_names_that_a_person_might_give_once_are_marked_from_ten_of_one_account_on(names: list[str], rule: str) -> None:
    ids = [f"a/{name}" for name in names]
    assert marked(ids) == dict.fromkeys(ids, rule)
    assert marked(ids[1:]) == {}
    assert marked([*ids[1:], ids[0].replace("a/", "b/")]) == {}


@pytest.mark.parametrize(("length", "are_marked"), [(17, False), (18, True), (25, True), (32, True), (33, False)])
def test_a_collision_resistant_id_has_18_to_32_characters(length: int, are_marked: bool) -> None:
    ids = [f"a/c4{n}".ljust(2 + length, "x") for n in range(REPEATED)]
    assert marked(ids) == (dict.fromkeys(ids, "cuid") if are_marked else {})


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.LISTED])
def test_models_that_are_not_listed_are_neither_marked_nor_counted(status: Status) -> None:
    ids = ["a/blockassist-bc-nimble", *(f"a/omega_abc{n}XYZ" for n in range(REPEATED))]
    listed = models(ids)
    assert set(marks(listed, NO_EDGES)["id"]) == set(ids)
    gone = pl.when(pl.col("id").is_in(ids[:2])).then(pl.lit(status.value)).otherwise("status")
    assert marks(listed.with_columns(status=gone), NO_EDGES).is_empty()


@pytest.mark.parametrize(
    "name",
    [
        "Qwen3-8B-GGUF",
        "model-2026-08-01",
        "gpt2-large-1558M",
        "customizedmodelforchat",
        "blockassistant",
        "swarm-arena-v1",
    ],
)
def test_ordinary_names_are_not(name: str) -> None:
    assert marked([f"a/{name}", *(f"b{n}/{name}" for n in range(20))]) == {}


def test_a_hundred_names_that_differ_by_their_numbers_are_a_series() -> None:
    ids = [f"a/policy-{n}-step-{n * 10}" for n in range(SERIES)]
    assert marked(ids) == dict.fromkeys(ids, "series")
    assert marked(ids[1:]) == {}


def test_one_account_filling_one_parent_within_hours_is_a_burst() -> None:
    letters = [a + b for a in string.ascii_lowercase for b in string.ascii_lowercase][: BURST + 20]
    ids = [f"a/{name}" for name in letters]
    edges = pl.DataFrame({"child": ids, "parent": ["q/base"] * len(ids)})
    assert marked(ids, edges, minutes=10) == dict.fromkeys(ids, "burst")
    assert marked(ids, edges, minutes=60) == {}
    assert marked(ids, edges.with_columns(parent=pl.col("child") + "-base"), minutes=10) == {}


def test_only_the_dense_part_of_an_accounts_children_is_a_burst() -> None:
    ids = [f"a/{a}{b}" for a in string.ascii_lowercase for b in string.ascii_lowercase][: BURST + 1]
    late = models(ids, minutes=1).with_columns(
        created_at=pl.when(pl.col("id") == ids[-1])
        .then(pl.col("created_at") + timedelta(days=9))
        .otherwise("created_at")
    )
    edges = pl.DataFrame({"child": ids, "parent": ["q/base"] * len(ids)})
    assert set(marks(late, edges)["id"]) == set(ids[:-1])


@given(st.lists(st.text(max_size=40).map(lambda name: f"a/{name}"), max_size=30, unique=True))
def test_any_name_is_marked_at_most_once_by_a_rule_there_is(ids: list[str]) -> None:
    found = marks(models(ids), NO_EDGES)
    assert found["id"].is_unique().all()
    assert set(found["mass_upload"]) <= {rule.name for rule in RULES}


def test_nothing_is_removed(tmp_path: Path) -> None:
    ids = [f"a/x-{1718000000 + n}" for n in range(12)]
    world = World(tmp_path, [item("q/base"), *(item(id, "q/base") for id in ids)])
    assert world.frame("models").height == 13
    assert world.frame("derivations").height == 12
    assert world.model(ids[0])["mass_upload"] == "timestamp"
    assert world.model("q/base")["mass_upload"] is None


@pytest.mark.parametrize("seed", [1, 2])
def test_precision_and_recall_on_the_practice_hub(seed: int) -> None:
    with practice_resolution(10_000, seed) as (made, folder):
        total = evaluate_marks(made, folder).total
    assert total.relevant > 500
    assert total.precision is not None and total.precision > 0.99
    assert total.recall is not None and total.recall > 0.98
