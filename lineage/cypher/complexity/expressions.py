"""What an expression may grow to and how long it may take, before it runs: each node of its tree is looked at once."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import msgspec

from lineage.cypher.complexity.functions import RULES
from lineage.cypher.complexity.regexes import Unsafe, linear
from lineage.cypher.complexity.sizes import (
    ASSUMED,
    CHARACTER,
    LIST,
    LONGEST_TEXT,
    NODE,
    NULL,
    PLAIN,
    REFERENCE,
    ROWS,
    TEXT,
    Gathered,
    Kind,
    Value,
    arithmetic,
    deepest,
    either,
    given,
    hull,
    known_text,
    list_of,
    map_of,
    properties_of_element,
    property_of_element,
    rows_of,
    string,
    text_of,
    together,
    whole,
)
from lineage.cypher.lexer import place
from lineage.cypher.rewrite import Edit
from lineage.cypher.tree import (
    COMPARISONS,
    Call,
    Case,
    Comprehension,
    Constant,
    Expression,
    Group,
    HasLabels,
    Index,
    Is,
    ListLiteral,
    ListPredicate,
    Loop,
    MapLiteral,
    MapProjection,
    Node,
    NodePattern,
    Operation,
    Parameter,
    Path,
    PatternComprehension,
    PatternExpression,
    Prefix,
    Projected,
    PropertyAccess,
    Query,
    Reduce,
    RelationshipPattern,
    Slice,
    Star,
    Subquery,
    Trim,
    Variable,
)
from lineage.errors import BadStatement
from lineage.sandbox.messages import TOO_MANY_ROWS

MOST_RANGE_ITEMS = 1_000_000  # of one range(), and turns of loops inside loops together
MOST_REDUCED = 10_000  # turns of reduce() over anything but rows: what it builds is copied each turn
DEEPEST_LOOP = 3
MOST_FRESH = 50_000_000  # bytes that one row of a statement may make anew, beside what the server counts itself
MOST_SIZE = 200_000_000  # bytes of one value, however often the same part stands in it
MOST_DEPTH = 100  # lists and maps inside one another: whoever writes them out goes through them by recursion
MOST_COPIES = 3  # of a list of rows in one value
MOST_BUSY_SECONDS = 3.0  # of work that nothing may interrupt: a server looks at its clock between rows
STEP = 50e-9  # seconds of a step of an expression
BYTE = 0.5e-9  # seconds to make a byte, or to look at one
MATCHED = 10e-9  # seconds a pattern takes for a byte of the text it is held against
FAR = 10**12  # bytes, far beyond anything that is let through

WHOLE = re.compile(r"\d{1,18}|0[xX][0-9a-fA-F]{1,15}|0o[0-7]{1,18}")
TIMES = frozenset(("date", "datetime", "localdatetime", "time", "localtime"))
PARTS = {"year": 9_999, "quarter": 4, "month": 12, "week": 53, "day": 31, "dayofweek": 7, "hour": 23, "minute": 59}
ARITHMETIC = frozenset("+-*/%^")
LISTING = frozenset(("tobooleanlist", "tofloatlist", "tointegerlist", "tostringlist"))
LOOKING = COMPARISONS | {"CONTAINS", "STARTS", "ENDS"}

Names = Mapping[str, Value]


class Expressions:
    """Estimates the expressions of one statement; queries inside them are estimated by what is built on it.

    `edits` is what a Neo4j server is shown otherwise: patterns that take linear time, and lists of rows that are held
    to as many as were assumed. Raises BadStatement for what may grow, or take, too much.
    """

    def __init__(self, source: str, parameters: Mapping[str, Any]) -> None:
        self.source = source
        self.edits: list[Edit] = []
        self.rows: int | None = 1
        self._parameters = parameters
        self._given: dict[str, Value] = {}
        self._around: list[int] = []
        self._seconds = 0.0
        self._trying = False

    def query(self, query: Query, names: Names) -> tuple[dict[str, Value], int | None]:
        raise NotImplementedError

    def of(self, expression: Expression, names: Names) -> Value:
        """What is known of an expression, where `names` says what its variables hold."""
        value: Value = KINDS[type(expression)](self, expression, names)
        self.spend(expression, STEP + BYTE * value.fresh)
        if not self._trying:
            self._check(expression, value)
        return value

    def each(self, expressions: tuple[Expression | None, ...], names: Names) -> list[Value]:
        return [self.of(expression, names) for expression in expressions if expression is not None]

    def spend(self, node: Node, seconds: float) -> None:
        """Count work that is done at each turn of the loops around."""
        self._seconds += seconds * math.prod(self._around)
        if self._seconds > MOST_BUSY_SECONDS and not self._trying:
            self.refuse(
                node,
                "this could take longer than a server lets anybody interrupt it",
                "make its lists and texts shorter, or UNWIND them: between rows it can be ended",
            )

    def refuse(self, node: Node, message: str, hint: str) -> NoReturn:
        raise BadStatement(f"{message} {place(self.source, node.at)}", hint)

    def too_large(self, node: Node, size: int) -> NoReturn:
        self.refuse(
            node,
            f"what is made here, or added to itself, could come to {size // 1_000_000:,} MB",
            "make it of fewer or shorter parts: LIMIT what is collected, UNWIND it, or call functions where it is made",
        )

    def path(self, path: Path, names: Names) -> dict[str, Value]:
        """What the variables of a path hold. Properties and conditions in it may use them."""
        bound = dict(_bound(path))
        inside = {**names, **bound}
        for part in _parts(path):
            self.each(tuple(_expressions(part)), inside)
        return bound

    def _check(self, expression: Expression, value: Value) -> None:
        if value.size > MOST_SIZE or value.fresh > MOST_FRESH:
            self.too_large(expression, max(value.size, value.fresh))
        if value.depth > MOST_DEPTH:
            self.refuse(expression, f"lists or maps nested deeper than {MOST_DEPTH} are made here", "make them flat")
        self.check_copies(expression, value.gathered)

    def check_copies(self, node: Node, gathered: Gathered) -> None:
        """Raise BadStatement where what was gathered stands in one value, or one row, again and again."""
        if max(gathered.values(), default=0) > MOST_COPIES:
            self.refuse(
                node,
                f"a list that was collected stands here more than {MOST_COPIES} times",
                "LIMIT what is collected, or answer it once",
            )

    @contextmanager
    def _turning(self, turns: int) -> Iterator[None]:
        self._around.append(turns)
        try:
            yield
        finally:
            self._around.pop()

    def _constant(self, constant: Constant, names: Names) -> Value:
        if constant.kind == "string":
            return known_text(string(constant.written))
        if constant.kind == "number" and WHOLE.fullmatch(constant.written):
            number = int(constant.written, 0 if constant.written[:2].lower() in ("0x", "0o") else 10)
            return whole((number, number))
        return NULL if constant.written.upper() == "NULL" else PLAIN

    def _parameter(self, parameter: Parameter, names: Names) -> Value:
        """One that nobody gave is refused by the engine: nothing grows from it."""
        name = parameter.name
        if name not in self._given:
            self._given[name] = given(self._parameters[name]) if name in self._parameters else known_text("")
        return self._given[name]

    def _variable(self, variable: Variable, names: Names) -> Value:
        return names.get(variable.text, NODE)

    def _property(self, property: PropertyAccess, names: Names) -> Value:
        key = property.key.text
        of = property.of
        part = PARTS.get(key.lower())
        value = self.of(of, names)
        if value.kind == "plain" and part:
            is_now = isinstance(of, Call) and of.name.lower() in TIMES and not of.arguments
            return whole((0, part) if key.lower() != "year" or is_now else None)
        return _entry(value, key)

    def _index(self, index: Index, names: Names) -> Value:
        of, at = self.each((index.of, index.index), names)
        if at.text is not None:
            return _entry(of, at.text)
        if of.kind in ("element", "map"):
            return either(_entry(of, key) for key in (of.entries or properties_of_element()))
        return of.of_items

    def _slice(self, part: Slice, names: Names) -> Value:
        of = self.of(part.of, names)
        first = self.of(part.first, names).number if part.first else (0, 0)
        until = self.of(part.last, names) if part.last else NULL
        last = None if until.assumed else until.number
        if not (first and last and first[0] >= 0 and last[0] >= 0) or self._trying:
            return msgspec.structs.replace(of, text=None)
        items = min(max(last[1] - first[0], 0), of.count)
        gathered = of.gathered if items > ROWS else None
        return list_of(items, of.of_items, fresh=False, gathered=gathered, ranged=of.ranged)

    def _list(self, written: ListLiteral, names: Names) -> Value:
        items = self.each(written.items, names)
        size = LIST + sum(REFERENCE + item.size for item in items)
        fresh = LIST + sum(REFERENCE + item.fresh for item in items)
        ranged = any(item.ranged for item in items)
        made = Value(size, fresh, "list", items=len(items), item=either(items).held(), depth=1 + deepest(items))
        return msgspec.structs.replace(made, ranged=ranged, gathered=together(items))

    def _map(self, written: MapLiteral, names: Names) -> Value:
        return map_of({entry.key: self.of(entry.value, names) for entry in written.entries})

    def _map_projection(self, projection: MapProjection, names: Names) -> Value:
        of = self.of(projection.of, names)
        entries: dict[str, Value] = {}
        whole_map = NULL
        for part in projection.parts:
            if part.value is not None:
                entries[_key(part)] = self.of(part.value, names)
            elif part.key is not None:
                entries[part.key.text] = _entry(of, part.key.text)
            elif of.kind == "element" or of.entries is not None:
                entries |= of.entries or properties_of_element()
            else:
                whole_map = of
        made = map_of(entries)
        if whole_map is NULL:
            return made
        ranged, gathered = made.ranged or of.ranged, together([made, of])
        size, depth = made.size + of.size, max(made.depth, of.depth)
        return Value(size, made.fresh + of.size, "map", ranged=ranged, gathered=gathered, depth=depth)

    def _call(self, call: Call, names: Names) -> Value:
        name = call.name.lower()
        arguments = self.each(call.arguments, names)
        if name == "range":
            return self._range(call, arguments)
        if name == "collect":
            return rows_of(self.rows, arguments[0] if arguments else NULL, call.at)
        rule = RULES.get("substring" if self._trying and name in ("left", "right") else name)
        if rule is None:
            self.refuse(call, f"how large {call.name}() may become is not known", "leave it out")
        if name in LISTING and arguments:
            self._hold_rows(arguments[0], call.opens + 1, call.end - 1)
        value = rule(arguments)
        if value.kind in ("text", "list", "unknown"):
            self.spend(call, BYTE * sum(argument.size for argument in arguments))
        return value

    def _range(self, call: Call, arguments: list[Value]) -> Value:
        if len(arguments) not in (2, 3):
            self.refuse(call, "range() takes two or three numbers", "write range(first, last, step)")
        bounds = [argument.number for argument in arguments]
        if None in bounds:
            written = self.source[call.opens + 1 : call.end - 1].strip()[:40]
            self.refuse(call, f"range() cannot be bounded by {written}", "use numbers, $parameters, size() or length()")
        first, last, *steps = [bound for bound in bounds if bound is not None]
        step = min(abs(end) for end in steps[0]) if steps else 1
        items = max(abs(last[1] - first[0]), abs(last[0] - first[1])) // max(step, 1) + 1
        if items > MOST_RANGE_ITEMS:
            self.refuse(call, f"range() of {items:,} items", f"{MOST_RANGE_ITEMS:,} at most")
        assumed = any(argument.assumed for argument in arguments)
        made = list_of(items, whole(hull([first, last]), assumed), fresh=False, ranged=True)
        return msgspec.structs.replace(made, assumed=assumed)

    def _trim(self, trim: Trim, names: Names) -> Value:
        found = self.each((trim.characters, trim.text), names)
        return text_of(found[-1].characters)

    def _plain(self, node: Is | HasLabels | Star, names: Names) -> Value:
        if not isinstance(node, Star):
            self.of(node.operand, names)
        if isinstance(node, HasLabels):
            self.each(node.labels.dynamic, names)
        return PLAIN

    def _prefix(self, prefix: Prefix, names: Names) -> Value:
        of = self.of(prefix.operand, names)
        if "NOT" in prefix.operators or of.number is None:
            return PLAIN
        low, high = of.number
        return whole((-high, -low) if prefix.operators.count("-") % 2 else of.number, of.assumed)

    def _case(self, case: Case, names: Names) -> Value:
        self.each((case.subject,), names)
        for branch in case.branches:
            self.each(branch.conditions, names)
        results = [branch.result for branch in case.branches]
        return either(self.each((*results, case.otherwise), names))

    def _operation(self, operation: Operation, names: Names) -> Value:
        operands = self.each(operation.operands, names)
        if operation.operators == ("=~",):
            return self._matched(operation, operands)
        if operation.operators == ("IN",):
            self._hold_rows(operands[1], operation.places[0] + len("IN"), operation.end)
        if set(operation.operators) & LOOKING:
            self.spend(operation, BYTE * sum(operand.size for operand in operands))
        if not set(operation.operators) <= ARITHMETIC | {"||"}:
            return PLAIN
        total = operands[0]
        for operator, operand in zip(operation.operators, operands[1:], strict=True):
            total = _joined(operator, total, operand)
        return total

    def _matched(self, operation: Operation, operands: list[Value]) -> Value:
        """A pattern after `=~` is known before it runs; a server is shown it as it takes linear time."""
        text, pattern = operands
        if pattern.text is None:
            self.refuse(
                operation, "a pattern after =~ is made of strings and $parameters here", "or use CONTAINS, STARTS WITH"
            )
        try:
            written = linear(pattern.text)
        except Unsafe as unsafe:
            self.refuse(
                operation, f"a pattern {unsafe} may never end", "or use CONTAINS, STARTS WITH, or several patterns"
            )
        if not self._trying:
            self.edits.append(Edit(operation.places[0] + len("=~"), operation.end, f" {_quoted(written)}"))
        self.spend(operation, MATCHED * text.size)
        return PLAIN

    def _enter(self, loop: Loop, names: Names) -> tuple[int, Value]:
        """How often a loop turns at most, and its source. Raises BadStatement for one loop, or one turn, too many."""
        source = self.of(loop.source, names)
        if len(self._around) >= DEEPEST_LOOP:
            self.refuse(loop, f"loops nested deeper than {DEEPEST_LOOP}", "UNWIND the outer list instead")
        turns = source.count
        turned = math.prod((turns, *self._around))
        if self._around and turned > MOST_RANGE_ITEMS:
            self.refuse(
                loop,
                f"a loop inside a loop, of {turned:,} turns together",
                f"{MOST_RANGE_ITEMS:,} at most: UNWIND the outer list, or LIMIT what is collected",
            )
        self._hold_rows(source, loop.opens, loop.closes)
        return turns, source

    def _hold_rows(self, rows: Value, opens: int, closes: int) -> None:
        """Let a server refuse a list of more rows than were assumed, which is written from `opens` to `closes`."""
        if (rows.gathered or rows.assumed) and not self._trying:
            self.edits += [Edit(opens, opens, HOLD[0]), Edit(closes, closes, HOLD[1])]

    def _comprehension(self, loop: Comprehension, names: Names) -> Value:
        turns, source = self._enter(loop, names)
        item = source.of_items.held()
        inside = {**names, loop.variable.text: item}
        with self._turning(turns):
            self.each((loop.where,), inside)
            result = item if loop.result is None else self.of(loop.result, inside)
        return list_of(turns, result, gathered=together([result], turns))

    def _list_predicate(self, loop: ListPredicate, names: Names) -> Value:
        turns, source = self._enter(loop, names)
        with self._turning(turns):
            self.each((loop.where,), {**names, loop.variable.text: source.of_items.held()})
        return PLAIN

    def _reduce(self, loop: Reduce, names: Names) -> Value:
        initial = self.of(loop.initial, names)
        inside = bool(self._around)
        turns, source = self._enter(loop, names)
        if inside or (turns > MOST_REDUCED and not (source.gathered or source.assumed)):
            self.refuse(loop, f"reduce() is open over {MOST_REDUCED:,} items, outside of loops", "UNWIND and aggregate")
        names = {**names, loop.variable.text: source.of_items.held()}
        accumulated = self._accumulated(loop, initial, turns, names)
        with self._turning(turns):
            self.of(loop.result, {**names, loop.accumulator.text: accumulated.held()})
        return accumulated

    def _accumulated(self, loop: Reduce, initial: Value, turns: int, names: Names) -> Value:
        """What a reduce has after all its turns, when a turn adds as much to a long value as to a short one."""
        first = self._tried(loop, initial.held(), names)
        if initial.kind == first.kind == "plain":
            return PLAIN
        kind = initial.kind if initial.kind == first.kind else "unknown"
        least = self._tried(loop, Value(initial.size, 0, kind, depth=initial.depth), names)
        most = self._tried(loop, Value(initial.size + FAR, 0, kind), names)
        if most.size - least.size > FAR + FAR // 1000:
            self.refuse(loop, "what reduce() builds would double with every turn", "use what it builds once a turn")
        added = max(least.size - initial.size, most.size - FAR - initial.size, 0)
        if kind != "text":  # lists that are added up stand in one another, and each is gone through again
            self.spend(loop, STEP * turns * turns)
        size = max(initial.size, least.size) + turns * added
        depth = initial.depth + turns * max(least.depth - initial.depth, 0)
        return Value(size, size, kind, gathered=together([least], turns), ranged=least.ranged, depth=depth)

    def _tried(self, loop: Reduce, accumulated: Value, names: Names) -> Value:
        """A turn's result, of a value of that size, without counting it."""
        before, seconds, self._trying = self._trying, self._seconds, True
        try:
            return self.of(loop.result, {**names, loop.accumulator.text: accumulated})
        finally:
            self._trying, self._seconds = before, seconds

    def _pattern(self, pattern: PatternExpression, names: Names) -> Value:
        """Whether there is such a path, the shortest ones, or all of them as a list."""
        self.path(pattern.path, names)
        return rows_of(None, _path_value(pattern.path), pattern.at)

    def _pattern_comprehension(self, pattern: PatternComprehension, names: Names) -> Value:
        inside = {**names, **self.path(pattern.path, names)}
        self.each((pattern.where,), inside)
        result = self.of(pattern.result, inside)
        return msgspec.structs.replace(
            rows_of(None, result, pattern.at), gathered={**together([result], ROWS), pattern.at: 1}
        )

    def _subquery(self, subquery: Subquery, names: Names) -> Value:
        outer = self.rows
        returned, rows = self.query(subquery.query, names)
        self.rows = outer
        if subquery.kind == "EXISTS":
            return PLAIN
        if subquery.kind == "COUNT":
            return whole(None if rows is None else (0, rows))
        item = next(iter(returned.values()), NULL)
        made = rows_of(rows, item, subquery.at)
        return msgspec.structs.replace(made, gathered={**made.gathered, **together([item], made.count)})


KINDS: dict[type[Expression], Callable[[Any, Any, Names], Value]] = {
    Call: Expressions._call,
    Case: Expressions._case,
    Comprehension: Expressions._comprehension,
    Constant: Expressions._constant,
    HasLabels: Expressions._plain,
    Index: Expressions._index,
    Is: Expressions._plain,
    ListLiteral: Expressions._list,
    ListPredicate: Expressions._list_predicate,
    MapLiteral: Expressions._map,
    MapProjection: Expressions._map_projection,
    Operation: Expressions._operation,
    Parameter: Expressions._parameter,
    PatternComprehension: Expressions._pattern_comprehension,
    PatternExpression: Expressions._pattern,
    Prefix: Expressions._prefix,
    PropertyAccess: Expressions._property,
    Reduce: Expressions._reduce,
    Slice: Expressions._slice,
    Star: Expressions._plain,
    Subquery: Expressions._subquery,
    Trim: Expressions._trim,
    Variable: Expressions._variable,
}

HOLD = (
    " [rows IN [",
    f"] | CASE WHEN size(rows) > {ROWS} THEN rows[..date('{TOO_MANY_ROWS} ' + size(rows)).year] ELSE rows END][0]",
)
"""What stands around a list of rows that something goes through, on a server: of more than assumed no date can be made,
and the server says so."""


def _entry(of: Value, key: str) -> Value:
    """A property of an element, or an entry of a map; null where it is known to have none."""
    if of.kind == "element":
        return property_of_element(key)
    if of.entries is not None:
        return of.entries.get(key, NULL)
    return Value(of.size, 0, gathered=of.gathered, ranged=of.ranged, depth=of.depth)


def _key(part: Projected) -> str:
    if part.key is not None:
        return part.key.text
    return part.value.text if isinstance(part.value, Variable) else ""


WRITTEN = TEXT + 30 * CHARACTER  # bytes of a number or a moment as a text


def _joined(operator: str, a: Value, b: Value) -> Value:
    """What an operator makes of two values: of numbers one, of texts a text, of a list a list."""
    if operator not in ("+", "||") or (a.kind in ("plain", "null") and b.kind in ("plain", "null")):
        known = arithmetic(operator, a.number, b.number) if a.number and b.number else None
        return whole(known, a.assumed or b.assumed)
    if a.text is not None and b.text is not None and len(a.text) + len(b.text) <= LONGEST_TEXT:
        return known_text(a.text + b.text)
    if "list" in (a.kind, b.kind):
        return _lists(a, b)
    size = TEXT + sum(value.size if value.kind == "text" else max(value.size, WRITTEN) for value in (a, b))
    kind: Kind = "text" if "text" in (a.kind, b.kind) and "unknown" not in (a.kind, b.kind) else "unknown"
    ranged, depth = a.ranged or b.ranged, deepest((a, b))
    return Value(size, size, kind, gathered=together((a, b)), ranged=ranged, depth=depth)


def _lists(a: Value, b: Value) -> Value:
    items = sum(value.count if value.kind == "list" else max(value.items or 1, 1) for value in (a, b))
    inner = [value.of_items if value.kind == "list" else value.held() for value in (a, b)]
    return Value(
        LIST + a.size + b.size,
        LIST + REFERENCE * items + a.fresh + b.fresh,
        "list",
        items=items,
        item=either(inner),
        gathered=together((a, b)),
        ranged=a.ranged or b.ranged,
        depth=max(a.depth, b.depth, 1),
        assumed=a.assumed or b.assumed,
    )


def _bound(path: Path) -> Iterator[tuple[str, Value]]:
    """The variables of a path and what they hold; those of what is followed several times are lists."""
    if path.variable:
        yield path.variable.text, _path_value(path)
    for element in path.elements:
        if isinstance(element, Group):
            yield from ((name, list_of(ASSUMED, value, fresh=False)) for name, value in _bound(element.path))
        elif element.variable:
            several = not isinstance(element, NodePattern) and (element.hops or element.quantifier)
            yield element.variable.text, list_of(ASSUMED, NODE, fresh=False) if several else NODE


def _path_value(path: Path) -> Value:
    """A path with as many nodes and relationships as it may have."""
    steps = 0
    for element in path.elements:
        hops = getattr(element, "quantifier", None) or getattr(element, "hops", None)
        steps += 1 if hops is None else min(ASSUMED if hops.most is None else hops.most, ASSUMED)
    items = min(steps + 1, ASSUMED)
    return Value(2 * (NODE.size + REFERENCE) * items, 0, "unknown", items=items, item=NODE)


def _expressions(part: NodePattern | RelationshipPattern | Group) -> Iterator[Expression | None]:
    """What is evaluated for a part of a path: its properties, its condition, its labels or types."""
    yield part.where
    if not isinstance(part, Group):
        labels = part.labels if isinstance(part, NodePattern) else part.types
        yield part.properties
        yield from labels.dynamic if labels else ()


def _parts(path: Path) -> Iterator[NodePattern | RelationshipPattern | Group]:
    """The nodes, relationships and groups of a path, those of groups included."""
    for element in path.elements:
        yield element
        if isinstance(element, Group):
            yield from _parts(element.path)


def _quoted(text: str) -> str:
    """A string literal that stands for the text."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"
