"""A file that is written whole takes the place of nothing but a regular file, also behind a link."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lineage.errors import BadInput
from lineage.files.output_path import replaceable


@pytest.mark.parametrize(("made", "what"), [(os.mkfifo, "is no regular file"), (os.mkdir, "names a folder")])
def test_a_pipe_or_a_folder_is_no_place_for_a_file(tmp_path: Path, made: Callable[[Path], None], what: str) -> None:
    made(tmp_path / "there")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for name in ("there", "link"):
        with pytest.raises(BadInput, match=f"{name} {what}"):
            replaceable(tmp_path / name)


def test_what_is_named_as_a_folder_is_none_that_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="new/ names a folder") as refused:
        replaceable(f"{tmp_path}/new/")
    assert refused.value.hint == "name a file in it"


def test_a_link_leads_to_the_file_that_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "file"
    (tmp_path / "link").symlink_to(file)
    assert replaceable(tmp_path / "link") == replaceable(file) == file
    file.write_text("before")
    assert replaceable(tmp_path / "link") == file
