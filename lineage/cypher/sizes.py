"""What is known of a value before a statement runs: whole numbers' bounds, lists' lengths, texts; nothing runs."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from lineage.cypher.tree import (
    Call,
    Case,
    Comprehension,
    Constant,
    Expression,
    ListLiteral,
    Loop,
    Operation,
    Parameter,
    Prefix,
    PropertyAccess,
    Slice,
    Variable,
    walk,
)
from lineage.schema import EDGES, NODES

LONGEST_TEXT = 2_000  # characters of a text that is put together here: what is longer is unknown
ASSUMED = 1_000  # length of a list whose length nobody can tell beforehand
SHORT_LISTS = frozenset(("nodes", "relationships", "labels", "keys"))
LENGTHS = frozenset(("size", "length", "char_length", "character_length"))
SAME_LENGTH = frozenset(("reverse", "tail", "tointegerlist", "tofloatlist", "tostringlist", "tobooleanlist"))
SAME_NUMBER = frozenset(("tointeger", "tointegerornull", "min", "max", "floor", "ceil", "round"))
TEXTS: dict[str, Callable[[str], str]] = {
    "tolower": str.lower,
    "lower": str.lower,
    "toupper": str.upper,
    "upper": str.upper,
    "trim": str.strip,
}
TIMES = frozenset(("date", "datetime", "localdatetime", "time", "localtime"))
PARTS = {"year": 9_999, "quarter": 4, "month": 12, "week": 53, "day": 31, "dayofweek": 7, "hour": 23, "minute": 59}
LIST_PROPERTIES = frozenset(p.name for schema in (*NODES, *EDGES) for p in schema.properties if p.type == "strings")
WHOLE = re.compile(r"\d{1,18}|0[xX][0-9a-fA-F]{1,15}|0o[0-7]{1,18}")
LARGEST = 2**63
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}

Interval = tuple[int, int]


class Value(msgspec.Struct, frozen=True):
    """What a value may be: a whole number within bounds, a list of at most so many items, a text; None is unknown.

    A list is `short` by what it is: of a path, of a model's own, given from outside, or written out. `ranged` is one
    that range() makes. `item` is what is known of its items.
    """

    number: Interval | None = None
    items: int | None = None
    text: str | None = None
    short: bool = False
    ranged: bool = False
    item: "Value | None" = None


UNKNOWN = Value()
Names = Mapping[str, Value]


class Sizes:
    """Estimates expressions, given the statement's parameters."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = parameters
        self._by_kind: dict[type[Expression], Callable[[Any, Names], Value]] = {
            Constant: lambda constant, _: _constant(constant),
            Parameter: lambda parameter, _: self._parameter(parameter),
            Variable: lambda variable, names: names.get(variable.text, UNKNOWN),
            ListLiteral: self._list,
            Operation: self._operation,
            Prefix: lambda prefix, names: _negative(self.of(prefix.operand, names), prefix.operators),
            Call: self._call,
            PropertyAccess: lambda property, _: _property(property),
            Slice: self._slice,
            Comprehension: lambda loop, names: Value(items=self.of(loop.source, names).items),
            Case: self._case,
        }

    def of(self, expression: Expression, names: Names) -> Value:
        """What is known of an expression, where `names` says what its variables hold."""
        by_kind = self._by_kind.get(type(expression))
        return by_kind(expression, names) if by_kind else UNKNOWN

    def range(self, call: Call, names: Names) -> int | None:
        """How many items a range has at most; None when that cannot be told."""
        bounds = [self.of(argument, names).number for argument in call.arguments]
        if len(bounds) not in (2, 3) or None in bounds:
            return None
        first, last = bounds[0], bounds[1]
        assert first and last  # noqa: S101 - none of them is None
        step = min(abs(end) for end in bounds[2]) if len(bounds) == 3 and bounds[2] else 1
        widest = max(abs(last[1] - first[0]), abs(last[0] - first[1]))
        return widest // max(step, 1) + 1

    def _parameter(self, parameter: Parameter) -> Value:
        """One that nobody gave is refused by the engine: nothing grows from it."""
        given = self._parameters
        return _given(given[parameter.name]) if parameter.name in given else Value(text="", short=True)

    def _case(self, case: Case, names: Names) -> Value:
        results = [branch.result for branch in case.branches]
        return _either(self.of(result, names) for result in (*results, *filter(None, (case.otherwise,))))

    def _list(self, written: ListLiteral, names: Names) -> Value:
        loops = any(isinstance(node, Loop) or _is_range(node) for node in walk(written))
        item = _either(self.of(item, names) for item in written.items)
        return Value(items=len(written.items), short=not loops, item=item)

    def _operation(self, operation: Operation, names: Names) -> Value:
        if not set(operation.operators) <= {"+", "-", "*", "/", "%", "||"}:
            return UNKNOWN
        operands = [self.of(operand, names) for operand in operation.operands]
        total = operands[0]
        for operator, operand in zip(operation.operators, operands[1:], strict=True):
            total = _joined(operator, total, operand)
        return total

    def _call(self, call: Call, names: Names) -> Value:
        name = call.name.lower()
        if name == "range":
            items = self.range(call, names)
            bounds = [self.of(argument, names).number for argument in call.arguments[:2]]
            return Value(items=items, ranged=True, short=True, item=Value(number=_hull(bounds)))
        if name in SHORT_LISTS:
            return Value(items=ASSUMED, short=True)
        arguments = [self.of(argument, names) for argument in call.arguments]
        if name == "coalesce":
            return _either(arguments)
        first = arguments[0] if arguments else UNKNOWN
        return _function(name, first)

    def _slice(self, part: Slice, names: Names) -> Value:
        whole = self.of(part.of, names)
        first = self.of(part.first, names).number if part.first else (0, 0)
        last = self.of(part.last, names).number if part.last else None
        if first and last and first[0] >= 0 and last[0] >= 0:
            items = min(max(last[1] - first[0], 0), whole.items if whole.items is not None else last[1])
            return Value(items=items, short=whole.short or items <= ASSUMED, item=whole.item)
        return whole


def string(written: str) -> str:
    """The text that a string literal stands for."""
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1] if m[1] in "\\'\"`" else m[0]), written[1:-1], flags=re.S)


def _is_range(node: object) -> bool:
    return isinstance(node, Call) and node.name.lower() == "range"


def _constant(constant: Constant) -> Value:
    if constant.kind == "string":
        return Value(text=string(constant.written))
    if constant.kind == "number" and WHOLE.fullmatch(constant.written):
        number = int(constant.written, 0 if constant.written[:2].lower() in ("0x", "0o") else 10)
        return Value(number=(number, number))
    return UNKNOWN


def _given(value: Any) -> Value:
    """What is known of a parameter; lists from outside are short: whoever asks has sent them."""
    if isinstance(value, int):
        return Value(number=(value, value) if abs(value) < LARGEST else None, short=True)
    if isinstance(value, str):
        return Value(text=value, short=True)
    if isinstance(value, list | tuple):
        return Value(items=len(value), short=True, item=_either(_given(item) for item in value))
    return Value(short=True)


def _function(name: str, first: Value) -> Value:
    """What is known of a function's value by its first argument."""
    if name in LENGTHS:
        return Value(number=(0, ASSUMED if first.items is None else first.items))
    if name in SAME_NUMBER:
        return Value(number=first.number)
    if name in SAME_LENGTH:
        return Value(items=first.items, short=first.short, ranged=first.ranged, item=first.item)
    if name == "abs" and first.number:
        return Value(number=(0, max(abs(end) for end in first.number)))
    if name in TEXTS and first.text is not None:
        return Value(text=TEXTS[name](first.text))
    return UNKNOWN


def _property(property: PropertyAccess) -> Value:
    """A list of the schema's, or a part of a date that a function makes."""
    key = property.key.text
    if key in LIST_PROPERTIES and isinstance(property.of, Variable):
        return Value(items=ASSUMED, short=True)
    of = property.of
    if isinstance(of, Call) and of.name.lower() in TIMES and (key.lower() != "year" or not of.arguments):
        most = PARTS.get(key.lower())
        return Value(number=(0, most)) if most else UNKNOWN
    return UNKNOWN


def _joined(operator: str, a: Value, b: Value) -> Value:
    if operator in ("+", "||"):
        if a.text is not None and b.text is not None and len(a.text) + len(b.text) <= LONGEST_TEXT:
            return Value(text=a.text + b.text)
        if a.items is not None and b.items is not None:
            return Value(items=a.items + b.items, short=a.short and b.short, ranged=a.ranged or b.ranged)
    if a.number is None or b.number is None:
        return UNKNOWN
    return Value(number=_arithmetic(operator, a.number, b.number))


def _arithmetic(operator: str, a: Interval, b: Interval) -> Interval | None:
    """The bounds of a result, None where it could leave 64 bits, or divides by what may be 0."""
    match operator:
        case "+":
            found = [a[0] + b[0], a[1] + b[1]]
        case "-":
            found = [a[0] - b[1], a[1] - b[0]]
        case "*":
            found = [x * y for x in a for y in b]
        case _ if b[0] > 0:
            most = max(abs(end) for end in (a if operator == "/" else b))
            found = [-most, most]
        case _:
            return None
    return (min(found), max(found)) if max(map(abs, found)) < LARGEST else None


def _negative(value: Value, operators: tuple[str, ...]) -> Value:
    if value.number is None or "NOT" in operators or operators.count("-") % 2 == 0:
        return value
    return Value(number=(-value.number[1], -value.number[0]))


def _either(values: Iterable[Value]) -> Value:
    """What is known of a value that is one of these."""
    found = list(values)
    if not found:
        return UNKNOWN
    items = [value.items for value in found]
    return Value(
        number=_hull([value.number for value in found]),
        items=None if None in items else max(item for item in items if item is not None),
        short=all(value.short for value in found),
        ranged=any(value.ranged for value in found),
    )


def _hull(intervals: Iterable[Interval | None]) -> Interval | None:
    found = list(intervals)
    known = [interval for interval in found if interval]
    if not known or len(known) < len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)
