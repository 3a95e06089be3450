"""What is known of a value before a statement runs: how large it may be, and what it may be; nothing runs."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

import msgspec

from lineage.schema import EDGES, NODES

NUMBER = 24  # bytes of a number, a truth value, a date or a moment as a Java server holds it
REFERENCE = 8  # of an item's place in a list, beside the item
TEXT, CHARACTER = 48, 2  # of a text, beside its characters, and of each of them
ELEMENT = 64  # of a node or a relationship: a key, by which its properties are read
LIST = 48

ROWS = 100_000  # of the graph, taken to be gathered in one list where nobody can tell; a server is held to them
ASSUMED = 1_000  # items of a list of the graph's own, such as tags or the nodes of a path
LONGEST_TEXT = 2_000  # characters of a text that is put together here: what is longer is unknown
SHORT, LONG = 64, 20_000  # characters that a name of the graph, and what people wrote, counts as
GATHERED = 16_000_000  # bytes that a gathered list counts as: the server counts what it gathers itself

LARGEST = 2**63
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
WRITTEN_BY_PEOPLE = frozenset(
    ("license_link", "license_name", "quality", "raw", "rejected_claims", "relation_claims", "scope", "source", "tags")
)

Interval = tuple[int, int]
Gathered = Mapping[int, int]
Kind = Literal["unknown", "null", "plain", "text", "list", "map", "element"]


class Value(msgspec.Struct, frozen=True):
    """What a value may be, at most. None is unknown.

    `size` is its bytes with all that is in it, `fresh` those of them that are made anew for it. Whatever its kind, it
    may be null. A plain one is a number, a truth value, a date or a moment; of a whole `number` the bounds are known.
    A list has `items` at most (as many as its size lets it have, where that is None), each of them an `item`; a map
    has `entries`. An element is a node or a relationship. `ranged` is what range() makes, which is made as it is read;
    `gathered` says which lists of as many items as there are rows stand in it, by their places in the statement, and
    how often each. `depth` is how many lists and maps it is inside one another. What is `assumed` has a number, or as
    many items, as the rows that were assumed.
    """

    size: int
    fresh: int = 0
    kind: Kind = "unknown"
    number: Interval | None = None
    text: str | None = None
    items: int | None = None
    item: "Value | None" = None
    entries: Mapping[str, "Value"] | None = None
    ranged: bool = False
    gathered: Gathered = {}
    depth: int = 0
    assumed: bool = False

    @property
    def count(self) -> int:
        """How many items it has at most, if it is a list."""
        return self.size // REFERENCE if self.items is None else self.items

    @property
    def characters(self) -> int:
        """How many characters it has at most, if it is a text."""
        return self.size // CHARACTER if self.text is None else len(self.text)

    @property
    def of_items(self) -> "Value":
        """What each of its items is, if it is a list."""
        return self.item if self.item is not None else Value(self.size, gathered=self.gathered, depth=self.depth)

    def held(self) -> "Value":
        """The same value where it has a name: whatever mentions it makes nothing anew."""
        return msgspec.structs.replace(self, fresh=0) if self.fresh else self


PLAIN = Value(NUMBER, NUMBER, "plain")
NULL = Value(NUMBER, 0, "null")
NODE = Value(ELEMENT, 0, "element")


def whole(interval: Interval | None, assumed: bool = False) -> Value:
    return Value(NUMBER, NUMBER, "plain", number=interval, assumed=assumed)


def known_text(text: str) -> Value:
    size = TEXT + CHARACTER * len(text)
    return Value(size, size, "text", text=text)


def text_of(characters: int) -> Value:
    size = TEXT + CHARACTER * characters
    return Value(size, size, "text")


def list_of(
    items: int, item: Value, *, fresh: bool = True, gathered: Gathered | None = None, ranged: bool = False
) -> Value:
    """A list of so many items at most; with `fresh` it is made anew, with what is new of its items."""
    return Value(
        LIST + items * (REFERENCE + item.size),
        LIST + items * (REFERENCE + item.fresh) if fresh else 0,
        "list",
        items=items,
        item=item.held(),
        gathered=gathered or {},
        ranged=ranged or item.ranged,
        depth=item.depth + 1,
    )


def rows_of(rows: int | None, item: Value, at: int) -> Value:
    """A list of something of each row, which the server counts; it stands at that place.

    It is `gathered` where nobody knows how many rows there are, or that they are few.
    """
    if rows is not None and rows <= ROWS:
        return list_of(rows, item.held(), fresh=False)
    made = list_of(ROWS, item.held(), fresh=False, gathered={at: 1, **item.gathered})
    if item.ranged or item.size > GATHERED:
        return made
    return msgspec.structs.replace(made, size=min(made.size, GATHERED))


def together(values: Iterable[Value], times: int = 1) -> Gathered:
    """The gathered lists of values that all stand in one, so many times."""
    found: Counter[int] = Counter()
    for value in values:
        for at, count in value.gathered.items():
            found[at] += count * times
    return found


def deepest(values: Iterable[Value]) -> int:
    return max((value.depth for value in values), default=0)


def map_of(entries: Mapping[str, Value]) -> Value:
    own = LIST + sum(TEXT + CHARACTER * len(key) for key in entries)
    return Value(
        own + sum(value.size for value in entries.values()),
        own + sum(value.fresh for value in entries.values()),
        "map",
        entries={key: value.held() for key, value in entries.items()},
        ranged=any(value.ranged for value in entries.values()),
        gathered=together(entries.values()),
        depth=1 + deepest(entries.values()),
    )


def either(values: Iterable[Value]) -> Value:
    """What is known of a value that is one of these."""
    found = [value for value in values if value.kind != "null"]
    if len(found) < 2:
        return found[0] if found else NULL
    items = [value.items for value in found]
    inner = [value.item for value in found if value.item is not None]
    kinds = {value.kind for value in found}
    return Value(
        max(value.size for value in found),
        max(value.fresh for value in found),
        kinds.pop() if len(kinds) == 1 else "unknown",
        number=hull([value.number for value in found]),
        items=None if None in items else max((count for count in items if count is not None), default=0),
        item=either(inner) if inner and len(inner) == len(found) else None,
        entries=_either_entries(found),
        ranged=any(value.ranged for value in found),
        gathered={at: max(value.gathered.get(at, 0) for value in found) for value in found for at in value.gathered},
        depth=deepest(found),
        assumed=any(value.assumed for value in found),
    )


def _either_entries(found: list[Value]) -> Mapping[str, Value] | None:
    keys = [frozenset(value.entries) if value.entries is not None else None for value in found]
    if not keys or None in keys or len(set(keys)) > 1:
        return None
    return {key: either(value.entries[key] for value in found if value.entries) for key in found[0].entries or ()}


def hull(intervals: Iterable[Interval | None]) -> Interval | None:
    found = list(intervals)
    known = [interval for interval in found if interval]
    if not known or len(known) < len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def given(value: Any) -> Value:
    """What is known of a parameter's value."""
    if isinstance(value, str):
        return known_text(value).held()
    if isinstance(value, int):
        return whole((value, value) if abs(value) < LARGEST else None).held()
    if isinstance(value, list | tuple):
        items = [given(item) for item in value]
        size = LIST + sum(REFERENCE + item.size for item in items)
        return Value(size, 0, "list", items=len(items), item=either(items), depth=1 + deepest(items))
    if isinstance(value, Mapping):
        return map_of({str(key): given(item) for key, item in value.items()}).held()
    return PLAIN.held()


def string(written: str) -> str:
    """The text that a string literal stands for."""
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1] if m[1] in "\\'\"`" else m[0]), written[1:-1], flags=re.S)


@cache
def property_of_element(name: str) -> Value:
    """A property of a node or a relationship, by the schema; one that is not in it is what people wrote."""
    kinds = {p.type for schema in (*NODES, *EDGES) for p in schema.properties if p.name == name}
    text = text_of(LONG if name in WRITTEN_BY_PEOPLE or not kinds else SHORT)
    if not kinds or "strings" in kinds:
        return Value(text.size, text.size, "list" if kinds else "unknown", items=ASSUMED, item=text_of(SHORT).held())
    return text if "string" in kinds else PLAIN


@cache
def properties_of_element() -> Mapping[str, Value]:
    names = {p.name for schema in (*NODES, *EDGES) for p in schema.properties}
    return {name: property_of_element(name) for name in sorted(names)}


def arithmetic(operator: str, a: Interval, b: Interval) -> Interval | None:
    """The bounds of a result, None where it could leave 64 bits, or divides by what may be 0."""
    match operator:
        case "+":
            found = [a[0] + b[0], a[1] + b[1]]
        case "-":
            found = [a[0] - b[1], a[1] - b[0]]
        case "*":
            found = [x * y for x in a for y in b]
        case "/" | "%" if b[0] > 0:
            most = max(abs(end) for end in (a if operator == "/" else b))
            found = [-most, most]
        case _:
            return None
    return (min(found), max(found)) if max(map(abs, found)) < LARGEST else None
