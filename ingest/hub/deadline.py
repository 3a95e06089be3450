"""Work within a deadline, whatever it hangs on."""

import queue
import threading
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias, TypeVar

_T = TypeVar("_T")

Over = Callable[[], bool]
"""Whether the work was given up: asked by the work itself, now and then."""


_Tasks: TypeAlias = "queue.SimpleQueue[Callable[[], Any] | None]"
_Results: TypeAlias = "queue.SimpleQueue[tuple[Any, BaseException | None]]"


class DeadlineExceeded(Exception):
    """A deadline passed before the work was done."""


class Worker:
    """Does one thing at a time, in a thread that stays from one to the next: to start one for each takes longer.

    A thread is needed since no timeout of a socket covers a name that does not resolve or a header that comes byte by
    byte.
    """

    def __init__(self) -> None:
        self._free: _Thread | None = None

    def within(self, seconds: float, work: Callable[[Over], _T]) -> _T:
        """What `work` returns or raises. Raises DeadlineExceeded once `seconds` are over.

        What is given up, or interrupted, is told so; its thread ends by itself, and its result goes with it.
        """
        thread, self._free = self._free or _Thread(), None
        given_up = threading.Event()
        thread.tasks.put(partial(work, given_up.is_set))
        try:
            done, failed = thread.results.get(timeout=seconds)
        except BaseException as error:
            given_up.set()
            thread.tasks.put(None)
            if isinstance(error, queue.Empty):
                raise DeadlineExceeded from None
            raise
        self._free = thread
        if failed is not None:
            raise failed
        result: _T = done
        return result


class _Thread:
    """Two queues and the thread between them, which ends when nobody holds this any more."""

    def __init__(self) -> None:
        self.tasks: _Tasks = queue.SimpleQueue()
        self.results: _Results = queue.SimpleQueue()
        weakref.finalize(self, self.tasks.put, None)
        threading.Thread(target=_serve, args=(self.tasks, self.results), name="hub-request", daemon=True).start()


def _serve(tasks: _Tasks, results: _Results) -> None:
    while (work := tasks.get()) is not None:
        try:
            results.put((work(), None))
        except BaseException as error:  # raised again in the thread that waits
            results.put((None, error))
        del work  # and what it holds, until there is more to do
