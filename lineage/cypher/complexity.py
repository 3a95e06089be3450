"""What may grow inside one expression. Neo4j looks at its clock and counts its memory between rows, never within one.

A list of a hundred million numbers built in one expression fills a server's memory, and a server that ran out of memory
once may no longer end statements in time. So lists and loops inside expressions are bounded here, before they run.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lineage.cypher.lexer import CLOSING, OPENING, Token
from lineage.errors import BadStatement
from lineage.schema import EDGES, NODES

MOST_ITEMS = 1_000_000  # of one range(), and of the ranges of loops inside loops together
MOST_REDUCED = 10_000  # turns of reduce() over a range: what it builds is copied each turn
DEEPEST_LOOP = 3
ASSUMED = 1_000  # length of a list whose length nobody can tell beforehand
DOUBLINGS = 6
LONGEST_PATTERN = 200

LOOPS = frozenset(("ALL", "ANY", "NONE", "SINGLE"))
SHORT_LISTS = frozenset(("NODES", "RELATIONSHIPS", "LABELS", "KEYS"))
LIST_PROPERTIES = frozenset(p.name for schema in (*NODES, *EDGES) for p in schema.properties if p.type == "strings")
REPEATING = re.compile(r"\([^)]*[*+{|][^)]*\)\s*[*+{]|\\[1-9]|\\k|\([^)]*\([^)]*\)[^)]*\)\s*[*+{]")


@dataclass(frozen=True, slots=True)
class Loop:
    """A comprehension, a quantifier or a reduce: where it opens and closes, its kind, and the tokens of its list."""

    opens: int
    closes: int
    kind: str
    source: tuple[Token, ...]
    body: tuple[Token, ...]
    accumulator: str = ""


def check_growth(found: Sequence[Token], parameters: Mapping[str, Any]) -> None:
    """Raise BadStatement for a list or a loop inside an expression that could grow without bound."""
    for i, token in enumerate(found):
        if token.bare == "RANGE" and _text(found, i + 1) == "(":
            _length(_arguments(found, i + 1), parameters)
        if token.mark == "=~":
            _check_pattern(found, i, parameters)
    loops = list(_loops(found))
    for loop in loops:
        _check_loop(
            loop, [other for other in loops if other.opens < loop.opens and loop.closes < other.closes], parameters
        )
    _check_doubling(found)


def _check_loop(loop: Loop, around: Sequence[Loop], parameters: Mapping[str, Any]) -> None:
    if len(around) >= DEEPEST_LOOP:
        raise BadStatement(f"loops nested deeper than {DEEPEST_LOOP}", "UNWIND the outer list instead")
    if around and not _is_short(loop.source):
        raise BadStatement(
            "a loop inside a loop may only go through nodes(), relationships(), labels(), keys(), a $parameter, a list "
            "written out, or a property that is a list",
            "UNWIND the outer list instead",
        )
    turns = _turns(loop.source, parameters)
    together = math.prod([turns, *(_turns(other.source, parameters) for other in around)])
    if _is_range(loop.source) and together > MOST_ITEMS:
        raise BadStatement(f"loops of {together:,} turns together", f"{MOST_ITEMS:,} at most; UNWIND the outer list")
    if loop.kind == "REDUCE":
        _check_reduce(loop, turns, bool(around))


def _check_reduce(loop: Loop, turns: int, inside: bool) -> None:
    if turns > MOST_REDUCED or inside:
        raise BadStatement(f"reduce() is open over {MOST_REDUCED:,} items, outside of loops", "UNWIND and aggregate")
    uses = sum(token.kind in ("word", "quoted") and _name(token) == loop.accumulator for token in loop.body)
    builds = any(token.text in ("+", "[", "{") or token.bare in ("REPLACE", "REDUCE", "COLLECT") for token in loop.body)
    if uses > 1 and builds:
        raise BadStatement("what reduce() builds would double with every turn", "use what it builds once a turn")


def _check_doubling(found: Sequence[Token]) -> None:
    doubled = sum(
        token.mark == "+" and 0 < i < len(found) - 1 and _name(found[i - 1]) == _name(found[i + 1])
        for i, token in enumerate(found)
        if 0 < i < len(found) - 1 and found[i - 1].kind in ("word", "quoted")
    )
    if doubled > DOUBLINGS:
        raise BadStatement(f"a value is added to itself more than {DOUBLINGS} times", "it would double with each")


def _check_pattern(found: Sequence[Token], i: int, parameters: Mapping[str, Any]) -> None:
    """A pattern after `=~` is written out or a parameter, and repeats nothing that repeats: that can take for ever."""
    token = found[i + 1] if i + 1 < len(found) else None
    joined = _text(found, i + 2) in ("+", ".", "[")
    if token is None or token.kind not in ("string", "parameter") or joined:
        raise BadStatement("a pattern after =~ is a string or a $parameter here", "or use CONTAINS, STARTS WITH")
    pattern = token.text if token.kind == "string" else str(parameters.get(_parameter(token), ""))
    if len(pattern) > LONGEST_PATTERN or REPEATING.search(pattern):
        raise BadStatement("a pattern that repeats a group of repeats may never end", "or use CONTAINS, STARTS WITH")


def _loops(found: Sequence[Token]) -> Iterator[Loop]:
    for i, token in enumerate(found):
        named = _is_name(found, i + 1) and i + 2 < len(found) and found[i + 2].bare == "IN"
        if token.mark == "[" and named:
            yield _loop(found, i, i + 3, "LIST")
        elif token.mark == "(" and named and i and found[i - 1].bare in LOOPS:
            yield _loop(found, i, i + 3, found[i - 1].bare)
        elif token.mark == "(" and i and found[i - 1].bare == "REDUCE":
            yield from _reduce(found, i)


def _reduce(found: Sequence[Token], i: int) -> Iterator[Loop]:
    comma = next((j for j in _top(found, i) if found[j].mark == ","), None)
    if comma is None or not _is_name(found, i + 1):
        raise BadStatement("this reduce() cannot be read", "write reduce(total = 0, x IN list | total + x)")
    yield _loop(found, i, comma + 3, "REDUCE", _name(found[i + 1]))


def _loop(found: Sequence[Token], opens: int, start: int, kind: str, accumulator: str = "") -> Loop:
    inside = [j for j in _top(found, opens) if j >= start]
    closes = _closing(found, opens)
    ends = next((j for j in inside if found[j].mark == "|" or found[j].bare == "WHERE"), closes)
    return Loop(opens, closes, kind, tuple(found[start:ends]), tuple(found[ends:closes]), accumulator)


def _is_short(source: Sequence[Token]) -> bool:
    """Whether a list is short by what it is: of a path, of a model's own list, given from outside, or written out."""
    first = source[0] if source else None
    if first is None:
        return True
    if first.kind == "parameter" and len(source) == 1:
        return True
    if first.mark == "[":
        return _closing(source, 0) == len(source) - 1 and not any(t.bare in ("IN", "RANGE") for t in source)
    if first.bare in SHORT_LISTS | {"RANGE"} and _text(source, 1) == "(":
        return _closing(source, 1) == len(source) - 1
    return len(source) == 3 and source[1].mark == "." and _name(source[2]) in LIST_PROPERTIES


def _is_range(source: Sequence[Token]) -> bool:
    return bool(source) and source[0].bare == "RANGE"


def _turns(source: Sequence[Token], parameters: Mapping[str, Any]) -> int:
    if _is_range(source):
        return _length(_arguments(source, 1), parameters)
    return ASSUMED


def _length(arguments: list[Sequence[Token]], parameters: Mapping[str, Any]) -> int:
    """How many items a range has at most. Raises BadStatement when that cannot be told, or is too many."""
    bounds = [_value(argument, parameters) for argument in arguments]
    if not 2 <= len(bounds) <= 3:
        raise BadStatement("range() takes two or three numbers", "write range(first, last, step)")
    step = abs(bounds[2]) if len(bounds) == 3 else 1
    items = abs(bounds[1] - bounds[0]) // max(step, 1) + 1
    if items > MOST_ITEMS:
        raise BadStatement(f"range() of {items:,} items", f"{MOST_ITEMS:,} at most")
    return items


def _value(argument: Sequence[Token], parameters: Mapping[str, Any]) -> int:
    """A bound: a whole number, a parameter, size() or length() of something, or two of these added or subtracted."""
    total, sign, i = 0, 1, 0
    while i < len(argument):
        token = argument[i]
        if token.mark in ("+", "-"):
            sign *= -1 if token.mark == "-" else 1
        elif token.kind == "number" and token.text.isdecimal():
            total, sign = total + sign * int(token.text), 1
        elif token.kind == "parameter" and isinstance(parameters.get(_parameter(token)), int):
            total, sign = total + sign * parameters[_parameter(token)], 1
        elif token.bare in ("SIZE", "LENGTH") and _text(argument, i + 1) == "(":
            total, sign, i = total + sign * ASSUMED, 1, _closing(argument, i + 1)
        else:
            raise BadStatement(
                f"range() cannot be bounded by {token.written[:40]}", "use numbers, $parameters, size() or length()"
            )
        i += 1
    return total


def _arguments(found: Sequence[Token], opens: int) -> list[Sequence[Token]]:
    closes = _closing(found, opens)
    cuts = [opens, *(j for j in _top(found, opens) if found[j].mark == ","), closes]
    return [found[a + 1 : b] for a, b in pairwise(cuts)]


def _closing(found: Sequence[Token], opens: int) -> int:
    """Where the bracket at `opens` is closed; the end where it is not."""
    depth = 0
    for j in range(opens, len(found)):
        depth += _step(found[j])
        if depth == 0:
            return j
    return len(found)


def _top(found: Sequence[Token], opens: int) -> Iterator[int]:
    """The places directly inside the bracket at `opens`, not in brackets inside it."""
    depth = 0
    for j in range(opens, _closing(found, opens)):
        if depth == 1 and _step(found[j]) == 0:
            yield j
        depth += _step(found[j])


def _step(token: Token) -> int:
    return (token.mark in OPENING) - (token.mark in CLOSING) if token.mark else 0


def _is_name(found: Sequence[Token], i: int) -> bool:
    return i < len(found) and found[i].kind in ("word", "quoted")


def _name(token: Token) -> str:
    return token.written if token.kind == "word" else token.text


def _text(found: Sequence[Token], i: int) -> str:
    return found[i].text if i < len(found) else ""


def _parameter(token: Token) -> str:
    return token.text[1:].strip().strip("`")
