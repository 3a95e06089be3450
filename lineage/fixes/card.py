"""A model card with its front matter patched: every key that does not change, its order and its comments stay.

Of a list that is written anew the comments on lines of their own stay, and those behind values that it has still. What
is noted within brackets, or in a key that is written once more below, goes with it.
"""

import codecs
import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from lineage.errors import BadFile
from lineage.fixes.patch import CHECK, CHOOSE, SEVERAL, CardPatch, PatchedKey, PatchLine, scalar

_END = r"(?:\r\n|\r|\n)"
_FENCED = re.compile(rf"\A(\ufeff?\s*---({_END}))([\S\s]*?{_END})---[ \t]*(?:\r\n|\n|\Z)")
"""`huggingface_hub.repocard.REGEX_YAML_BLOCK`: its first line, that line's end, and what stands below it; an empty
first block is the beginning of the next."""
_FENCED_LOOSELY = re.compile(r"\A(\ufeff?\s*---[ \t]*(\r?\n))(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_BEGUN = re.compile(
    rf"\A\ufeff?\s*---[ \t]*(?P<comment>#[^\r\n]*)?{_END}\s*(?:#[^\r\n]*{_END}\s*)*[A-Za-z_][\w-]*[ \t]*:"
)
"""A fence with a key below it."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_DOCUMENT_END = re.compile(r"(?:\A|(?<=[\r\n]))\.\.\.[ \t]*(?:#[^\r\n]*)?\s*\Z")
_NOTE = rf"# (?:{CHOOSE}|{CHECK}): [^\r\n]*?(?=[ \t]+# |[\r\n]|\Z)"
_EARLIER_NOTES = re.compile(rf"(?:\s*{_NOTE})*")
"""What an earlier patch noted behind a value, and below the last one of a list, up to a comment of the author's."""
_NOTED_BEHIND = re.compile(rf"(?:[ \t]*{_NOTE})*")
_BY_HAND = "put the block in by hand"

_Edit = tuple[int, int, str]
"""Start and end of a part of the text, and what takes its place."""


def card_text(written: bytes) -> str:
    """A card as text, bytes that are no UTF-8 as `surrogateescape` has them. Raises BadFile for UTF-16."""
    if written.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in written[:4]:
        raise BadFile("the card is no UTF-8, in which the Hub reads cards", "save it as UTF-8")
    return written.decode("utf-8", "surrogateescape")


def mended(card: str, patch: CardPatch) -> str:
    """The card with the patch applied. Raises BadFile for a front matter that cannot be changed so."""
    fenced = _FENCED.match(card) or _FENCED_LOOSELY.match(card)
    if fenced is None:
        _refuse_begun(card)
        mark, text = card[: card.startswith("\ufeff")], card.removeprefix("\ufeff")
        end = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
        block = f"---\n{patch.block}---\n{'' if not text.strip() else chr(10)}".replace("\n", end)
        return f"{mark}{block}{text if text.strip() else ''}"
    return card[: fenced.start(3)] + _patched(fenced[3], patch, fenced[2]) + card[fenced.end(3) :]


def difference(card: str, changed: str, name: str) -> str:
    """What changes in a card, as a patch file for `patch` and `git apply`, whose lines end at a line feed alone."""
    before, after = (_LINE.findall(text) for text in (card, changed))
    tab = "\t" if " " in name else ""
    lines = difflib.unified_diff(before, after, f"a/{name}{tab}", f"b/{name}{tab}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _refuse_begun(card: str) -> None:
    """Raises BadFile for a card that begins as a front matter does and has none that the Hub reads."""
    begun = _BEGUN.match(card)
    if begun is None:
        return
    if begun["comment"] is not None:
        raise BadFile("the first line of the card is more than ---", "put its comment on the next line")
    if re.search(r"\r---[ \t]*(?:\r|\Z)", card):
        raise BadFile("the card's lines end in carriage returns, which the Hub does not read", "save it with \\n")
    raise BadFile("the front matter is never closed", "add --- on a line below it")


def _patched(front_matter: str, patch: CardPatch, end: str) -> str:
    """The front matter with the keys of the patch set; new ones stand below the others."""
    root = _mapping(front_matter)
    patch = CardPatch(tuple(_with_own_licences(key, root) for key in patch.keys))
    edits: list[_Edit] = []
    new: list[PatchedKey] = []
    for key in patch.keys:
        written = [(name, value) for name, value in root.value if name.value == key.name] if root else []
        for pair in written:
            _refuse_aliases(*pair)
        edits += [_dropped(front_matter, *pair) for pair in written[:-1]]
        if not written:
            new.append(key)
        elif len(written) == 1 and _is_respelt(key, written[-1][1]):
            edits += _respelt(front_matter, key, written[-1][1])
        else:
            edits.append(_set(front_matter, key, *written[-1], end))
    text = front_matter
    for start, stop, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[stop:]
    text = _with_new(text, new, root.start_mark.column if root else 0, end)
    _check(front_matter, text, patch)
    return text


def _with_own_licences(key: PatchedKey, root: yaml.MappingNode | None) -> PatchedKey:
    """A licence that only gets a note, as the card has it: one text with a comma, or a list."""
    if key.name != "license" or root is None:
        return key
    own = next(([leaf.value for leaf in _leaves(value)] for name, value in root.value if name.value == key.name), [])
    if not own or SEVERAL.join(own) != SEVERAL.join(line.value or "" for line in key.lines):
        return key
    return replace(key, lines=(PatchLine(own[0], key.lines[0].note), *map(PatchLine, own[1:])))


def _with_new(text: str, keys: list[PatchedKey], column: int, end: str) -> str:
    """The text with more keys below, in the column of the others, and above a mark of its end."""
    closing = _DOCUMENT_END.search(text)
    above, below = (text[: closing.start()], text[closing.start() :]) if closing else (text, "")
    above += end if keys and above and not above.endswith(("\n", "\r")) else ""
    return above + "".join(_indented(str(key), column, end, first=True) + end for key in keys) + below


def _is_respelt(key: PatchedKey, value: yaml.Node) -> bool:
    spelt = dict(key.spelt)
    return all(line.note == "" for line in key.lines) and any(leaf.value in spelt for leaf in _leaves(value))


def _respelt(text: str, key: PatchedKey, value: yaml.Node) -> list[_Edit]:
    """A value in which only spellings change."""
    spelt = dict(key.spelt)
    return [
        (leaf.start_mark.index, _value_end(text, leaf), scalar(spelt[leaf.value]))
        for leaf in _leaves(value)
        if leaf.value in spelt
    ]


def _dropped(text: str, name: yaml.Node, value: yaml.Node) -> _Edit:
    """A key that stands once more below, with its lines."""
    start = name.start_mark.index - name.start_mark.column
    if text[start : name.start_mark.index].strip():
        raise BadFile(f"the card has {name.value} twice", "leave one of them")
    return start, _line_end(text, _value_end(text, value), with_break=True), ""


def _set(text: str, key: PatchedKey, name: yaml.Node, value: yaml.Node, end: str) -> _Edit:
    """Another value of a key that the text has.

    What stands behind the value on its last line stays, but for the notes of an earlier patch.
    """
    if isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
        items = [item for item in value.value if isinstance(item, yaml.ScalarNode)]
        if len(items) == len(value.value):
            return _list_anew(text, key, name, items, end)
    stop = _value_end(text, value)
    noted = _EARLIER_NOTES.match(text, stop)
    lines = _indented(str(key), name.start_mark.column, end)
    return name.start_mark.index, noted.end() if noted else stop, lines


def _list_anew(text: str, key: PatchedKey, name: yaml.Node, items: list[yaml.ScalarNode], end: str) -> _Edit:
    """Another value of a key that has a list with a line an item: comments stay with the items above or before which
    they stand; those above an item that goes stand above the next that stays, or below them all."""
    behind: dict[str | None, str] = {}
    above: dict[str | None, list[str]] = {}
    waiting: list[str] = []
    values = [line.value for line in key.lines]
    spelt = dict(key.spelt)
    before: str | None = None
    stop = name.end_mark.index + text[name.end_mark.index :].index(":") + 1
    for item in items:
        behind_last, *own = re.split(_END, text[stop : item.start_mark.index])
        behind[before] = _comment(behind_last)
        waiting += [line for line in own if _comment(line)]
        before = spelt.get(item.value, item.value)
        if before in values:
            above[before], waiting = [*above.get(before, []), *waiting], []
        stop = len(text[: item.end_mark.index].rstrip())
    last = _line_end(text, stop)
    behind[before] = _comment(text[stop:last])
    first, *rest = str(key).split("\n")
    if rest:
        rows = [first + behind[None]]
        for line, row in zip(key.lines, rest, strict=True):
            rows += [*above.pop(line.value, []), _indented(row, name.start_mark.column, end, first=True)]
            rows[-1] += behind.pop(line.value, "") if line.value is not None else ""
    else:
        rows = [first + (behind.get(values[0], "") if values and values[0] is not None else "")]
    rows += [comment for comments in above.values() for comment in comments] + waiting
    noted = _EARLIER_NOTES.match(text, last)
    return name.start_mark.index, noted.end() if noted else last, end.join(rows)


def _comment(text: str) -> str:
    """The author's comment in what stands behind a value, or on a line of its own, with the blanks before it; nothing
    for what is none, or the note of an earlier patch."""
    noted = _NOTED_BEHIND.match(text)
    comment = text[noted.end() :] if noted else text
    return comment.rstrip() if comment.lstrip().startswith("#") else ""


def _indented(lines: str, column: int, end: str, *, first: bool = False) -> str:
    """Lines as they stand in a column, but for the first unless that is to be moved too."""
    return (" " * column if first else "") + lines.replace("\n", end + " " * column)


def _value_end(text: str, value: yaml.Node) -> int:
    """Where a value ends on its last line."""
    leaves = list(_leaves(value))
    is_block = isinstance(value, yaml.CollectionNode) and not value.flow_style and leaves
    return len(text[: leaves[-1].end_mark.index if is_block else value.end_mark.index].rstrip())


def _line_end(text: str, at: int, *, with_break: bool = False) -> int:
    """Where the line ends that has a place in it."""
    found = re.compile(rf"[^\r\n]*({_END}?)").match(text, at)
    assert found is not None  # noqa: S101 - it matches nothing too
    return found.end() if with_break else found.start(1)


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


def _refuse_aliases(name: yaml.Node, value: yaml.Node) -> None:
    """Raises BadFile for a value that is an alias or has one: it is written elsewhere, or twice."""
    waiting, seen = [value], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or node.start_mark.index < name.end_mark.index:
            raise BadFile(f"the card's {name.value} is written with an alias (*)", _BY_HAND)
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]


def _mapping(text: str) -> yaml.MappingNode | None:
    """The front matter as a mapping in block style; None where it is empty. Raises BadFile for anything else."""
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadFile("the card's front matter is no YAML", _BY_HAND) from error
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return None
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise BadFile("the card's front matter is no mapping of keys, each on a line", _BY_HAND)
    return root


def _check(before: str, after: str, patch: CardPatch) -> None:
    """Raises BadFile where the patch changed another key, set one otherwise than it says, or is no YAML."""
    names = {key.name for key in patch.keys}
    try:
        is_so = _others(before, names) == _others(after, names)
        is_so = is_so and all(_is_set(key, before, after) for key in patch.keys)
    except BadFile:
        is_so = False
    if not is_so:
        raise BadFile("the card's front matter is written so that a key cannot change alone", _BY_HAND)


def _is_set(key: PatchedKey, before: str, after: str) -> bool:
    """Whether the text has a key once, with the values of the patch, or with its own and their spellings changed."""
    spelt = dict(key.spelt)
    own = [[spelt.get(text, text) for text in texts] for texts in _texts(before, key.name)]
    return _texts(after, key.name) in ([own[-1:], _texts(str(key), key.name)] if own else [_texts(str(key), key.name)])


def _texts(text: str, name: str) -> list[list[str]]:
    """The texts of a key's values, each time that it is written."""
    root = _mapping(text)
    pairs = root.value if root else []
    return [[leaf.value for leaf in _leaves(value)] for key, value in pairs if key.value == name]


def _others(text: str, patched: set[str]) -> Any:
    """The values of the keys that are not patched, as written."""
    root = _mapping(text)
    pairs = root.value if root else []
    try:
        return [(key.value, yaml.serialize(value)) for key, value in pairs if key.value not in patched]
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        raise BadFile("the card's front matter cannot be read", _BY_HAND) from error
