"""Lists and moments as the embedded engine reads them where they lie in its file, and statements that read them.

The engine keeps a list of texts on its heap, 60 bytes an item, and a moment with a zone, 33 bytes. A text, and a moment
without a zone, it reads in the file. So a list is packed into one text, its items with a separator before each and one
at the end, and a node's moment is in UTC without saying so. A statement is rewritten where it reads one of them, so
that it sees what was loaded; and whatever leaves the engine packed is unpacked. What is compared need not be rewritten:
to the engine, a moment without a zone is in UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

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
    MapProjection,
    Name,
    Node,
    NodePattern,
    Operation,
    Prefix,
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
NUMBERS = frozenset(("abs", "ceil", "char_length", "count", "floor", "length", "round", "sign", "size", "tointeger"))
"""Functions whose value is a number."""


def reading(statement: str) -> str:
    """The statement with what was loaded in the place of every packed value that it reads.

    Rewritten are `x.tags` and `x.created_at`, `x[key]` of a key that may be one of theirs, `x {.tags}`, and a list in a
    pattern.
    What is no statement of ours stays as it is: the engine says what is wrong with it.
    """
    if "[" not in statement and not any(name in statement for name in OWN):
        return statement
    try:
        found, source = tokens(plain(statement))
        nodes = tuple(walk(parse(found, source)))
        edits = _edits(_readings(nodes, _Places(found, source)), source)
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
        i = self._at[index.at] - 1
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


class _Reading(NamedTuple):
    """What stands from `at` to `end` is to be read in the form `form`."""

    at: int
    end: int
    form: str


def _edits(readings: Iterable[_Reading | Edit], source: str) -> list[Edit]:
    """The readings, the outer of two before the inner, as edits: what is opened first is closed last."""
    edits: list[Edit] = []
    closing: list[Edit] = []
    for reading in readings:
        if isinstance(reading, Edit):
            edits.append(reading)
        elif "{}" in reading.form:
            before, behind = reading.form.split("{}")
            edits.append(Edit(reading.at, reading.at, before))
            closing.append(Edit(reading.end, reading.end, behind))
        else:
            edits.append(Edit(reading.at, reading.end, reading.form.format(source[reading.at : reading.end])))
    return [*edits, *reversed(closing)]


def _readings(nodes: Sequence[Node], places: _Places) -> Iterator[_Reading | Edit]:
    uses = _uses(nodes)
    entities, numbers = ({name for name, use in uses.items() if use == {kind}} for kind in ("entity", "number"))
    for node in nodes:
        if isinstance(node, PropertyAccess) and node.key.text in OWN:
            yield _unpacked(node, entities, places)
        elif isinstance(node, Index) and _may_be_a_key(node.index, numbers):
            end = places.closing(node.index)
            yield _Reading(places.start(node.of, end), end, WHATEVER)
        elif isinstance(node, MapProjection):
            yield from _projected(node)
        elif isinstance(node, NodePattern | RelationshipPattern) and isinstance(node.properties, MapLiteral):
            for entry in node.properties.entries:
                if entry.key in LISTS:
                    yield _Reading(*places.value(entry), PACKED)


def _unpacked(access: PropertyAccess, entities: Set[str], places: _Places) -> _Reading:
    """The list or the moment of a property; of a variable, whose name may be written thrice, in a quicker way."""
    end = access.key.at + len(access.key.written)
    first = places.start(access.of, end)
    if not isinstance(access.of, Variable) or first != access.at:
        return _Reading(first, end, WHATEVER)
    if access.key.text in MOMENTS and access.of.text in entities:
        return _Reading(first, end, MOMENT)
    return _Reading(first, end, _quicker(access.key))


def _projected(projection: MapProjection) -> Iterator[Edit]:
    """`.tags` as `tags: x.tags`."""
    for part in projection.parts:
        if part.key is not None and part.value is None and part.key.text in OWN:
            key = part.key.written
            value = _quicker(part.key).format(f"{projection.of.written}.{key}")
            yield Edit(part.at, part.key.at + len(key), f"{key}: {value}")


def _quicker(key: Name) -> str:
    return UNPACKED if key.text in LISTS else MOMENT_IF_ONE


def _uses(nodes: Iterable[Node]) -> Mapping[str, Set[str]]:
    """For every variable what it stands for anywhere in the statement: `entity`, `number`, `else`."""
    uses: dict[str, set[str]] = {}
    for name, use in _bound(nodes):
        uses.setdefault(name, set()).add(use)
    return uses


def _bound(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        match node:
            case NodePattern(variable=Name(text=text)) | RelationshipPattern(variable=Name(text=text)):
                yield text, "entity"
            case Item(alias=Name(text=text), expression=expression) if not _is_named(expression, text):
                yield text, "number" if _is_number(expression) else "else"
            case Unwind(variable=Name(text=text), source=source) | Loop(variable=Name(text=text), source=source):
                yield text, "number" if _is_range(source) else "else"
            case Yield(column=column, alias=alias):
                yield (alias or column).text, "else"
        if isinstance(node, Reduce):
            yield node.accumulator.text, "else"


def _is_named(expression: Expression, name: str) -> bool:
    return isinstance(expression, Variable) and expression.text == name


def _is_range(source: Expression) -> bool:
    return isinstance(source, Call) and source.name.lower() == "range"


def _may_be_a_key(index: Expression, numbers: Set[str]) -> bool:
    """Whether it can be the name of one of OWN, for all that the statement says."""
    if isinstance(index, Constant) and index.kind == "string":
        return index.written[1:-1] in OWN
    return not _is_number(index, numbers)


def _is_number(expression: Expression, numbers: Set[str] = frozenset()) -> bool:
    """Whether the statement alone tells that the value is no text."""
    match expression:
        case Constant(kind=kind):
            return kind != "string"
        case Prefix():
            return True
        case Operation(operators=operators, operands=operands):
            return not {"+", "||"}.issuperset(operators) or any(_is_number(each, numbers) for each in operands)
        case Call(name=name):
            return name.lower() in NUMBERS
        case Variable(text=text):
            return text in numbers
    return False
