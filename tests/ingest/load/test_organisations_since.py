"""Organisations counted by what changed since an earlier resolution are those counted of all models, day by day."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingest.load.kept import keep_counts, kept_counts
from ingest.load.organisations import OrganisationCounts
from ingest.load.organisations_since import counts_since
from ingest.load.tables import TablesToLoad
from ingest.resolve import changed_rows, layers, mass_uploads, resolve
from lineage.home.home import Home
from lineage.organisations import Organisation, Organisations
from lineage.resolved.resolved_tables import TableFiles, scan_table
from lineage.schema import ORGANISATION
from tests.ingest.resolve.test_changed_tables import World

TABLE = Organisations(
    (Organisation("Qwen", ("Qwen", "THUDM"), "a test"), Organisation("b", ("b-c",), "a test", "Qwen"))
)


@pytest.fixture(autouse=True)
def any_change_is_few_and_few_are_a_mass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed_rows, "FEW", 1)
    monkeypatch.setattr(layers, "ONE_CHANGED_IN", 1)
    monkeypatch.setattr(mass_uploads, "SERIES", 3)
    monkeypatch.setattr(mass_uploads, "BURST", 2)
    monkeypatch.setattr(mass_uploads, "RULES", [replace(rule, least=min(2, rule.least)) for rule in mass_uploads.RULES])


def of_all(folder: Path) -> OrganisationCounts:
    return OrganisationCounts.of(scan_table(folder, "models"), scan_table(folder, "derivations"), TABLE)


def assert_equal(found: OrganisationCounts, expected: OrganisationCounts) -> None:
    assert_frame_equal(found.owners, expected.owners, check_row_order=False)
    assert_frame_equal(found.descendants, expected.descendants, check_row_order=False)
    assert found.rows(TABLE).equals(expected.rows(TABLE))


@pytest.mark.parametrize("seed", range(4))
def test_each_days_counts_are_those_of_all_its_models(seed: int, tmp_path: Path) -> None:
    world = World(seed, Home(tmp_path))
    earlier = resolve(world.live(120), world.home)
    known, by_changes = of_all(earlier), 0
    for _ in range(8):
        folder = resolve(world.live(8), world.home)
        expected = of_all(folder)
        if (found := counts_since(folder, earlier, known, TABLE)) is not None:
            assert_equal(found, expected)
            by_changes += 1
        back = counts_since(earlier, folder, expected, TABLE)
        if back is not None:
            assert_equal(back, known)
        differing, rows, before = expected.differing(known, TABLE), expected.rows(TABLE), known.rows(TABLE)
        assert_frame_equal(expected.rows(TABLE, differing), rows.filter(pl.col("id").is_in(differing.implode())))
        same = ~pl.col("id").is_in(differing.implode())
        assert_frame_equal(rows.filter(same), before.filter(same))
        earlier, known = folder, expected
    assert by_changes >= 6


def test_of_a_few_changes_only_what_they_touch_is_counted(tmp_path: Path) -> None:
    world = World(3, Home(tmp_path))
    earlier = resolve(world.live(120), world.home)
    elsewhere = OrganisationCounts(
        pl.DataFrame({"author": "nobody", "models": 7, "models_without_mass_uploads": 5}),
        of_all(earlier).descendants.clear(),
    )
    nothing = OrganisationCounts(elsewhere.owners.clear(), elsewhere.descendants)
    keep_counts(earlier, TABLE.digest, of_all(earlier).changed(nothing, elsewhere))
    folder = resolve(world.live(4), world.home)
    tables = TablesToLoad.open(folder, TABLE)
    assert_equal(tables.organisation_counts, of_all(folder).changed(nothing, elsewhere))
    kept = kept_counts(folder, TABLE.digest)
    assert kept is not None
    assert_equal(kept, tables.organisation_counts)
    assert tables.height(ORGANISATION) == tables.rows_of(ORGANISATION).collect().height


def test_where_a_model_has_another_owner_or_tables_share_no_file_all_is_counted(tmp_path: Path) -> None:
    world = World(3, Home(tmp_path))
    earlier = resolve(world.live(120), world.home)
    folder = resolve(world.live(4), world.home)
    changes = TableFiles(folder, "models").changes
    was = pl.read_parquet(changes)
    assert counts_since(folder, earlier, of_all(earlier), TABLE) is not None
    was.with_columns(author=pl.lit("another")).write_parquet(changes)
    assert counts_since(folder, earlier, of_all(earlier), TABLE) is None
    was.write_parquet(changes)
    other = resolve(World(4, Home(tmp_path / "other")).live(9), Home(tmp_path / "other"))
    assert counts_since(folder, other, of_all(other), TABLE) is None


def test_what_is_damaged_is_not_leant_on(tmp_path: Path) -> None:
    world = World(3, Home(tmp_path))
    earlier = resolve(world.live(120), world.home)
    nothing = OrganisationCounts(*(counts.clear() for counts in (of_all(earlier).owners, of_all(earlier).descendants)))
    keep_counts(earlier, TABLE.digest, nothing)
    folder = resolve(world.live(4), world.home)
    inferred = TableFiles(earlier, "inferred").base
    inferred.write_bytes(inferred.read_bytes()[:-1])
    assert_equal(TablesToLoad.open(folder, TABLE).organisation_counts, of_all(folder))
