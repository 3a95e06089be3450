"""The folders of files that the engine maps a graph's columns from; it removes them itself, unless it is killed."""

import ctypes
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NAMES = "kglite_*_{pid}_*"
"""Of folders below the temporary one, by the process that made them."""

MAPS = Path("/proc/self/maps")
"""Where Linux says what a process has mapped: a range of addresses, how, from which file."""
PAGEOUT = 21
"""What Linux calls taking pages back at once: none of their content is lost, whatever stands there by then."""
PAUSE = 0.05
"""Seconds between one time that pages are taken back and the next."""

_OPENING = threading.Lock()


@contextmanager
def mapped_files() -> Iterator[list[Path]]:
    """The folders that a graph has made which is opened in the block; in a process one graph is opened at a time."""
    made: list[Path] = []
    with _OPENING:
        before = set(_folders())
        yield made
        made += [folder for folder in _folders() if folder not in before]


def unlink(folders: list[Path]) -> None:
    """Remove folders of mapped files: they stay readable to whoever has them mapped, and to nobody else. Where a
    platform removes no such files, they are left to the engine."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def read_through() -> Iterator[None]:
    """While the block runs the kernel takes the pages of mapped files back: the engine reads each once, when it saves
    its graph, and they would be this process's memory until the end, 1.3 GB at 3.3 million models. Linux alone can."""
    over = threading.Event()
    thread = threading.Thread(target=_take_back, args=(over,), daemon=True)
    if MAPS.exists():
        thread.start()
    try:
        yield
    finally:
        over.set()
        if thread.ident is not None:
            thread.join()


def _take_back(over: threading.Event) -> None:
    with suppress(OSError, AttributeError):
        madvise = ctypes.CDLL(None).madvise
        madvise.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
        while not over.wait(PAUSE):
            for start, end in _mapped():
                madvise(start, end - start, PAGEOUT)


def _mapped() -> Iterator[tuple[int, int]]:
    """The addresses at which this process has such files mapped."""
    folders = tuple(f"{folder}{os.sep}" for folder in _folders())
    for line in os.fsdecode(MAPS.read_bytes()).splitlines():
        addresses, *_, file = line.split(maxsplit=5)
        if file.startswith(folders):
            start, end = addresses.split("-")
            yield int(start, 16), int(end, 16)


def _folders() -> Iterator[Path]:
    return Path(tempfile.gettempdir()).glob(NAMES.format(pid=os.getpid()))
