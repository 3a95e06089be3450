"""A checksum is that of the bytes, in whatever pieces they come."""

import random

import pytest

from lineage.checksums import PIECE, Checksum, fingerprint


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
def test_bytes_looked_at_once_have_the_checksum_and_the_fingerprint_of_them(size: int) -> None:
    data = memoryview(random.Random(size).randbytes(size))
    once, twice = Checksum(), Checksum()
    for checksum in (once, twice):
        checksum.update(b"before")
    twice.update(data)
    assert once.update_with_fingerprint(data) == fingerprint(data)
    for checksum in (once, twice):
        checksum.update(b"behind")
    assert str(once) == str(twice)
