"""An id taken apart."""

import pytest

from lineage.text import ids


@pytest.mark.parametrize(
    ("id", "owner", "name"),
    [
        ("Qwen/Qwen3-8B", "Qwen", "Qwen3-8B"),
        ("gpt2", None, "gpt2"),
        ("/x", None, "x"),
        ("a/b/c", "a", "b/c"),
        ("a/", "a", ""),
    ],
)
def test_an_id_has_an_owner_or_none_and_a_name(id: str, owner: str | None, name: str) -> None:
    assert (ids.owner(id), ids.name(id)) == (owner, name)
