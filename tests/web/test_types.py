"""Values of answers as JSON has them."""

from datetime import UTC, datetime, timedelta

import numpy as np

from lineage.columns.values import MomentValues
from lineage.frozen.storage.columns import NO_MOMENT
from lineage.values import EPOCH
from web.answers.types import moment


def test_many_moments_read_as_each_does() -> None:
    times = [datetime(2025, 1, 31, 12, tzinfo=UTC), EPOCH, EPOCH - timedelta(milliseconds=1), datetime.now(UTC)]
    values = [(time - EPOCH) // timedelta(milliseconds=1) for time in times]
    assert MomentValues(np.array([*values, NO_MOMENT])).to_texts() == [*map(moment, times), None]
    assert MomentValues(np.zeros(0, np.int64)).to_texts() == []
