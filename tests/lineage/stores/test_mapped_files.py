"""Pages of the engine's mapped files are taken back while it saves, and nothing of them is lost."""

import mmap
import os
import re
import tempfile
import time
from pathlib import Path

import pytest

from lineage.stores.embedded.mapped_files import MAPS, read_through

SIZE = 64 << 20


@pytest.mark.skipif(not MAPS.exists(), reason="Linux alone says what is mapped, and takes it back")
def test_pages_that_were_read_or_written_are_taken_back_and_keep_their_content() -> None:
    with tempfile.TemporaryDirectory(prefix=f"kglite_test_{os.getpid()}_") as folder:
        path = Path(folder) / "column"
        path.write_bytes(bytes(SIZE))
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as written:
            pages = range(0, SIZE, mmap.PAGESIZE)
            for place in pages:
                written[place] = place // mmap.PAGESIZE % 251
            assert resident(path) > SIZE // 2
            with read_through():
                deadline = time.monotonic() + 60
                while resident(path) > SIZE // 4:
                    assert time.monotonic() < deadline, "the kernel took nothing back"
                    time.sleep(0.05)
            assert all(written[place] == place // mmap.PAGESIZE % 251 for place in pages)


def test_a_block_that_fails_fails_as_it_would() -> None:
    with pytest.raises(ZeroDivisionError), read_through():
        raise ZeroDivisionError


def resident(path: Path) -> int:
    """Bytes of a mapped file that are in this process's memory."""
    lines = Path("/proc/self/smaps").read_text(errors="surrogateescape")
    found = re.search(rf"{re.escape(str(path))}\n(?:.*\n)*?Rss: +(\d+) kB", lines)
    assert found is not None
    return 1024 * int(found[1])
