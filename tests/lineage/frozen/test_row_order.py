"""Rows of an earlier column and rows that are given, in the order of a new one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.frozen.storage.row_order import RowOrder
from lineage.frozen.storage.strings import SortedTexts, table

TEXTS = st.lists(st.text("abcé", max_size=3), max_size=12)


@given(TEXTS, TEXTS, st.data())
def test_rows_come_from_either_column_and_in_any_order(
    earlier: list[str], more: list[str], data: st.DataObject
) -> None:
    both = [*earlier, *more]
    order = data.draw(st.lists(st.integers(0, len(both) - 1), max_size=20)) if both else []
    if data.draw(st.booleans()):
        order = sorted(set(order))
    rows, wanted = np.array(order, np.int64), [both[row] for row in order]
    found = table(earlier).with_others(table(more), rows)
    assert [text for part in found.strings() for text in part] == wanted
    lengths = [np.array([len(text) for text in texts], kind) for texts, kind in ((earlier, np.int16), (more, np.int64))]
    values = RowOrder(rows, len(earlier)).of(*lengths)
    assert (values.tolist(), values.dtype) == ([len(text) for text in wanted], np.int64)


@given(st.sets(st.text("abcé\uffee\U0001f984", max_size=3), max_size=80), TEXTS)
def test_texts_are_found_where_byte_order_has_them_however_often_they_are_asked_for(
    texts: set[str], more: list[str]
) -> None:
    ordered = sorted(texts, key=str.encode)
    known = SortedTexts(table(ordered))
    for text in [*ordered, *more, *ordered]:
        assert known.find(text) == (ordered.index(text) if text in texts else None)
        assert known.below(text.encode()) == sum(one.encode() < text.encode() for one in ordered)
