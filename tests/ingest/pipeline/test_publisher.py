"""When a growing crawl is worth showing again, and what is left of the process that shows it."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from ingest.crawl.progress import Progress
from ingest.pipeline.publisher import FIRST, MORE, GraphPublisher, is_due
from lineage.errors import StoreError
from lineage.home.home import Home
from lineage.place import place


def at(requests: int, models: int) -> Progress:
    return Progress(requests, models, None, "")


@pytest.mark.parametrize(
    ("now", "shown", "due"),
    [
        (at(FIRST - 1, 900), None, False),
        (at(FIRST, 900), None, True),
        (at(5, 1799), at(FIRST, 900), False),
        (at(5, 1800), at(FIRST, 900), True),
        (at(MORE + 9, 1000), at(10, 900), False),
        (at(MORE + 10, 1000), at(10, 900), True),
    ],
)
def test_a_graph_is_shown_first_then_at_doublings_and_every_so_many_requests(
    now: Progress, shown: Progress | None, due: bool
) -> None:
    assert is_due(now, shown) is due


def test_before_a_rest_whatever_is_new_is_shown() -> None:
    assert is_due(at(1, 20), None, at_once=True)
    assert is_due(at(11, 901), at(10, 900), at_once=True)
    assert not is_due(at(10, 900), at(10, 900), at_once=True)


def test_no_process_is_left_behind_not_even_as_a_zombie(practice_copy: Home) -> None:
    where = place(str(practice_copy.root))
    with GraphPublisher(where) as publisher:
        process = Path(f"/proc/{publisher._process.pid}")
        if not process.exists():
            pytest.skip("no /proc here")
        publisher.finish(where.home.snapshot())
        assert publisher.first.is_set()
        assert not process.exists()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be made to wait here")
def test_signals_that_come_while_its_process_starts_do_not_end_it(
    practice_copy: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    where = place(str(practice_copy.root))
    with GraphPublisher(where) as publisher:
        assert publisher._process.pid is not None
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(publisher._process.pid, number)
        publisher.finish(where.home.snapshot())
    assert "Traceback" not in capfd.readouterr().err
    assert not {signal.SIGINT, signal.SIGTERM} & signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_what_hinders_it_once_hinders_nothing_that_is_read_later(
    practice_copy: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file where a folder must be stands for a disk that is full for a while."""
    where = place(str(practice_copy.root))
    shutil.rmtree(practice_copy.resolved)
    practice_copy.resolved.write_text("", encoding="utf-8")
    with GraphPublisher(where) as publisher:
        with pytest.raises(StoreError):
            publisher.finish(where.home.snapshot())
        practice_copy.resolved.unlink()
        publisher.finish(where.home.snapshot())
        assert publisher.first.is_set()


def test_another_process_shows_what_the_first_one_cannot(practice_copy: Home) -> None:
    where = place(str(practice_copy.root))
    with GraphPublisher(where) as publisher:
        publisher._process.kill()
        publisher._process.join()
        publisher.finish(where.home.snapshot())
        assert publisher.first.is_set()
