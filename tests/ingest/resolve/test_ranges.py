"""However many ranges of ids the models are worked on in, the tables are the same, and memory is bounded by a range."""

import random
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingest.inference import names
from ingest.resolve import ranges, resolve, size
from ingest.resolve.pieces import write_frames
from ingest.resolve.ranges import Ranges, batches
from ingest.rows.rejections import Rejections
from ingest.rows.table import write_part
from ingest.rows.tolerant import rows
from ingest.snapshots.parts import Part
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from lineage.errors import BadInput
from lineage.home.home import Home
from tests.ingest.worlds import NOON, item

TABLES = ("models", "derivations", "inferred", "claims")
HUB = {"Qwen/Qwen3-8B": "1"}
ODD_WORLD = [
    item("Qwen/Qwen3-8B", _id="1"),
    item("zai-org/glm", _id="2", tags=["gguf"]),
    item("a/case", "qwen/qwen3-8b"),
    item("z/twin", "gone/Model"),
    item("b/twin", ["gone/model", "Gone/Model"]),
    item("c/twin", "gone/model"),
    item("d/renamed", "THUDM/glm", hub={"zai-org/glm": "2"}),
    item("y/learned", ["THUDM/glm", "Qwen/Qwen3-8B"], hub={"Qwen/Qwen3-8B": "1"}),
    item("e/by-id", "old/name", hub={"old/name": "1"}),
    item("x/owner", "a sentence that names Qwen/Qwen9-1B, and/or nothing"),
    item("f/words", "merge of Qwen/Qwen3-8B and English/Chinese"),
    item("g/path", "/data/checkpoint-5"),
    item("h/self", "h/self"),
    item("i/cycle", "w/cycle"),
    item("w/cycle", "i/cycle"),
    item("j/tags", tags=["base_model:Qwen/Qwen3-8B", "base_model:quantized:Qwen/Qwen3-8B", "gguf"]),
    item("k/bare", "gpt2", cardData={"base_model_relation": "lora"}),
    item("ł/ünïcode", "Qwen/Qwen3-8B"),
    item("v/Odd-7B"),
    item("l/Odd-7B-GGUF"),
    item("o/Qwen_-_Qwen3-8B-exl2"),
    item("m/missing", "gone/other", hub={"gone/other": "77"}),
    *(item(f"n/run-{1718000000 + n}", "Qwen/Qwen3-8B", hub=HUB) for n in range(10)),
]


def resolved(tmp_path: Path, items: list[object], monkeypatch: pytest.MonkeyPatch, rows_of_range: int) -> Path:
    """The items resolved with ranges of so many rows; in parts of seven rows, which are read so many at a time, as
    names are taken apart."""
    monkeypatch.setattr(ranges, "RANGE_ROWS", rows_of_range)
    monkeypatch.setattr(ranges, "BATCH_ROWS", rows_of_range)
    monkeypatch.setattr(names, "AT_ONCE", rows_of_range)
    home = Home(tmp_path / str(rows_of_range))
    frame = rows(items, Rejections())
    parts = tmp_path / f"parts-{rows_of_range}"
    parts.mkdir()
    files = [write_part(frame.slice(start, 7), parts / f"{start:06}.parquet") for start in range(0, frame.height, 7)]
    return resolve(write_snapshot(home, "one", files, About("a test", NOON, NOON)), home)


def assert_same_tables(one: Path, other: Path) -> None:
    for name in TABLES:
        assert_frame_equal(pl.read_parquet(one / f"{name}.parquet"), pl.read_parquet(other / f"{name}.parquet"))


@pytest.mark.parametrize("rows_of_range", [1, 7])
def test_ranges_of_one_model_make_the_same_tables_as_one_range(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_of_range: int
) -> None:
    items = list(ODD_WORLD)
    random.Random(rows_of_range).shuffle(items)
    whole, parted = (resolved(tmp_path, items, monkeypatch, number) for number in (200_000, rows_of_range))
    assert_same_tables(whole, parted)
    assert set(pl.read_parquet(whole / "inferred.parquet")["rule"]) == {"author_-_model", "suffix_alone"}
    rules = set(pl.read_parquet(whole / "claims.parquet")["rule"].str.split("+").explode())
    assert rules >= {"wrong_case", "renamed", "learned_rename", "case_twin", "not_listed", "words", "local_path"}
    assert pl.read_parquet(whole / "derivations.parquet")["irregularity"].drop_nulls().n_unique() == 2
    assert pl.read_parquet(whole / "models.parquet")["mass_upload"].count() == 10


def test_ranges_one_behind_the_other_are_sorted_by_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "RANGE_ROWS", 10)
    ids = [f"{letter}/{number}" for letter in "aZé-ł文" for number in range(20)]
    random.Random(1).shuffle(ids)
    part = Part(write_part(rows(map(item, ids), Rejections()), tmp_path / "part.parquet"))
    found = Ranges.of([part])
    parted = found.parted(pl.DataFrame({"id": ids}))
    assert len(parted) == len(found.numbers) == 12
    assert [len(some) for some in parted] == [10] * 12
    assert pl.concat(some.sort("id") for some in parted)["id"].to_list() == sorted(ids, key=str.encode)


def test_parts_are_read_whole_or_in_slices_and_none_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "BATCH_ROWS", 10)
    sizes = [3, 4, 25, 1, 10, 2]
    ids = iter(f"a/{n}" for n in range(sum(sizes)))
    parts = [
        Part(write_part(rows([item(next(ids)) for _ in range(size)], Rejections()), tmp_path / f"{number}.parquet"))
        for number, size in enumerate(sizes)
    ]
    read = [rows.collect()["id"].to_list() for rows in batches(parts)]
    assert [len(some) for some in read] == [7, 10, 10, 5, 1, 10, 2]
    assert [id for some in read for id in some] == [f"a/{n}" for n in range(sum(sizes))]


def test_frames_are_written_as_they_come_and_what_they_raise_is_raised(tmp_path: Path) -> None:
    def frames(most: int) -> Iterator[pl.DataFrame]:
        for number in range(5):
            if number == most:
                raise BadInput("no more")
            yield pl.DataFrame({"number": [number] * number}, schema={"number": pl.Int64})

    path = tmp_path / "frames.parquet"
    assert write_frames(frames(9), path) == 10
    assert pl.read_parquet(path)["number"].to_list() == [1, 2, 2, 3, 3, 3, 4, 4, 4, 4]
    with pytest.raises(BadInput, match="no more"):
        write_frames(frames(3), path)


def test_progress_ends_at_what_size_says(tmp_path: Path) -> None:
    home, advanced = Home(tmp_path), list[int]()
    frame = rows(ODD_WORLD, Rejections())
    snapshot = write_snapshot(home, "one", [frame], About("a test", NOON, NOON))
    folder = resolve(snapshot, home, advanced.append)
    assert sum(advanced) == size(snapshot) == 6 * Snapshot.open(snapshot).facts.listed
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        "kept",
        *(f"{name}.parquet" for name in TABLES),
    }
