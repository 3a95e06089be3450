"""Numbering: every id is found by its hash, and by its letters where hashes do not tell."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lineage.frozen.numbering import IdsWriter, Numbering

IDS = ["b/é", "a/b", "", "b/e", "\U0001f984/x", "\uffee/x", "a/a", "b/" + "x" * 300]


@pytest.fixture
def numbering(tmp_path: Path) -> Numbering:
    writer = IdsWriter(tmp_path)
    for first in range(0, len(IDS), 3):
        writer.add(IDS[first : first + 3])
    order, numbering = writer.numbering()
    assert [IDS[row] for row in order.rows] == sorted(IDS)
    return numbering


def test_numbers_follow_the_order_of_ids(numbering: Numbering) -> None:
    assert [sorted(IDS)[number] for number in numbering.of(IDS * 2)] == IDS * 2
    assert not len(numbering.of([]))


@pytest.mark.parametrize("unknown", ["a/c", "b/É", "a", None])
def test_an_unknown_id_is_named(numbering: Numbering, unknown: str) -> None:
    with pytest.raises(KeyError) as caught:
        numbering.of(["a/b", unknown, "a/a"])
    assert caught.value.args == (unknown,)


def test_ids_of_one_hash_are_told_apart(numbering: Numbering) -> None:
    colliding = replace(numbering, hashes=np.zeros_like(numbering.hashes))
    assert colliding.of(IDS).tolist() == numbering.of(IDS).tolist()


def test_nothing_is_known_where_there_are_no_models(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        IdsWriter(tmp_path).numbering()[1].of(["a/b"])
