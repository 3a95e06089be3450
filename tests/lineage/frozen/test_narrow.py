"""Numbers in the fewest bits that hold them, and graphs that were frozen with wider ones."""

from pathlib import Path

import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from lineage.frozen.counts import count
from lineage.frozen.storage.arrays import ENOUGH, AnyArray, ArrayFile, ArrayWriter, narrow
from lineage.frozen.storage.columns import WordsWriter
from lineage.frozen.storage.csr import starts_of
from lineage.frozen.storage.row_order import RowOrder
from lineage.frozen.storage.strings import TextTable
from lineage.home.home import FolderKind, read_manifest, write_manifest
from tests.lineage.frozen.graphs import frozen, random_pairs

FEW = 2**15 - 2
"""So many words have codes of 16 bits, and leave one for none of them."""


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ([], np.int32),
        ([-1, ENOUGH - 1], np.int32),
        ([-1, ENOUGH], np.int64),
        ([-ENOUGH], np.int64),
        ([np.iinfo(np.int64).min], np.int64),
    ],
)
def test_numbers_are_narrow_where_the_sum_of_two_is(numbers: list[int], wanted: type) -> None:
    found = narrow(np.array(numbers, np.int64))
    assert (found.dtype, found.tolist()) == (wanted, numbers)
    assert found.dtype == np.int64 or (found + found).tolist() == [2 * number for number in numbers]


@pytest.mark.parametrize(("last", "wanted"), [(0, np.int32), (1, np.int64)])
def test_starts_are_narrow_where_the_last_end_is(last: int, wanted: type) -> None:
    found = starts_of(np.array([1, ENOUGH - 2, last], np.int32))
    assert (found.dtype, found.tolist()) == (wanted, [0, 1, ENOUGH - 1, ENOUGH - 1 + last])


def written(folder: Path, words: list[str], earlier: dict[str, AnyArray] | None = None) -> dict[str, AnyArray]:
    """The column of some words, of which an `earlier` column has the first, and maybe more than there are now."""
    writer, before = WordsWriter(folder), 0
    if earlier is not None:
        before = len(earlier["word.codes"])
        writer.take(earlier["word.codes"], TextTable.of(earlier, "word"))
    writer.add(words[before:])
    return writer.arrays("word", RowOrder(np.arange(len(words)), before))


@pytest.mark.parametrize("before", [FEW, FEW + 1])
@pytest.mark.parametrize(("now", "wanted"), [(FEW, np.int16), (FEW + 1, np.int32)])
def test_codes_are_as_wide_as_their_words_are_many_whatever_they_were(
    tmp_path: Path, before: int, now: int, wanted: type
) -> None:
    words = [f"{number:05}" for number in range(FEW + 1)]
    whole = written(tmp_path, words[:now])
    carried = written(tmp_path, words[:now], written(tmp_path, words[:before]))
    assert whole["word.codes"].dtype == wanted
    assert whole["word.codes"].tolist() == list(range(now))
    for name, array in whole.items():
        assert (carried[name].dtype, carried[name].tobytes()) == (array.dtype, array.tobytes())


def test_a_graph_that_was_frozen_with_wider_numbers_says_the_same(tmp_path: Path) -> None:
    facts = {f"o/m{number}": {"downloads": number * 7, "likes": number % 3} for number in range(30)}
    graph = frozen(tmp_path / "now", random_pairs(3), models=facts)
    wide = FrozenGraph.open(widened(tmp_path / "now", tmp_path / "wide"))
    assert count(wide) == count(graph)
    assert wide.search.find("m1") == graph.search.find("m1")
    for number in range(graph.size):
        assert wide.lineage.descendants(number).tolist() == graph.lineage.descendants(number).tolist()
        assert wide.models.numbers("downloads").get(number) == graph.models.numbers("downloads").get(number)
        assert wide.models.words("author").get(number) == graph.models.words("author").get(number)
        assert wide.undercounts.get(number) == graph.undercounts.get(number)


def widened(folder: Path, wide: Path) -> Path:
    """The graph's own arrays as an earlier version wrote them: all whole numbers with a sign have 64 bits, but for
    codes, which have 32."""
    manifest = read_manifest(folder, FolderKind.FROZEN)
    arrays = ArrayFile(folder, manifest["arrays"], None)
    wide.mkdir()
    with ArrayWriter(wide) as out:
        for name in manifest["arrays"]:
            array, bits = arrays[name], np.int32 if name.endswith(".codes") else np.int64
            out.add({name: array.astype(bits) if array.dtype.kind == "i" else array})
    write_manifest(wide, {**manifest, "checksum of arrays": str(out.checksum), "arrays": out.places})
    return wide
