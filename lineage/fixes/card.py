"""A model card with its front matter patched: every key that does not change, its order and its comments stay."""

import difflib
import re
from collections.abc import Iterator
from typing import Any

import yaml

from lineage.errors import BadFile
from lineage.fixes.patch import CHECK, CHOOSE, CardPatch, PatchedKey, scalar

_FENCED = re.compile(r"\A(\ufeff?\s*---[ \t]*(\r\n|\r|\n))([\S\s]*?)(?:^---[ \t]*(?:\r\n|\n|\r|$))", re.MULTILINE)
"""A front matter as the Hub reads it: its first line, that line's end, and what stands below it."""
_EARLIER_NOTES = re.compile(rf"(?:\s*# (?:{CHOOSE}|{CHECK}): .*?(?= # |$))*", re.MULTILINE)
"""What an earlier patch noted behind a value, and below the last one of a list, up to a comment of the author's."""


def mended(card: str, patch: CardPatch) -> str:
    """The card with the patch applied. Raises BadFile for a front matter that cannot be changed so."""
    fenced = _FENCED.match(card)
    if fenced is None:
        return f"---\n{patch.block}---\n\n{card}" if card.strip() else f"---\n{patch.block}---\n"
    before = fenced[3].replace("\r\n", "\n").replace("\r", "\n")
    after = _patched(before, patch)
    changed = after.replace("\n", fenced[2])
    return card[: fenced.start(3)] + changed + card[fenced.end(3) :]


def difference(card: str, changed: str, name: str) -> str:
    """What changes in a card, as a patch file for `patch` and `git apply`."""
    before, after = (text.splitlines(keepends=True) for text in (card, changed))
    return "".join(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"))


def _patched(front_matter: str, patch: CardPatch) -> str:
    """The front matter with the keys of the patch set, from its end to its beginning, so that places stay true."""
    root = _mapping(front_matter)
    places = {key.value: (key, value) for key, value in root.value if isinstance(key.value, str)} if root else {}
    text = front_matter
    known = [key for key in patch.keys if key.name in places]
    for key in sorted(known, key=lambda one: -places[one.name][0].start_mark.index):
        text = _set(text, key, *places[key.name])
    new = "".join(f"{key}\n" for key in patch.keys if key.name not in places)
    text = f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{new}"
    _check(front_matter, text, {key.name for key in patch.keys})
    return text


def _set(text: str, key: PatchedKey, name: yaml.Node, value: yaml.Node) -> str:
    """The text with another value of a key that it has.

    What stands behind the value on its last line stays, but for the notes of an earlier patch.
    """
    leaves = list(_leaves(value))
    spelt = dict(key.spelt)
    if all(line.note == "" for line in key.lines) and any(leaf.value in spelt for leaf in leaves):
        for leaf in reversed(leaves):
            if leaf.value in spelt:
                text = text[: leaf.start_mark.index] + scalar(spelt[leaf.value]) + text[leaf.end_mark.index :]
        return text
    is_block = isinstance(value, yaml.CollectionNode) and not value.flow_style and leaves
    end = leaves[-1].end_mark.index if is_block else value.end_mark.index
    lines = str(key).replace("\n", "\n" + " " * name.start_mark.column)
    end = len(text[:end].rstrip())
    noted = _EARLIER_NOTES.match(text, end)
    return text[: name.start_mark.index] + lines + text[noted.end() if noted else end :]


def _leaves(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The scalars of a value in the order in which they stand."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _leaves(one)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for one in pair:
                yield from _leaves(one)


def _mapping(text: str) -> yaml.MappingNode | None:
    """The front matter as a mapping in block style; None where it is empty. Raises BadFile for anything else."""
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadFile("the card's front matter is no YAML", "put the block in by hand") from error
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return None
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise BadFile("the card's front matter is no mapping of keys, each on a line", "put the block in by hand")
    return root


def _check(before: str, after: str, patched: set[str]) -> None:
    """Raises BadFile where the patch changed another key, or is no YAML."""
    if _others(before, patched) != _others(after, patched):
        raise BadFile(
            "the card's front matter is written so that a key cannot change alone", "put the block in by hand"
        )


def _others(text: str, patched: set[str]) -> Any:
    """The values of the keys that are not patched, as written."""
    root = _mapping(text)
    pairs = root.value if root else []
    try:
        return [(key.value, yaml.serialize(value)) for key, value in pairs if key.value not in patched]
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        raise BadFile("the card's front matter cannot be read", "put the block in by hand") from error
