"""A card patched: what changes changes, everything else stays as it was written."""

import shutil
import subprocess
from pathlib import Path

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
        ("base_model: >-\n  qwen/qwen3-8b\n", [SPELT], "base_model: Qwen/Qwen3-8B\n"),
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


@pytest.mark.parametrize(
    "card",
    [
        "# A model",
        "---\nlicense: apache-2.0\n---",
        "---\nlicense: apache-2.0\n---\nno line feed at the end",
        "---\r\nlicense: apache-2.0\r\n---\r\n# A model\r\n",
        "---\nlicense: apache-2.0\n---\nform\x0cfeed\x0b, \x1c, \u2028 and \x85 in a line\rand a return\n",
        "",
    ],
)
@pytest.mark.parametrize("name", ["README.md", "two words.md"])
def test_what_is_written_as_a_patch_can_be_applied(card: str, name: str, tmp_path: Path) -> None:
    changed = mended(card, CardPatch((LICENCE,)))
    for command in (["git", "apply"], ["patch", "-p1", "--binary", "-i"]):
        if shutil.which(command[0]) is None:
            continue
        (tmp_path / name).write_bytes(card.encode())
        (tmp_path / "a.patch").write_bytes(difference(card, changed, name).encode())
        subprocess.run([*command, "a.patch"], cwd=tmp_path, check=True)
        assert (tmp_path / name).read_bytes() == changed.encode()


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ("datasets_from: &up a/m2\nlicense: mit\nbase_model: *up", "alias"),
        ("datasets_from: &up a/m2\nbase_model: [x/y, *up]", "alias"),
        ("base_model: [&up qwen/qwen3-8b, *up]", "alias"),
        ("base_model: &up [*up]", "alias"),
        ("base_model: &up qwen/qwen3-8b\nother: *up", "cannot change alone"),
        ("base_model: a/b\n? base_model\n: c/d", "cannot change alone"),
    ],
)
def test_a_value_that_is_written_elsewhere_is_left_to_people(front_matter: str, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        mended(f"---\n{front_matter}\n---\n", CardPatch((SPELT,)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("base_model: x/y\ntags: [a]\nbase_model: z/y # mine", "tags: [a]\nbase_model: Qwen/Qwen3-8B # mine"),
        ("base_model:\n- x/y # one\n- z/y\n# more\nbase_model: qwen/qwen3-8b", "# more\nbase_model: Qwen/Qwen3-8B"),
    ],
)
def test_a_key_that_is_there_twice_stands_once(before: str, after: str) -> None:
    assert mended(f"---\n{before}\n---\n", CardPatch((SPELT,))) == f"---\n{after}\n---\n"


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("---\nlicense: apache-2.0\n\n# A model\n", "never closed"),
        ("---\n# mine\n\nlicense: apache-2.0", "never closed"),
        ("---  # mine\nlicense: apache-2.0\n---\n", "more than ---"),
        ("---\rlicense: apache-2.0\r---\r# A model\r", "carriage returns"),
    ],
)
def test_a_front_matter_that_the_hub_does_not_read_gets_no_other_on_top(card: str, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        mended(card, CardPatch((LICENCE,)))


def test_a_rule_above_a_text_is_no_front_matter() -> None:
    assert mended("---\n\n# A model\n", CardPatch((LICENCE,))) == "---\nlicense: mit\n---\n\n---\n\n# A model\n"
    assert mended("\ufeff# A\r\n", CardPatch((LICENCE,))) == "\ufeff---\r\nlicense: mit\r\n---\r\n\r\n# A\r\n"


def test_an_empty_first_block_is_the_beginning_of_the_next() -> None:
    card = "---\n---\nlicense: apache-2.0\n---\n# A model\n"
    assert mended(card, CardPatch((LICENCE,))) == card.replace("apache-2.0", "mit")


@pytest.mark.parametrize(
    "card",
    [
        "---\nlanguage: en\r\nlicense: apache-2.0\r\ntags:\r- x\n---\n# A\r\nmodel\n",
        '---\r\ntitle: "one\rtwo: 2"\nlicense: apache-2.0\r\n---\n',
    ],
)
def test_lines_that_are_not_patched_keep_their_ends(card: str) -> None:
    assert mended(card, CardPatch((LICENCE,))) == card.replace("apache-2.0", "mit")


def test_new_keys_stand_in_the_column_of_the_others_and_above_the_end_of_the_document() -> None:
    patch = CardPatch((LICENCE, TWO))
    lines = "base_model:\n    - Qwen/Qwen3-8B\n    - Qwen/Qwen3-4B"
    indented = mended("---\n  language: en\n  license: x\n---\n", patch)
    assert indented == f"---\n  language: en\n  license: mit\n  {lines}\n---\n"
    assert yaml.safe_load(indented.split("---")[1])["base_model"] == ["Qwen/Qwen3-8B", "Qwen/Qwen3-4B"]
    assert mended("---\nlanguage: en\n...\n---\n", CardPatch((LICENCE,))) == (
        "---\nlanguage: en\nlicense: mit\n...\n---\n"
    )


def test_a_note_stands_once_though_a_comment_follows_it() -> None:
    once = mended("---\nbase_model: [x/y, # in\n  z/y]  # after\n---\n", CardPatch((CHOICE,)))
    assert once == "---\nbase_model:  # CHOOSE: one; CHOOSE: two  # after\n---\n"
    assert mended(once, CardPatch((CHOICE,))) == once


def test_a_folded_text_at_the_end_is_spelt_otherwise_above_the_fence() -> None:
    card = "---\nbase_model: >-\n  qwen/qwen3-8b\n---\n"
    assert mended(card, CardPatch((SPELT,))) == "---\nbase_model: Qwen/Qwen3-8B\n---\n"


@pytest.mark.parametrize(
    ("license", "before", "after"),
    [
        ("weird licence, v2", " weird licence, v2 # mine", " weird licence, v2  # CHECK: it # mine"),
        ("mit, apache-2.0", " 'mit, apache-2.0'", " mit, apache-2.0  # CHECK: it"),
        ("mit, apache-2.0", " [mit, apache-2.0]", "\n  - mit  # CHECK: it\n  - apache-2.0"),
        ("my licence, v2, mit", "\n- my licence, v2 # 1\n- mit", "\n  - my licence, v2  # CHECK: it # 1\n  - mit"),
    ],
)
def test_a_licence_that_is_only_noted_is_one_text_or_a_list_as_before(license: str, before: str, after: str) -> None:
    first, *others = license.split(", ")
    key = PatchedKey("license", (PatchLine(first, "CHECK: it"), *map(PatchLine, others)))
    assert mended(f"---\nlicense:{before}\n---\n", CardPatch((key,))) == f"---\nlicense:{after}\n---\n"


NOTED = PatchedKey("base_model", (PatchLine("q/4B", "CHECK: it"), PatchLine("q/8B"), PatchLine("c/d")))
LIST = "base_model: # ours\n  # the first\n  - a/b # one\n  # the second\n  - q/8B # two\n  - x/y\n  # the last"


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        (
            NOTED,
            "base_model: # ours\n  - q/4B  # CHECK: it\n  # the first\n  # the second\n  - q/8B # two\n"
            "  - c/d\n  # the last",
        ),
        (
            PatchedKey("base_model", (PatchLine("q/8B", "CHECK: it"),)),
            "base_model: q/8B  # CHECK: it # two\n  # the first\n  # the second\n  # the last",
        ),
        (CHOICE, "base_model:  # CHOOSE: one; CHOOSE: two\n  # the first\n  # the second\n  # the last"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_comments_in_a_list_stay_with_what_they_were_written_for(keys: PatchedKey, after: str, end: str) -> None:
    card = f"---\n{LIST}\nlanguage: en\n---\n".replace("\n", end)
    once = mended(card, CardPatch((keys,)))
    assert once == card.replace(LIST.replace("\n", end), after.replace("\n", end))
    assert mended(once, CardPatch((keys,))) == once
