"""Real Hub metadata gives the counts that others counted, and the cards add what the Hub leaves out.

The two folders lie beside the project, not in it; without them these tests skip.
"""

from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl
import pytest

from ingest.audit.quality import report
from ingest.resolve import resolve
from ingest.snapshots.snapshot import facts
from ingest.sources import import_file
from lineage.home.home import Home, read_manifest
from lineage.licences import licence_of
from lineage.values import DatedBy, Extent
from tests.lineage.frozen.graphs import frozen
from tests.lineage.licences.qwen import QWEN


class Read:
    """One real file, imported and resolved."""

    def __init__(self, file: Path, home: Home) -> None:
        self.folder = resolve(import_file(file, home), home)
        self.models, self.derivations, self.claims = (
            pl.read_parquet(self.folder / f"{name}.parquet") for name in ("models", "derivations", "claims")
        )

    def by(self, source: str) -> pl.DataFrame:
        return self.claims.filter(source=source)


@pytest.fixture(scope="module")
def hub_stats(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    return Read(shared_data / "hub-stats-2026-05" / "models.parquet", Home(tmp_path_factory.mktemp("hub-stats")))


@pytest.fixture(scope="module")
def radar(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    return Read(shared_data / "radar-2026-08-22" / "models.jsonl.gz", Home(tmp_path_factory.mktemp("radar")))


def outside_qwen(edges: pl.DataFrame) -> int:
    """Models outside `Qwen/` from which a way of edges leads to one under `Qwen/`."""
    graph = nx.DiGraph(edges.select("parent", "child").drop_nulls().rows())
    roots = [id for id in graph if id.startswith("Qwen/")]
    reached = {id for root in roots for id in nx.descendants(graph, root)}
    return sum(not id.startswith("Qwen/") for id in reached)


def counted(frame: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(frame[column].drop_nulls().value_counts().rows())


def test_hub_stats_by_the_hubs_own_claims(hub_stats: Read) -> None:
    edges = hub_stats.by("hub")
    assert hub_stats.models.filter(status="listed").height == 4167
    assert edges.unique(["child", "parent"]).height == edges.height == 5201
    assert counted(edges, "relation") == {"merge": 3731, "finetune": 1401, "quantized": 49, "adapter": 20}
    assert edges.group_by("child").len().filter(pl.col("len") > 1).height == 1115
    assert edges.filter(pl.col("child") == pl.col("parent")).height == 6
    assert outside_qwen(edges) == 741


def test_the_hubs_tags_say_what_the_hub_says(hub_stats: Read) -> None:
    hub, tag = (set(hub_stats.by(s).select("child", "parent", "relation").rows()) for s in ("hub", "tag"))
    assert hub == tag


def test_what_the_cards_add_to_hub_stats(hub_stats: Read) -> None:
    """Parents the Hub dropped: all but one of several, those in the wrong case, and those that are gone."""
    edges = hub_stats.derivations
    assert edges.height == 5510
    assert (
        edges.filter(pl.col("evidence").list.to_struct(fields=["first"]).struct.field("first") == "card").height == 309
    )
    assert counted(edges, "irregularity") == {"self_reference": 7}
    assert outside_qwen(edges) == 747


def test_old_names_in_cards_are_the_new_ones(hub_stats: Read) -> None:
    followed = dict(hub_stats.by("card").filter(rule="renamed").select("raw", "parent").rows())
    assert followed["meta-llama/Meta-Llama-3.1-8B"] == "meta-llama/Llama-3.1-8B"
    assert followed["THUDM/glm-4-9b-chat"] == "zai-org/glm-4-9b-chat"
    assert followed["cognitivecomputations/Dolphin3.0-Mistral-24B"] == "dphn/Dolphin3.0-Mistral-24B"


def test_radar_by_its_tags(radar: Read) -> None:
    tags = radar.by("tag")
    assert counted(radar.models.filter(pl.col("status") != "missing"), "status") == {"listed": 15156, "removed": 748}
    removed = radar.models.filter(status="removed")
    assert (removed["first_seen"] == removed["last_seen"]).all()
    assert removed["last_seen"].dt.date().is_between(date(2026, 8, 14), date(2026, 8, 22)).all()
    assert tags.height == tags.unique(["child", "raw"]).height == 8468
    assert counted(tags, "relation") == {"finetune": 3702, "quantized": 2887, "adapter": 1652, "merge": 225}
    assert outside_qwen(tags) == 3078


def test_both_are_samples_dated_by_the_newest_change_in_them(hub_stats: Read, radar: Read) -> None:
    for read, day in ((hub_stats, date(2026, 5, 20)), (radar, date(2026, 8, 22))):
        known = facts(read_manifest(read.folder), read.folder)
        assert (known.extent, known.as_of_how) == (Extent.SAMPLE, DatedBy.NEWEST_CHANGE)
        assert known.as_of
        assert known.as_of.date() == day


def test_what_the_cards_add_to_radar(radar: Read) -> None:
    edges = radar.derivations
    assert edges.height == 9193
    assert outside_qwen(edges) == 3117


@pytest.mark.parametrize("name", ["hub_stats", "radar"])
def test_every_claim_is_a_derivation_or_has_a_reason(name: str, request: pytest.FixtureRequest) -> None:
    read: Read = request.getfixturevalue(name)
    kept = read.claims.filter(pl.col("outcome") != "rejected")
    assert set(kept.select("child", "parent").rows()) == set(read.derivations.select("child", "parent").rows())
    assert read.claims.filter(outcome="rejected")["reason"].null_count() == 0
    assert set(read.derivations["parent"]) <= set(read.models["id"])


def test_the_quality_report_of_real_data(hub_stats: Read) -> None:
    found = {row.what.partition(":")[0]: row.count for row in report(hub_stats.folder).rows}
    assert (found["placeholder"], found["misspelt_key"], found["wrong_case"]) == (50, 7, 46)


@pytest.mark.parametrize("name", ["hub_stats", "radar"])
def test_room_on_the_map_follows_family_size(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Merges upon merges make chains of dozens of models: none may take more room than its models are worth."""
    read: Read = request.getfixturevalue(name)
    layout = frozen(tmp_path / "graph", read.derivations.select("child", "parent").rows()).map
    families = layout.size[: layout.roots] > 50
    room = layout.r[: layout.roots][families].astype(float) ** 2 / layout.size[: layout.roots][families]
    assert families.sum() >= 8
    assert room.max() / np.median(room) < 2.5
    assert np.median(room) / room.min() < 2.5


@pytest.mark.parametrize("source", ["hub_stats", "radar"])
def test_every_repository_of_qwens_has_the_class_of_its_licence(source: str, request: pytest.FixtureRequest) -> None:
    models = request.getfixturevalue(source).models.filter(author="Qwen", status="listed")
    found = dict(models.select("id", "license_class").iter_rows())
    expected = {id: QWEN[id][1] if id in QWEN else "permissive" for id in found}
    assert {id: known for id, known in found.items() if known != expected[id]} == {}


@pytest.mark.parametrize(("source", "named", "nameless"), [("hub_stats", 14, 121), ("radar", 236, 474)])
def test_licences_that_no_row_knows_are_few_and_unknown(
    source: str, named: int, nameless: int, request: pytest.FixtureRequest
) -> None:
    models: pl.DataFrame = request.getfixturevalue(source).models
    stated = models.select("license", "license_name", "license_class").rows()
    unknown = [(licence_of(*pair).name, known) for *pair, known in stated if not licence_of(*pair).is_known]
    names = [name for name, _ in unknown if name is not None]
    assert {known for _, known in unknown} == {"unknown"}
    assert (len(names) - names.count("other") - names.count("unknown"), len(names)) == (named, named + nameless)
