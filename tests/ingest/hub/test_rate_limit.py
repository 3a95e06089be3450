"""The pace keeps within a window the Hub tells of, waits no longer than it must, and has a guess where none is told."""

import pytest

from ingest.hub.rate_limit import ANONYMOUS, RateLimit
from ingest.hub.transport import RetryPolicy
from ingest.practice.quota import Meter


class Clock:
    """A clock that only sleeping and the Hub's work move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def told(remaining: int, seconds: int, quota: int = 500, window: int = 300) -> dict[str, str]:
    return {
        "RateLimit": f'"api";r={remaining};t={seconds}',
        "RateLimit-Policy": f'"fixed window";"api";q={quota};w={window}',
    }


def test_nothing_is_waited_for_while_requests_remain() -> None:
    pace = RateLimit(500, Clock())
    pace.after(told(1, 200))
    assert pace.wait() == 0


def test_a_spent_window_is_waited_out_and_a_second_more() -> None:
    clock = Clock()
    pace = RateLimit(500, clock)
    pace.after(told(0, 200))
    assert pace.wait() == 201
    clock.now += 201
    assert pace.wait() == 0


def test_the_earliest_end_a_window_was_told_to_have_counts() -> None:
    clock = Clock()
    pace = RateLimit(500, clock)
    pace.after(told(2, 10, window=10))
    clock.now += 0.9
    pace.after(told(1, 9, window=10))
    clock.now += 0.3
    pace.after(told(0, 9, window=10))
    assert pace.wait() == pytest.approx(9.9 - 1.2 + 0.1)


def test_a_window_that_began_behind_our_back_is_noticed() -> None:
    clock = Clock()
    pace = RateLimit(500, clock)
    pace.after(told(3, 5))
    clock.now += 6
    pace.after(told(0, 300))
    assert pace.wait() == 301


def test_where_answers_tell_nothing_the_documented_quota_is_kept() -> None:
    clock = Clock()
    pace = RateLimit(ANONYMOUS, clock)
    for _ in range(ANONYMOUS):
        assert pace.wait() == 0
        pace.after({})
        clock.now += 0.1
    assert pace.wait() == pytest.approx(300 - 50 + 0.1 + 1 - 0.1)


@pytest.mark.parametrize("latency", [0.001, 0.02, 0.3])
def test_a_crawl_of_500_pages_is_never_refused_and_wastes_no_tenth_of_what_its_quota_allows(latency: float) -> None:
    clock = Clock()
    meter = Meter(100, 10, clock)
    pace = RateLimit(ANONYMOUS, clock)
    began = clock.now
    for _ in range(500):
        clock.now += pace.wait()
        clock.now += latency / 2
        count = meter.count("us")
        assert count.allowed
        clock.now += latency / 2
        pace.after(told(count.remaining, count.seconds, 100, 10))
    least = max(4 * 10 + 100 * latency, 500 * latency)
    assert clock.now - began < least * 1.1


def test_waits_double_up_to_the_longest_and_a_random_half_is_left_out() -> None:
    policy = RetryPolicy(first_wait=1, longest_wait=60)
    assert [policy.wait(tried, 1) for tried in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [policy.wait(tried, 0) for tried in range(1, 4)] == [0.5, 1, 2]
