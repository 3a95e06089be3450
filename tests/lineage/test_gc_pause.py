"""The cycle collector is held back while pages stream by, and as it was afterwards."""

import gc

import pytest

from lineage.gc_pause import SELDOM, collecting_seldom


def test_it_is_held_back_and_then_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyboardInterrupt), collecting_seldom():
        assert gc.get_threshold() == (SELDOM, *before[1:])
        raise KeyboardInterrupt
    assert gc.get_threshold() == before


def test_who_switched_it_off_or_holds_it_back_further_is_left_alone() -> None:
    before = gc.get_threshold()
    try:
        for first in (0, 2 * SELDOM):
            gc.set_threshold(first, 10, 10)
            with collecting_seldom():
                assert gc.get_threshold() == (first, 10, 10)
    finally:
        gc.set_threshold(*before)
