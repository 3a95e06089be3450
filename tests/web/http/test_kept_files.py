"""Answers that are sent from disk: each reader has its own place in them, and no more of them are kept than may be."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from lineage.errors import TooManyQueries
from tests.open_files import counted, open_files
from tests.waiting import until
from web.http.kept_files import AT_ONCE, FILES, KeptFiles

LEFT = """
from flask import Flask
from web.http.kept_files import KeptFiles
files = KeptFiles(most=1_000)
def broken():
    yield "a"
    raise ValueError
with Flask("t").test_request_context():
    files.response("kept", lambda: ["abc"])  # and nobody reads it
    try:
        files.response("broken", broken)
    except ValueError:
        print("failed")
"""
"""A process that ends while it has files: one kept, one of a reader, one that was not written to its end."""


def asked(files: KeptFiles, key: str, made: list[str]) -> bytes:
    """What the answer of a key is, which is ten times the key."""

    def chunks() -> Iterator[str]:
        made.append(key)
        yield from key * 10

    with Flask("t").test_request_context():
        response = files.response(key, chunks)
        assert response.headers["Content-Length"] == str(10)
        body = b"".join(response.response)  # type: ignore[arg-type]
        response.close()
        return body


def test_an_answer_is_written_once_and_the_oldest_make_room() -> None:
    files, made = KeptFiles(most=30), []
    assert [asked(files, key, made) for key in "aabcadb"] == [(key * 10).encode() for key in "aabcadb"]
    assert "".join(made) == "abcdb"


class SeenKey(str):
    """A key that knows which threads looked for it."""

    __slots__ = ("seen",)

    def __init__(self, _: str) -> None:
        self.seen: set[int] = set()

    def __hash__(self) -> int:
        self.seen.add(threading.get_ident())
        return super().__hash__()


READERS = 3 * AT_ONCE


def read_at_once(files: KeptFiles, key: SeenKey, chunks: Callable[[], Iterator[str]]) -> list[bytes | Exception]:
    """What READERS of one answer get, of whom the first has it made while all others look for it."""

    begun = threading.Barrier(READERS)

    def made() -> Iterator[str]:
        until(lambda: len(key.seen) == READERS)
        yield from chunks()

    def read(_: int) -> bytes | Exception:
        begun.wait()
        try:
            with Flask("t").test_request_context(), closing(files.response(key, made)) as response:
                return b"".join(response.response)  # type: ignore[arg-type]
        except (TooManyQueries, ZeroDivisionError) as error:
            return error

    with ThreadPoolExecutor(READERS) as threads:
        return list(threads.map(read, range(READERS)))


@counted
def test_readers_who_come_while_an_answer_is_written_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files, made = KeptFiles(most=30), []

    def chunks() -> Iterator[str]:
        made.append(True)
        yield "written"

    assert read_at_once(files, SeenKey("a"), chunks) == [b"written"] * READERS
    assert len(made) == 1 and len(open_files(tmp_path)) == 1


def test_whoever_waited_for_an_answer_that_failed_makes_it() -> None:
    left = [1, 0]

    def chunks() -> Iterator[str]:
        yield f"{1 / left.pop():.0f}"

    answers = read_at_once(KeptFiles(most=30), SeenKey("a"), chunks)
    assert sorted(map(repr, answers)) == ["ZeroDivisionError('division by zero')", *["b'1'"] * (READERS - 1)]


def test_a_reader_keeps_its_file_and_its_place_when_others_come_and_newer_answers_do() -> None:
    files = KeptFiles(most=0)
    with Flask("t").test_request_context():
        one, other = (files.response("a", lambda: ["abc"]) for _ in range(2))
        files.response("b", lambda: ["x"]).close()
        assert [next(iter(response.response)) for response in (one, other)] == [b"abc", b"abc"]
        one.close(), other.close()


@counted
def test_readers_leave_no_file_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files: KeptFiles = KeptFiles(most=30)
    asked(files, "a", [])
    assert len(open_files(tmp_path)) == 1
    for _ in range(5):
        asked(files, "a", [])
        with Flask("t").test_request_context():
            files.response("a", list)  # and nobody reads it
    assert len(open_files(tmp_path)) == 1


@counted
def test_however_small_answers_are_few_files_are_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files: KeptFiles = KeptFiles(most=1_000_000)
    for number in range(2 * FILES):
        asked(files, chr(0x20 + number), [])
    assert len(open_files(tmp_path)) == FILES


def test_more_than_two_are_not_written_at_once() -> None:
    files = KeptFiles(most=30)

    def nested(depth: int) -> Iterator[str]:
        yield "a"
        files.response(depth, lambda: nested(depth + 1))

    with Flask("t").test_request_context(), pytest.raises(TooManyQueries):
        files.response(0, lambda: nested(1))


def test_a_process_that_ends_leaves_no_file_to_be_closed_for_it() -> None:
    ended = subprocess.run([sys.executable, "-W", "always", "-c", LEFT], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("failed\n", "")
