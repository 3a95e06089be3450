"""Progress in the terminal: what is being done, how far it is, and when it will be over."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from ingest.crawl.progress import Progress as CrawlProgress
from ingest.crawl.progress import Watch
from lineage.cli.json_output import print_json
from lineage.cli.shell import shell_command
from lineage.home.home import read_manifest
from lineage.place import Place
from lineage.stores import Advance, nobody

console = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator["Counter"]:
    """A bar that counts up to `total` (None: unknown) while the block runs."""
    with _bar("{task.fields[detail]}") as bar:
        task = bar.add_task(what, total=total, detail="")
        yield Counter(bar, task)
    _log(bar)


STEPS = {"resolve": "resolving claims", "load": "loading", "freeze": "freezing the graph", "compare": "comparing"}


@contextmanager
def on_step(step: str, size: int | None) -> Iterator[Advance]:
    """Shows a step of the way while it is taken: a bar where its size is known."""
    if size is not None:
        with counting(STEPS[step], size) as advance:
            yield advance
    else:
        with console.status(STEPS[step]):
            yield nobody


@contextmanager
def crawling(what: str, budget: int | None = None) -> Iterator[Watch]:
    """A bar for a crawl: it counts requests up to a budget, or models up to what the Hub is known to hold."""
    with _bar("{task.fields[detail]}") as bar:
        task = bar.add_task(what, total=budget, detail="")

        def watch(crawl: CrawlProgress) -> None:
            if budget is None:
                bar.update(
                    task, completed=crawl.models, total=crawl.expected, detail=f"models, {crawl.requests:,} requests"
                )
            else:
                detail = f"requests, {crawl.models:,} models; {crawl.doing}"
                bar.update(task, completed=crawl.requests, detail=detail[:70])

        yield watch
    _log(bar)


class Counter:
    """Advances one bar."""

    def __init__(self, bar: Progress, task: object) -> None:
        self._bar, self._task = bar, task

    def __call__(self, count: int) -> None:
        self._bar.advance(self._task, count)  # type: ignore[arg-type]


def _bar(detail: str) -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn(detail, markup=False),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    return Progress(*columns, console=console, transient=False, disable=not console.is_terminal)


def _log(bar: Progress) -> None:
    """Where nobody saw a bar move, one line of what was done."""
    for task in () if console.is_terminal else bar.tasks:
        detail = f" {task.fields['detail']}" if task.fields["detail"] else ""
        console.print(f"{task.description}: {task.completed:,.0f}{detail}", markup=False)


def say_next(what: str, folder: Path, command: str, place: Place, *, as_json: bool = False) -> None:
    """Name what was made, and the command that goes on from it; on standard output too, as JSON, where that is asked
    for."""
    if as_json:
        from ingest.snapshots.snapshot import facts  # noqa: PLC0415 - `--help` needs no tables

        known = facts(read_manifest(folder), folder).to_row()
        print_json({"made": what, "folder": str(folder), **known, "next": shell_command(command, place)})
    console.print(f"{what}: {folder.name}  (next: {shell_command(command, place)})", markup=False)
