"""A checksum is that of the bytes, whatever their pieces; known by one of a file's names, it is by all of them."""

import os
import random
from pathlib import Path

import pytest

from lineage.files.checksums import PIECE, Checksum, KnownChecksums, fingerprint, written
from lineage.home.home import link


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


def test_a_file_is_known_by_its_further_names_until_it_is_another(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("as it was")
    link(tmp_path / "one", tmp_path / "two")
    known = KnownChecksums(tmp_path, {"one": "its checksum"})
    assert known.of(tmp_path / "two") == "its checksum"
    (tmp_path / "two").unlink()
    (tmp_path / "two").write_text("as it was")
    assert known.of(tmp_path / "two") == written(tmp_path / "one"), "another file of the same bytes is read"
    os.utime(tmp_path / "one", (1, 1))
    assert known.of(tmp_path / "one") == written(tmp_path / "two"), "whoever wrote it may have written anything"
    assert KnownChecksums().of(tmp_path / "one") == written(tmp_path / "one")
    with pytest.raises(FileNotFoundError):
        known.of(tmp_path / "three")
