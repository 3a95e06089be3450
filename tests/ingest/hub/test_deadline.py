"""One thing at a time within a deadline, in a thread that is kept until something goes wrong."""

import gc
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from ingest.hub.deadline import DeadlineExceeded, Over, Worker
from tests.waiting import LATEST


def current(_: Over) -> threading.Thread:
    return threading.current_thread()


def hang(over: Over) -> str:
    while not over():
        time.sleep(0.01)
    return "stale"


def ended(thread: threading.Thread) -> bool:
    gc.collect()
    thread.join(LATEST)
    return not thread.is_alive()


def test_what_work_returns_or_raises_comes_back_from_one_thread() -> None:
    worker = Worker()
    first = worker.within(5, current)
    assert first is not threading.current_thread()
    with pytest.raises(ZeroDivisionError):
        worker.within(5, lambda _: 1 // 0)
    assert worker.within(5, current) is first


def test_a_time_out_of_the_work_itself_is_not_the_deadline() -> None:
    def work(_: Over) -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        Worker().within(5, work)


def test_what_comes_too_late_is_told_so_and_its_result_never_taken_for_another() -> None:
    worker = Worker()
    hanging = worker.within(5, current)
    with pytest.raises(DeadlineExceeded):
        worker.within(0.05, hang)
    assert worker.within(5, lambda _: "fresh") == "fresh"
    assert worker.within(5, current) is not hanging
    assert ended(hanging)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT is an interrupt; a process that a script started in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_leaves_nothing_behind() -> None:
    worker = Worker()
    hanging = worker.within(5, current)
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        worker.within(10, hang)
    assert worker.within(5, lambda _: "fresh") == "fresh"
    assert ended(hanging)


def test_the_thread_ends_with_its_worker() -> None:
    worker = Worker()
    thread = worker.within(5, current)
    del worker
    assert ended(thread)
