"""Big answers, written to disk once and sent from there: whoever reads one slowly keeps no thread and no memory."""

import os
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from io import FileIO
from tempfile import TemporaryFile
from threading import BoundedSemaphore, Lock
from typing import BinaryIO
from weakref import WeakValueDictionary

from flask import Response, request
from werkzeug.wsgi import wrap_file

from lineage.errors import TooManyQueries

AT_ONCE = 2
"""Answers written at the same time; two take what two processors have."""

FILES = 32
"""Answers kept at most, however small they are: each is an open file, of which a process may have 1,024 as a rule."""

SEEKING = Lock()
"""Readers of a file share its place on Windows."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class SharedFile:
    """One reader of a file that others read too, each from its own position: what WSGI calls a file.

    It is closed once nobody has it, too: an answer that failed on its way out is read by nobody.
    """

    file: FileIO
    size: int
    position: int = 0

    def __post_init__(self) -> None:
        weakref.finalize(self, self.file.close)

    def read(self, size: int = -1) -> bytes:
        data = _read_at(self.file.fileno(), self.size if size < 0 else size, self.position)
        self.position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self.position, os.SEEK_END: self.size}[whence]
        return self.position

    def tell(self) -> int:
        return self.position

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()


class KeptFiles:
    """The answers that were asked for last, in files without a name: FILES of them, and `most` bytes and one more.

    Safe to share between threads: who asks for what is being written waits for it. Files end with the process, and with
    their last reader once newer ones took their place.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[Hashable, BinaryIO] = OrderedDict()
        self._lock = Lock()
        self._turns: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()  # of keys that are being written
        self._writing = BoundedSemaphore(AT_ONCE)
        weakref.finalize(self, _close, self._files)

    def response(self, key: Hashable, chunks: Callable[[], Iterable[str | bytes]]) -> Response:
        """The answer of that key, written from `chunks` where it is not kept. Raises TooManyQueries."""
        shared = self._kept(key) or self._made(key, chunks)
        body = wrap_file(request.environ, shared, 65_536)  # type: ignore[arg-type]
        return Response(body, headers={"Content-Length": str(shared.size)}, direct_passthrough=True)

    def _made(self, key: Hashable, chunks: Callable[[], Iterable[str | bytes]]) -> SharedFile:
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        with turn:  # who waited for it finds the file kept
            return self._kept(key) or self._keep(key, self._written(chunks()))

    def _written(self, chunks: Iterable[str | bytes]) -> BinaryIO:
        if not self._writing.acquire(blocking=False):
            raise TooManyQueries(f"{AT_ONCE} tables are being written already", "ask again in some seconds")
        try:
            with ExitStack() as unless_written:
                file = unless_written.enter_context(TemporaryFile())
                file.writelines(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)
                file.flush()
                unless_written.pop_all()
            return file
        finally:
            self._writing.release()

    def _kept(self, key: Hashable) -> SharedFile | None:
        with self._lock:
            if key not in self._files:
                return None
            self._files.move_to_end(key)
            return _reader(self._files[key])

    def _keep(self, key: Hashable, file: BinaryIO) -> SharedFile:
        with self._lock:
            reader = _reader(file)
            self._files[key] = file
            while self._too_many():
                self._files.popitem(last=False)[1].close()
            return reader

    def _too_many(self) -> bool:
        count = len(self._files)
        return count > FILES or (count > 1 and sum(map(_size, self._files.values())) > self._most)


def _close(files: Mapping[Hashable, BinaryIO]) -> None:
    for file in files.values():
        file.close()


def _read_at(number: int, size: int, position: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(number, size, position)
    with SEEKING:
        os.lseek(number, position, os.SEEK_SET)
        return os.read(number, size)


def _reader(file: BinaryIO) -> SharedFile:
    return SharedFile(FileIO(os.dup(file.fileno()), "rb"), _size(file))


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size
