"""A file that is written whole takes the place of nothing but a regular file, also behind a link."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lineage.errors import BadInput
from lineage.output_path import replaceable


@pytest.mark.parametrize("made", [os.mkfifo, os.mkdir])
def test_a_pipe_or_a_folder_is_no_place_for_a_file(tmp_path: Path, made: Callable[[Path], None]) -> None:
    made(tmp_path / "there")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for name in ("there", "link"):
        with pytest.raises(BadInput, match=f"{name} is no regular file"):
            replaceable(tmp_path / name)


def test_a_link_leads_to_the_file_that_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "file"
    (tmp_path / "link").symlink_to(file)
    assert replaceable(tmp_path / "link") == replaceable(file) == file
    file.write_text("before")
    assert replaceable(tmp_path / "link") == file
