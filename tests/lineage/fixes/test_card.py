"""A card patched: what changes changes, everything else stays as it was written."""

import pytest
import yaml

from lineage.errors import BadFile
from lineage.fixes import CardPatch, difference, mended
from lineage.fixes.patch import PatchedKey, PatchLine

SPELT = PatchedKey("base_model", (PatchLine("Qwen/Qwen3-8B"),), (("qwen/qwen3-8b", "Qwen/Qwen3-8B"),))
TWO = PatchedKey(
    "base_model",
    (PatchLine("Qwen/Qwen3-8B"), PatchLine("Qwen/Qwen3-4B")),
    (("qwen/qwen3-8b", "Qwen/Qwen3-8B"),),
)
CHOICE = PatchedKey("base_model", (PatchLine(None, "CHOOSE: one"), PatchLine(None, "CHOOSE: two")))
LICENCE = PatchedKey("license", (PatchLine("mit"),))


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ("base_model: qwen/qwen3-8b # mine", [SPELT], "base_model: Qwen/Qwen3-8B # mine"),
        ("base_model: 'qwen/qwen3-8b'", [SPELT], "base_model: Qwen/Qwen3-8B"),
        ("base_model: [qwen/qwen3-8b] # a list", [SPELT], "base_model: [Qwen/Qwen3-8B] # a list"),
        (
            "base_model:\n  # the first\n  - qwen/qwen3-8b\n  - Qwen/Qwen3-4B # the second",
            [TWO],
            "base_model:\n  # the first\n  - Qwen/Qwen3-8B\n  - Qwen/Qwen3-4B # the second",
        ),
        (
            "base_model: 'Qwen/Qwen3-8B, Qwen/Qwen3-4B' # both",
            [TWO],
            "base_model:\n  - Qwen/Qwen3-8B\n  - Qwen/Qwen3-4B # both",
        ),
        ("base_model:\n- a/b\n- c/d\n# more", [CHOICE], "base_model:  # CHOOSE: one; CHOOSE: two\n# more"),
        ("base_model: {name: a/b}", [SPELT], "base_model: Qwen/Qwen3-8B"),
        ("base_model:", [SPELT], "base_model: Qwen/Qwen3-8B"),
        ("base_model: |\n  a\n  b", [SPELT], "base_model: Qwen/Qwen3-8B"),
        ("# mine\nbase_model: 7", [LICENCE, SPELT], "# mine\nbase_model: Qwen/Qwen3-8B\nlicense: mit"),
        ("", [LICENCE], "license: mit"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_what_is_patched_changes(before: str, keys: list[PatchedKey], after: str, end: str) -> None:
    """Order, comments, other keys, the text below, and how lines end."""
    card = f"---\nlanguage: [en] # one\n{before}\ntags:\n- x\n---\n# A model\n\n---\nbase_model: text\n---\n"
    wanted = card.replace(before, after.removesuffix("\nlicense: mit"), 1) if before else card
    if after.endswith("license: mit"):
        wanted = wanted.replace("tags:\n- x\n", "tags:\n- x\nlicense: mit\n")
    changed = mended(card.replace("\n", end), CardPatch(tuple(keys)))
    assert changed == wanted.replace("\n", end)
    assert yaml.safe_load(changed.split("---")[1])["language"] == ["en"]


def test_a_card_without_front_matter_gets_one() -> None:
    assert mended("# A model\n", CardPatch((LICENCE,))) == "---\nlicense: mit\n---\n\n# A model\n"
    assert mended("", CardPatch((LICENCE,))) == "---\nlicense: mit\n---\n"
    assert mended("---\n---\n# A model\n", CardPatch((LICENCE,))) == "---\nlicense: mit\n---\n# A model\n"


@pytest.mark.parametrize(
    "front_matter",
    ["{base_model: a/b}", "- a list", "base_model: [", "base_model: &it a/b\nother: *it", "? [a]\n: b\nbase_model: x"],
)
def test_what_cannot_change_alone_is_left_to_people(front_matter: str) -> None:
    card = f"---\n{front_matter}\n---\n"
    try:
        changed = mended(card, CardPatch((SPELT,)))
    except BadFile:
        return
    assert yaml.compose(changed.split("---")[1]) is not None


def test_values_are_yaml_and_notes_are_comments() -> None:
    key = PatchedKey("base_model", (PatchLine("no"), PatchLine("1/2 # x", "CHECK: it"), PatchLine(None, "CHOOSE: a")))
    assert yaml.safe_load(str(key)) == {"base_model": ["no", "1/2 # x"]}
    assert (CardPatch((key,)).choices, str(key).count("\n")) == (2, 3)


def test_the_difference_is_a_patch() -> None:
    assert (
        difference("a\nb\n", "a\nc\n", "README.md") == "--- a/README.md\n+++ b/README.md\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    )


@pytest.mark.parametrize(
    "lines",
    [
        (PatchLine(None, "CHOOSE: one"), PatchLine(None, "CHOOSE: two")),
        (PatchLine("a/b", "CHECK: it"),),
        (PatchLine("a/b", "CHECK: it"), PatchLine("c/d", "CHECK: that")),
        (PatchLine("a/b"), PatchLine(None, "CHOOSE: one"), PatchLine(None, "CHOOSE: two")),
    ],
)
@pytest.mark.parametrize("before", ["", "base_model: x/y # mine\n", "base_model:\n- x/y\n- z/y\n# more\n"])
def test_a_patched_card_that_is_patched_again_is_as_it_was(before: str, lines: tuple[PatchLine, ...]) -> None:
    """Its notes are written anew, not once more."""
    patch = CardPatch((PatchedKey("base_model", lines), LICENCE))
    once = mended(f"---\nlanguage: en\n{before}license: apache-2.0 # theirs\n---\n# A model\n", patch)
    assert mended(once, patch) == once
    assert once.count("CHECK: it") <= 1
