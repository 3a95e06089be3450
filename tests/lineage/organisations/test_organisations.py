"""The table of organisations: the project's own, a user's over it, and what is wrong with one."""

from pathlib import Path

import pytest

from lineage import settings
from lineage.errors import BadFile
from lineage.home import Home
from lineage.organisations import FILE, known_organisations, organisations_of

OWN = """
[[organisation]]
name = "Alibaba"
owners = ["Wan-AI"]
source = "by hand"

[[organisation]]
name = "Qwen"
owners = ["Qwen"]
part_of = "Alibaba"

[[organisation]]
name = "Old OpenAI"
owners = ["openai-community"]
"""

A = '[[organisation]]\nname = "A"\nowners = ["a"]\n'
PART = '[[organisation]]\nname = "{}"\npart_of = "{}"\n'
WRONG = {
    "no TOML": "[[organisation",
    "no table of organisations": "organisations = 1",
    "no key 'owner'": '[[organisation]]\nname = "A"\nowner = ["a"]',
    "a row without a name": '[[organisation]]\nowners = ["a"]',
    "with what is no text": '[[organisation]]\nname = "A"\nowners = [1]',
    "owner a stands twice": A.replace("A", "B") + A,
    "organisation A stands twice": A + A.replace('a"', 'b"'),
    "part of B, which is in no row": PART.format("A", "B"),
    "part of itself: A -> B -> A": "".join(PART.format(*ab) for ab in ("AB", "BA")),
}


def test_each_known_organisation_has_owners_and_says_where_that_is_from() -> None:
    rows = known_organisations().rows
    assert {"Qwen", "Meta", "Zhipu", "Mistral", "OpenAI", "DeepSeek", "Google", "NVIDIA", "Moonshot", "MiniMax"} <= {
        row.name for row in rows
    }
    assert all(row.owners and "https://" in row.source for row in rows)


def test_an_owner_in_no_row_is_its_own_organisation_and_never_one_of_the_table() -> None:
    known = known_organisations()
    assert [known.of(owner) for owner in ("facebook", "THUDM", "somebody", "Meta")] == [
        "Meta",
        "Zhipu",
        "somebody",
        "Meta (account)",
    ]
    assert known.owners("Zhipu") == ("zai-org", "THUDM")


def test_a_users_file_adds_and_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    assert organisations_of(home) == known_organisations()
    (tmp_path / FILE).write_text(OWN)
    table = organisations_of(home)
    assert [table.of(owner) for owner in ("Qwen", "Wan-AI", "openai", "openai-community", "facebook")] == [
        "Alibaba",
        "Alibaba",
        "OpenAI",
        "Old OpenAI",
        "Meta",
    ]
    assert table.owners("Alibaba") == ("Wan-AI", "Qwen")
    assert table.digest != known_organisations().digest
    monkeypatch.setenv(settings.ORGANISATIONS.variable, str(tmp_path / "none.toml"))
    with pytest.raises(BadFile, match=r"none\.toml"):
        organisations_of(home)


def test_a_row_of_a_users_file_may_be_part_of_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[[organisation]]\nname = "Wan"\nowners = ["Wan-AI"]\npart_of = "Qwen"\n')
    table = organisations_of(Home(tmp_path))
    assert (table.of("Wan-AI"), table.owners("Qwen")) == ("Qwen", ("Qwen", "Wan-AI"))


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, what: str) -> None:
    (tmp_path / FILE).write_text(WRONG[what])
    with pytest.raises(BadFile, match=what) as caught:
        organisations_of(Home(tmp_path))
    assert str(tmp_path) in caught.value.message
    assert caught.value.hint
