"""Published claims on real Hub metadata: the figures that others counted on the same files.

The two folders lie beside the project, not in it; without them these tests skip.
"""

from collections.abc import Mapping
from contextlib import closing
from math import fsum
from pathlib import Path

import pytest

from ingest.load.load import load
from ingest.resolve import resolve
from ingest.sources import import_file
from lineage.frozen.rollups.files import rollups_of
from lineage.graph import Lineage, open_lineage
from lineage.home.home import Home
from lineage.published_claims import CheckedDefinition
from lineage.stores import open_writer


def opened(file: Path, root: Path) -> Lineage:
    home = Home(root)
    resolved = resolve(import_file(file, home), home)
    with closing(open_writer("embedded:", home.store)) as writer:
        load(resolved, writer)
    return open_lineage(str(root))


@pytest.fixture(scope="module")
def hub_stats(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Lineage:
    return opened(shared_data / "hub-stats-2026-05" / "models.parquet", tmp_path_factory.mktemp("hub-stats"))


@pytest.fixture(scope="module")
def radar(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Lineage:
    return opened(shared_data / "radar-2026-08-22" / "models.jsonl.gz", tmp_path_factory.mktemp("radar"))


def by_definition(graph: Lineage, text: str) -> Mapping[str, CheckedDefinition]:
    (claim,) = (claim for claim in graph.checked_claims() if text in claim.text)
    return {one.name: one for one in claim.definitions}


def test_the_four_readings_of_more_than_the_next_eight_together(hub_stats: Lineage) -> None:
    found = by_definition(hub_stats, "next eight")
    sides = {name: (one.value, one.compared_with) for name, one in found.items()}
    assert sides["more_downloads_30_days"] == (169_409_841, 166_439_734)
    assert sides["more_downloads_30_days_language"] == (162_568_856, 93_214_803)
    assert sides["more_downloads_all_time"] == (1_233_993_595, 3_196_300_262)
    assert sides["more_downloads_all_time_language"] == (1_185_071_294, 1_102_471_052)
    assert found["more_downloads_30_days"].beside == {"models": 106, "models of the others": 167}
    assert {str(one.verdict) for one in found.values()} == {"cannot be decided"}
    assert all("a part of the Hub" in one.reason and "2025-12-28" in one.reason for one in found.values())


def test_downloads_of_qwen(hub_stats: Lineage) -> None:
    found = by_definition(hub_stats, "1 billion")
    assert found["all_time_downloads"].value == 1_233_993_595
    assert found["all_time_downloads_language"].value == 1_185_071_294
    assert (found["downloads_30_days"].value, found["downloads_30_days"].lower_bound) == (169_409_841, True)
    assert "takes two snapshots" in found["all_time_downloads_crossing"].reason


def test_the_most_downloaded_of_qwen(hub_stats: Lineage) -> None:
    found = by_definition(hub_stats, "Qwen2.5-1.5B-Instruct is")
    assert found["most_downloaded_30_days"].value == found["most_downloaded_all_time"].value
    assert found["most_downloaded_30_days"].beside == {"downloads in 30 days": 14_521_153}
    assert "the claim is about 2025-10-01 to 2025-10-31" in found["most_downloaded_30_days"].reason
    assert {str(one.verdict) for one in found.values()} == {"cannot be decided"}


def test_a_model_that_a_snapshot_lacks_is_not_said_to_be_behind(radar: Lineage) -> None:
    for model in ("Qwen2.5-1.5B-Instruct", "Qwen2.5-3B-Instruct"):
        one = by_definition(radar, f"{model} is")["most_downloaded_30_days"]
        assert (str(one.verdict), one.value is None) == ("cannot be decided", False)
        assert f"Qwen/{model} is missing in this snapshot" in one.reason


def test_a_source_without_downloads_of_all_time_states_none(radar: Lineage) -> None:
    found = by_definition(radar, "1 billion")
    for name in ("all_time_downloads", "all_time_downloads_language", "all_time_downloads_family"):
        assert found[name].value is None
        assert found[name].reason.startswith("not stated")


def test_derivatives_of_qwen(radar: Lineage) -> None:
    found = by_definition(radar, "180,000")
    assert found["descendants"].value == 3_133
    assert radar.organisation("Qwen").roll_up.union.others.value == 3_117
    assert found["descendants_with_inferred"].value == 3_133 + radar.owner("Qwen").roll_up.inferred.value  # type: ignore[union-attr]
    assert {str(one.verdict) for one in found.values()} == {"cannot be decided"}


@pytest.mark.parametrize("name", ["hub_stats", "radar"])
def test_all_organisations_add_up_to_the_related_models(name: str, request: pytest.FixtureRequest) -> None:
    graph: Lineage = request.getfixturevalue(name)
    rolled = rollups_of(graph.graph)
    assert fsum(rolled.column("organisation", "fractional")) == pytest.approx(rolled.related.value, abs=1e-9)
    assert rolled.related.value == (~graph.graph.reach.is_root).sum()
