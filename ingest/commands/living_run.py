"""`run` as it is typed: the page is served from the first models on, and what is crawled meanwhile joins them."""

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from ingest.commands.first_run import RunOptions, Task, do, task_of
from ingest.commands.onlookers import Serving, Stopping
from ingest.commands.progress import console
from ingest.pipeline.publisher import GraphPublisher
from lineage.errors import LineageError
from lineage.place import Place

LOOK_SECONDS = 0.1
LAST_SECONDS = 2.0
"""How long a crawl that is told to end may take to come out of the request it is in; its journal needs no ending."""


def serve_while_crawling(place: Place, options: RunOptions, serve: Callable[[], None], *, may_ask: bool) -> None:
    """Serve the graph of `place` by `serve` as soon as there is one; a crawl that is needed for it goes on beside.

    Raises what kept the first graph from being made; what happens later is printed.
    """
    task = task_of(place, options, may_ask=may_ask)
    with nullcontext() if task is None else _crawling(place, options, task):
        serve()


@contextmanager
def _crawling(place: Place, options: RunOptions, task: Task) -> Iterator[None]:
    """The task is being done, and there is a graph to serve, while the block runs."""
    with GraphPublisher(place, force=options.force) as publisher:
        onlooker = Serving(place, publisher)
        crawl = _Beside(lambda: do(place, options, task, onlooker))
        try:
            while not (task.there or publisher.first.is_set()) and crawl.goes_on(LOOK_SECONDS):
                pass
            crawl.served = True
            crawl.raise_error()
            yield
        finally:
            onlooker.end()
            crawl.goes_on(LAST_SECONDS)


class _Beside:
    """Work in a thread of its own. What it raises is printed once the graph is `served`, and kept before."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.served = False
        self._error: BaseException | None = None
        self._work = work
        self._thread = threading.Thread(target=self._run, name="crawl", daemon=True)
        self._thread.start()

    def goes_on(self, seconds: float) -> bool:
        """Whether it has not ended when so many seconds are over."""
        self._thread.join(seconds)
        return self._thread.is_alive()

    def raise_error(self) -> None:
        """Raise what ended it, if anything did."""
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._work()
        except (Stopping, KeyboardInterrupt):  # polars raises Ctrl-C in the thread that it works for
            pass
        except LineageError as error:
            self._fail(error, f"qwen-lineage: {error.message}\n  {error.hint}")
        except BaseException as error:
            self._fail(error, traceback.format_exc())

    def _fail(self, error: BaseException, text: str) -> None:
        if self.served:
            console.print(text, markup=False)
        else:
            self._error = error
