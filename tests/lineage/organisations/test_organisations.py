"""The table of organisations: the project's own, a user's over it, and what is wrong with one."""

from pathlib import Path

import pytest

from lineage import settings
from lineage.errors import BadFile
from lineage.home.home import Home
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
    "or with what is no text": '[[organisation]]\nname = "A"\nmodels = { B = 1 }',
    "name of models alpha stands twice": A + 'models = { Alpha = "x", alpha = "y" }',
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


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("Llama", [("Meta", "Llama")]),
        ("llama", [("Meta", "Llama")]),
        ("Llama 3.1", [("Meta", "Llama")]),
        ("gemma-3", [("Google", "Gemma")]),
        ("PHI4", [("Microsoft", "Phi")]),
        ("gpt-oss-20b", [("OpenAI", "gpt-oss")]),
        ("gpt-neo-125m", []),
        ("Llamas", []),
        ("my-llama", []),
        ("", []),
    ],
)
def test_what_people_call_models_leads_to_who_makes_them(text: str, makers: list[tuple[str, str]]) -> None:
    assert known_organisations().makers(text) == makers
    assert all("https://" in source for row in known_organisations().rows for _, source in row.models)


def test_what_a_users_file_calls_models_is_called_so_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[[organisation]]\nname = "Mine"\nowners = ["me"]\nmodels.LLAMA = "by hand"\n')
    table = organisations_of(Home(tmp_path))
    assert table.makers("llama") == [("Mine", "LLAMA")]
    assert table.makers("Gemma") == [("Google", "Gemma")]


def test_the_digest_is_of_what_tells_the_organisation_of_an_owner(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[[organisation]]\nname = "NVIDIA"\nowners = ["nvidia"]\n')
    before = organisations_of(Home(tmp_path)).digest
    (tmp_path / FILE).write_text('[[organisation]]\nname = "NVIDIA"\nowners = ["nvidia"]\nmodels.Canary = "x"\n')
    assert organisations_of(Home(tmp_path)).digest == before


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
