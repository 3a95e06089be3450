"""The month of a moment is that of the calendar, of whatever year it is."""

from datetime import UTC, datetime

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lineage.frozen.storage.columns import NO_MOMENT, milliseconds, month_name, months_since_1970

YEARS = (datetime(1970, 1, 1), datetime(9999, 12, 31))  # noqa: DTZ001 - hypothesis wants them so
MOMENTS = st.datetimes(*YEARS, timezones=st.just(UTC))


@given(st.lists(MOMENTS))
@example([datetime(2099, 12, 31, 23, 59, tzinfo=UTC)])
@example([datetime(2100, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)])
def test_months_are_those_of_the_calendar(moments: list[datetime]) -> None:
    months = months_since_1970(np.array([NO_MOMENT, *map(milliseconds, moments), -1], np.int64))
    assert months[0] == months[-1] == -1
    assert [month_name(month) for month in months[1:-1].tolist()] == [f"{one:%Y-%m}" for one in moments]
