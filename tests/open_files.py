"""Which files this process has open, for tests of what must not stay open."""

from pathlib import Path

import pytest

FDS = Path("/proc/self/fd")
counted = pytest.mark.skipif(not FDS.exists(), reason="no /proc to count files in")


def open_files(folder: Path) -> list[str]:
    """The open files in a folder, those that are unlinked too: what other threads open elsewhere does not count."""
    found = []
    for opened in FDS.iterdir():
        try:
            path = opened.readlink()
        except FileNotFoundError:  # closed meanwhile, as what listed this folder
            continue
        if path.is_relative_to(folder):
            found.append(str(path))
    return sorted(found)
