"""Tables of owners, growth and claims: the numbers of the values they are made from, in one schema, rows or none."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import polars as pl
import pytest

from lineage.errors import BadInput
from lineage.filters.filter_text import model_filter
from lineage.filters.filtered_models import FilteredModels
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.rollups import VARIANTS
from lineage.owners import owners
from lineage.published_claims import ClaimReading, PublishedClaim, check
from lineage.published_claims.subject import Subject
from lineage.tabular import frames
from lineage.variants.ladder import VariantLadder
from tests.lineage.frozen.graphs import frozen

PAIRS = [
    ("Qwen/chat", "Qwen/base"),
    ("u/gguf", "Qwen/chat"),
    ("u/mix", "Qwen/chat"),
    ("u/mix", "facebook/base"),
    ("meta-llama/tuned", "facebook/base"),
]
MODELS = {
    "u/gguf": {"mass_upload": "timestamp", "created_at": datetime(2026, 3, 9, tzinfo=UTC)},
    "u/mix": {"created_at": datetime(2026, 4, 9, tzinfo=UTC)},
    "Qwen/base": {"downloads_all_time": 7, "license": "mit"},
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    return frozen(tmp_path_factory.mktemp("frames") / "graph", PAIRS, models=MODELS)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    return frozen(tmp_path_factory.mktemp("nothing") / "graph", [], alone=["a/b"])


def test_organisations_are_ranked_with_every_count(graph: FrozenGraph) -> None:
    table = frames.organisations_frame(graph)
    assert table["organisation"].to_list() == ["Qwen", "Meta"]
    for row in table.to_dicts():
        found = owners.organisation(graph, row["organisation"])
        for suffix, variant in (("", "value"), ("_without_mass_uploads", "without_mass_uploads")):
            assert row[f"models{suffix}"] == getattr(found.models, variant)
            assert row[f"others{suffix}"] == getattr(found.roll_up.union.others, variant)
            for way in ("union", "exclusive", "fractional"):
                assert row[f"{way}{suffix}"] == getattr(getattr(found.roll_up, way), variant)


def test_roll_ups_of_all_are_those_of_own_and_of_others(graph: FrozenGraph) -> None:
    table = frames.roll_up_frame([owners.organisation(graph, "Qwen")])
    assert table["way"].unique(maintain_order=True).to_list() == ["union", "exclusive", "fractional", "inferred"]
    for (_,), way in table.group_by("way"):
        parts = {row["of"]: row for row in way.to_dicts()}
        for variant in VARIANTS:
            assert parts["own"][variant] + parts["others"][variant] == parts["all"][variant]


def test_growth_has_every_month_of_each_key_and_what_nobody_dates(graph: FrozenGraph) -> None:
    table = frames.growth_frame(graph, "organisation", "all", "u", 8, mass_uploads=True)
    assert table.select("month", "name", "new", "cumulative").rows() == [
        ("2026-03", "u", 1, 1),
        ("2026-04", "u", 1, 2),
        (None, "u", 0, None),
    ]
    without = frames.growth_frame(graph, "organisation", "all", ["u"], 8, mass_uploads=False)
    assert without["new"].to_list() == [0, 1, 0]


def test_growth_has_those_that_state_nothing_and_all_others(graph: FrozenGraph) -> None:
    def new(by: str, keys: Sequence[str], rest: bool = False) -> dict[str, int]:
        table = frames.growth_frame(graph, by, "all", keys, 1, mass_uploads=True, every="month", rest=rest)
        return dict(table.group_by("name", maintain_order=True).agg(pl.col("new").sum()).iter_rows())

    listed = sum(new("organisation", (), rest=True).values())
    assert new("organisation", ["Qwen"], rest=True) == {"Qwen": 2, "all others": listed - 2}
    assert new("task", ["not stated"]) == {"not stated": listed}
    assert new("license", ["mit"], rest=True) == {"mit": 1, "not stated": listed - 1, "all others": 0}
    assert "all others" not in new("relation", (), rest=True)


@pytest.mark.parametrize(("every", "first"), [("month", 4), ("quarter", 4), ("year", 1)])
def test_a_period_has_its_first_day(graph: FrozenGraph, every: str, first: int) -> None:
    table = frames.growth_frame(graph, "organisation", "all", ["u"], 8, mass_uploads=True, every=every)
    assert table["first_day"].to_list()[-2:] == [date(2026, first, 1), None]


def test_claims_are_a_row_for_each_definition(graph: FrozenGraph) -> None:
    readings = (
        ClaimReading("descendants", 2),
        ClaimReading("most_downloaded_all_time", "Qwen/base"),
        ClaimReading("share_of_a_region", 50),
    )
    checked = check(Subject(graph), [PublishedClaim("much is built on Qwen", "today", "by hand", readings)])
    table = frames.claims_frame(checked)
    assert table.select("claim", "definition", "value", "text", "expected", "expected_text", "verdict").rows() == [
        ("much is built on Qwen", "descendants", 3.0, None, 2.0, None, "cannot be decided"),
        (
            "much is built on Qwen",
            "most_downloaded_all_time",
            None,
            "Qwen/base",
            None,
            "Qwen/base",
            "cannot be decided",
        ),
        ("much is built on Qwen", "share_of_a_region", None, None, 50.0, None, "cannot be computed"),
    ]
    assert table.schema == frames.claims_frame([]).schema


def test_without_rows_the_schema_is_the_same(graph: FrozenGraph, nothing: FrozenGraph) -> None:
    def tables(of: FrozenGraph) -> list[pl.DataFrame]:
        made = [frames.organisations_frame(of)]
        return [*made, *(frames.growth_frame(of, by, "all", (), 8, mass_uploads=True) for by in ("base", "task"))]

    for empty, full in zip(tables(nothing), tables(graph), strict=True):
        assert empty.is_empty()
        assert empty.schema == full.schema


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"by": "organization"}, "did you mean organisation"),
        ({"by": 7}, "organisation, base"),
        ({"of": "declard"}, "did you mean declared"),
        ({"keys": ["Qwem"]}, "Qwen"),
        ({"keys": ["facebook"]}, "did you mean Meta (facebook is an owner of it)?"),
        ({"keys": ["facebook"], "by": "base"}, "did you mean Meta (facebook is an owner of it)?"),
        ({"most": 0}, "from 1 to"),
    ],
)
def test_what_growth_cannot_be_asked_is_said_with_what_it_can(
    graph: FrozenGraph, wrong: dict[str, object], hint: str
) -> None:
    usual = {"by": "organisation", "of": "all", "keys": (), "most": 8, "mass_uploads": True}
    with pytest.raises(BadInput) as caught:
        frames.growth_frame(graph, **{**usual, **wrong})  # type: ignore[arg-type]
    assert hint in caught.value.hint


def test_an_owner_among_organisations_hears_of_its_own(graph: FrozenGraph) -> None:
    found = FilteredModels(graph, model_filter({"organisation": "facebook"}))
    assert found.unknown() == [("organisation", "facebook", ["Meta"])]


def test_variants_are_read_and_the_most_downloaded_come_first(graph: FrozenGraph, nothing: FrozenGraph) -> None:
    few = frames.variants_frame(VariantLadder(graph, graph.ids.number("Qwen/chat")))
    assert few.height == 0 and few.schema == frames.variants_frame(VariantLadder(nothing, 0)).schema
