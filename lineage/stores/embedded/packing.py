"""Lists and moments as the embedded engine reads them where they lie in its file, and statements that read them.

The engine keeps a list of texts on its heap, 60 bytes an item, and a moment with a zone, 33 bytes. A text, and a moment
without a zone, it reads in the file. So a list is packed into one text, its items with a separator before each and one
at the end, and a node's moment is in UTC without saying so. A statement is rewritten where it reads one of them, so
that it sees what was loaded; and whatever leaves the engine packed is unpacked. What is compared need not be rewritten:
to the engine, a moment without a zone is in UTC.
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
    Item,
    Loop,
    MapLiteral,
    Name,
    Node,
    NodePattern,
    Parameter,
    PropertyAccess,
    Reduce,
    RelationshipPattern,
    Unwind,
    Variable,
    Yield,
    walk,
)
from lineage.errors import BadStatement
from lineage.schema import EDGES, NODES
from lineage.stores.embedded.statements import MOMENT, MOMENT_IF_ONE, PACKED, UNPACKED, WHATEVER
from lineage.stores.embedded.values import MOMENTS

LISTS = frozenset(p.name for kind in (*NODES, *EDGES) for p in kind.properties if p.type == "strings")
OWN = LISTS | MOMENTS


def reading(statement: str) -> str:
    """The statement with what was loaded in the place of every packed value that it reads.

    Rewritten are `x.tags` and `x.created_at`, `x[key]` of a key that may be one of theirs, and a list in a pattern.
    What is no statement of ours stays as it is: the engine says what is wrong with it.
    """
    if "[" not in statement and not any(name in statement for name in OWN):
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
    keys, entities = _names_of_keys(nodes), _entities(nodes)
    for node in nodes:
        if isinstance(node, PropertyAccess) and node.key.text in OWN:
            yield from _unpacked(node, entities, places)
        elif isinstance(node, Index) and _may_be_a_key(node.index, keys):
            end = places.closing(node.index)
            yield from _around(places.start(node.of, end), end, WHATEVER)
        elif isinstance(node, NodePattern | RelationshipPattern) and isinstance(node.properties, MapLiteral):
            for entry in node.properties.entries:
                if entry.key in LISTS:
                    first, last = places.value(entry)
                    yield from _around(first, last, PACKED)


def _unpacked(access: PropertyAccess, entities: set[str], places: _Places) -> Iterator[Edit]:
    """The list or the moment of a property; of a variable, whose name may be written thrice, in a quicker way."""
    end = access.key.at + len(access.key.written)
    first = places.start(access.of, end)
    if not isinstance(access.of, Variable) or first != access.at:
        return _around(first, end, WHATEVER)
    if access.key.text in MOMENTS and access.of.text in entities:
        return _around(first, end, MOMENT)
    form = UNPACKED if access.key.text in LISTS else MOMENT_IF_ONE
    return iter([Edit(first, end, form.format(places.source[first:end]))])


def _around(first: int, end: int, form: str) -> Iterator[Edit]:
    before, behind = form.split("{}")
    yield Edit(first, first, before)
    yield Edit(end, end, behind)


def _entities(nodes: Iterable[Node]) -> set[str]:
    """The variables that stand for nodes and relationships, and for nothing else anywhere in the statement."""
    found, others = set(), set()
    for node in nodes:
        match node:
            case NodePattern(variable=Name(text=text)) | RelationshipPattern(variable=Name(text=text)):
                found.add(text)
            case Item(alias=Name(text=text), expression=expression) if not _is_named(expression, text):
                others.add(text)
            case Unwind(variable=Name(text=text)) | Loop(variable=Name(text=text)):
                others.add(text)
            case Reduce(accumulator=Name(text=text)) | Yield(alias=Name(text=text)):
                others.add(text)
    return found - others


def _is_named(expression: Expression, name: str) -> bool:
    return isinstance(expression, Variable) and expression.text == name


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
            return written[1:-1] in OWN
        case Variable(text=text):
            return text in names
        case Parameter():
            return True
    return False
