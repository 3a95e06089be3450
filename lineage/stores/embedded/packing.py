"""Lists of texts as one text, which is how the embedded engine is given them, and statements that read them.

The engine keeps a list on its heap, 60 bytes an item, and a text where it lies in the file: with 10 tags a model the
whole Hub is 3 GB less to hold, and half the time to open. A packed list is its items with a separator before each and
one at the end. A statement is rewritten where it reads a list, so that it sees a list again; and whatever leaves the
engine packed is unpacked.
"""

from collections.abc import Iterable, Iterator, Sequence

from lineage.cypher.lexer import Token, brackets, plain, tokens
from lineage.cypher.parser import parse
from lineage.cypher.rewrite import Edit, edited
from lineage.cypher.tree import (
    Call,
    Constant,
    Entry,
    Expression,
    Index,
    Loop,
    MapLiteral,
    Node,
    NodePattern,
    Parameter,
    PropertyAccess,
    RelationshipPattern,
    Unwind,
    Variable,
    walk,
)
from lineage.errors import BadStatement
from lineage.schema import EDGES, NODES
from lineage.stores.embedded.statements import PACKED, UNPACKED, UNPACKED_ONCE

LISTS = frozenset(p.name for kind in (*NODES, *EDGES) for p in kind.properties if p.type == "strings")


def reading_lists(statement: str) -> str:
    """The statement with a list in the place of every packed one that it reads; as it is where it reads none.

    Rewritten are `x.tags`, `x[key]` of a key that may be one of a list, and a list in a pattern. What is no statement
    of ours stays as it is: the engine says what is wrong with it.
    """
    if "[" not in statement and not any(name in statement for name in LISTS):
        return statement
    try:
        found, source = tokens(plain(statement))
        nodes = tuple(walk(parse(found, source)))
        edits = list(_edits(nodes, _Places(found, source)))
    except BadStatement:
        return statement
    return edited(source, nodes, edits) if edits else statement


class _Places:
    """Where values of a statement begin and end, told by its brackets."""

    def __init__(self, found: Sequence[Token], source: str) -> None:
        self.source = source
        self._found = found
        self._closes = brackets(found, source)
        self._opens = {close: opened for opened, close in self._closes.items()}
        self._at = {token.at: i for i, token in enumerate(found)}

    def start(self, node: Expression, end: int) -> int:
        """Where a value that is followed by what ends at `end` begins: before the brackets that it may stand in."""
        first = self._at[node.at]
        for i in range(first, self._before(end) + 1):
            first = min(first, self._opens.get(i, first))
        return self._found[first].at

    def closing(self, index: Expression) -> int:
        """The end of the brackets `[index]`."""
        i = self._at[index.at]
        while self._found[i].symbol != "[" or self._closes[i] < self._at[index.at]:
            i -= 1
        return self._found[self._closes[i]].at + 1

    def value(self, entry: Entry) -> tuple[int, int]:
        """Where the value of an entry of a map begins and ends."""
        i = first = self._at[entry.at] + 2  # behind the key and its colon
        while self._found[i].symbol not in (",", "}"):
            i = self._closes.get(i, i) + 1
        last = self._found[i - 1]
        return self._found[first].at, last.at + len(last.written)

    def _before(self, end: int) -> int:
        return max(i for at, i in self._at.items() if at < end)


def _edits(nodes: Sequence[Node], places: _Places) -> Iterator[Edit]:
    names = _names_of_keys(nodes)
    for node in nodes:
        if isinstance(node, PropertyAccess) and node.key.text in LISTS:
            yield from _unpacked(node.of, node.at, node.key.at + len(node.key.written), places)
        elif isinstance(node, Index) and _may_be_a_key(node.index, names):
            end = places.closing(node.index)
            yield from _once(places.start(node.of, end), end)
        elif isinstance(node, NodePattern | RelationshipPattern) and isinstance(node.properties, MapLiteral):
            for entry in node.properties.entries:
                if entry.key in LISTS:
                    first, last = places.value(entry)
                    yield from _around(first, last, PACKED)


def _unpacked(of: Expression, at: int, end: int, places: _Places) -> Iterator[Edit]:
    """The list of a property; of a variable, whose name may be written thrice, in the quicker of two ways."""
    first = places.start(of, end)
    if isinstance(of, Variable) and first == at:
        yield Edit(at, end, UNPACKED.format(places.source[at:end]))
    else:
        yield from _once(first, end)


def _once(first: int, end: int) -> Iterator[Edit]:
    return _around(first, end, UNPACKED_ONCE)


def _around(first: int, end: int, form: str) -> Iterator[Edit]:
    before, behind = form.split("{}")
    yield Edit(first, first, before)
    yield Edit(end, end, behind)


def _names_of_keys(nodes: Iterable[Node]) -> set[str]:
    """The variables that go through the keys of something."""
    return {
        node.variable.text
        for node in nodes
        if isinstance(node, Unwind | Loop) and isinstance(node.source, Call) and node.source.name.lower() == "keys"
    }


def _may_be_a_key(index: Expression, names: set[str]) -> bool:
    match index:
        case Constant(kind="string", written=written):
            return written[1:-1] in LISTS
        case Variable(text=text):
            return text in names
        case Parameter():
            return True
    return False
