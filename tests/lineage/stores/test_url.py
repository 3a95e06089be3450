"""A store is named by a URL; a typo is one clear line, and a password never comes back."""

from pathlib import Path

import pytest

from lineage.errors import BadStoreURL, NotLoadedError, StoreError
from lineage.stores import open_reader, open_writer


@pytest.mark.parametrize(
    "url", ["", "embeded:", "neo4j", "neo4j://", "http://localhost", "sqlite:///x", "neo4j://h:port", "/a/path"]
)
def test_a_typo_is_a_bad_url_that_lists_the_good_ones(url: str, tmp_path: Path) -> None:
    for opening in (open_reader, open_writer):
        with pytest.raises(BadStoreURL) as caught:
            opening(url, tmp_path)
        assert "embedded:DIR" in caught.value.hint


def test_a_password_in_a_url_is_not_printed(tmp_path: Path) -> None:
    with pytest.raises(BadStoreURL) as caught:
        open_reader("neo5j://me:secret@host", tmp_path)
    assert "secret" not in str(caught.value)


def test_an_embedded_store_that_was_never_loaded_says_so(tmp_path: Path) -> None:
    for url in ("embedded:", f"embedded:{tmp_path}/x", f"embedded://{tmp_path}/x"):
        with pytest.raises(NotLoadedError, match="nothing was loaded"):
            open_reader(url, tmp_path / "none")


def test_a_server_that_is_not_there_is_a_store_error_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_reader("bolt://me:secret@127.0.0.1:9", tmp_path)
    assert "secret" not in str(caught.value)
    assert "127.0.0.1:9" in str(caught.value)
