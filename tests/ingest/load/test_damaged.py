"""A load after a day's change goes on from the resolution before, unless that is not there as it was written."""

from pathlib import Path

import pytest

from ingest.resolve import resolve
from ingest.resolve.kept import HASHES, kept_table
from lineage.files.making import Making
from lineage.home.home import Home
from tests.ingest.resolve.test_changed_tables import World
from tests.lineage.stores.test_updating import held, made, put


@pytest.mark.parametrize("cut", [0, -1], ids=["emptied", "cut"])
def test_a_damaged_earlier_resolution_is_not_gone_on_from(cut: int, tmp_path: Path) -> None:
    world = World(3, home := Home(tmp_path / "home"))
    first = resolve(world.live(300), home)
    put(first, tmp_path / "store")
    second = resolve(world.live(2), home)
    damaged = kept_table(first, HASHES).base
    content = damaged.read_bytes()
    damaged.unlink()  # the second one's may be the same file
    damaged.write_bytes(content[:cut])
    assert made(second, tmp_path / "store") == Making("what the store held is not there as it was resolved")
    put(second, tmp_path / "whole")
    assert held(tmp_path / "store") == held(tmp_path / "whole")
