"""Snapshots of 0.1.0, which say neither what part of the Hub they are nor when their data are from, are read."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from ingest.audit.diff import diff
from ingest.load.load import load
from ingest.resolve import resolve
from ingest.snapshots.merge import newest_complete
from ingest.snapshots.snapshot import Snapshot, snapshots
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.freezing.freeze import freeze
from lineage.home.home import Home
from lineage.stores import open_reader, open_writer
from lineage.values import DatedBy, Extent

WRITTEN = Path(__file__).resolve().parents[2] / "data/home-0.1.0"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(shutil.copytree(WRITTEN, tmp_path / "home"))


def by_extent(home: Home) -> dict[Extent, Snapshot]:
    return {one.facts.extent: one for one in snapshots(home)}


def test_each_is_the_part_of_the_hub_that_it_was_read_as_and_the_import_a_sample(home: Home) -> None:
    found = by_extent(home)
    assert [str(one.facts.scope) for one in found.values()] == ["all", "family of Qwen/Qwen2.5-0.5B-Instruct", "all"]
    for extent, one in found.items():
        one.check()
        read = extent is not Extent.SAMPLE
        assert one.facts.as_of == (one.facts.started_at if read else None)
        assert one.facts.as_of_how == (DatedBy.READING if read else None)
        assert one.facts.data_at == one.facts.started_at
    assert "data of unknown date" in CoverageStatement(found[Extent.SAMPLE].facts).short
    assert "an estimated 85.1% of it" in CoverageStatement(found[Extent.FAMILY].facts).short


def test_only_the_whole_pass_is_gone_on_from(home: Home) -> None:
    found = by_extent(home)
    whole = newest_complete(home, found[Extent.WHOLE].facts.source)
    assert whole == found[Extent.WHOLE]
    assert newest_complete(home, found[Extent.SAMPLE].facts.source) is None
    assert newest_complete(home, "https://huggingface.co", files=True) is None


@pytest.mark.parametrize("extent", list(Extent))
def test_it_is_resolved_loaded_and_frozen_with_what_is_known_of_it(extent: Extent, home: Home) -> None:
    facts = by_extent(home)[extent].facts
    with closing(open_writer("embedded:", home.store)) as writer:
        load(resolve(home.snapshot(facts.id), home), writer)
    with closing(open_reader("embedded:", home.store)) as reader:
        assert freeze(reader, home).facts == facts


def test_they_are_compared_with_what_cannot_be_told(home: Home) -> None:
    found = by_extent(home)
    result = diff(home, found[Extent.WHOLE].facts.id, found[Extent.FAMILY].facts.id)
    assert result.removed.is_empty()
    assert result.absent.height == 27
    assert len(result.notes) == 1
