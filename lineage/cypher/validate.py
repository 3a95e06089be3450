"""The fence: a statement passes when each word of it is a name where names stand, or on the lists of what is open here.

A read transaction alone is no fence: Neo4j runs `LOAD CSV`, procedures and administration commands in one, and the
embedded engine's read-only handle reads local files by `LOAD CSV`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lineage.cypher.allowlist import (
    AFTER_A_VALUE,
    ELSEWHERE,
    FUNCTIONS,
    KEYWORDS,
    NEVER,
    PROCEDURES,
    STARTS,
)
from lineage.cypher.complexity import check_growth
from lineage.cypher.lexer import Token, plain, tokens
from lineage.errors import BadStatement

OPEN_FUNCTIONS = frozenset(name.lower() for name in FUNCTIONS)
OPEN_PROCEDURES = frozenset(name.lower() for name in PROCEDURES)

NAME_GOES_ON = frozenset([".", ":", ",", ")", "]", "}", "=", "<>", "<", ">", "<=", ">=", "=~", "*", "/", "%", "^"])
"""What may follow a variable or a key and can never follow the first word of a clause."""

BEFORE_BRACKET = KEYWORDS - {"TRUE", "FALSE", "NULL", "END", "AS", "COUNT", "EXISTS", "ALL", "ANY", "NONE", "SINGLE"}


@dataclass(frozen=True, slots=True)
class ValidatedStatement:
    """A statement that only reads, as it is sent to an engine: without comments, `EXPLAIN` and a last semicolon."""

    statement: str
    tokens: tuple[Token, ...]
    explain: bool = False


def validate(statement: str, parameters: Mapping[str, Any] | None = None) -> ValidatedStatement:
    """The statement, when every clause of it only reads. Raises BadStatement naming the first thing that does not."""
    found, shown = tokens(plain(statement))
    while found and found[-1].mark == ";":
        shown = shown[: found.pop().at]
    explain = bool(found) and found[0].bare == "EXPLAIN"
    if explain:
        shown = " " * (found[0].at + 7) + shown[found.pop(0).at + 7 :]
    _check_start(found)
    for i in range(len(found)):
        _check(found, i)
    check_growth(found, parameters or {})
    return ValidatedStatement(shown, tuple(found), explain)


def _check_start(found: list[Token]) -> None:
    if not found:
        raise BadStatement("there is no statement", 'try "MATCH (m:Model) RETURN count(m) AS models"')
    if found[0].bare not in STARTS:
        raise _refused(found[0], f"a statement starts with {', '.join(STARTS)}")


def _check(found: list[Token], i: int) -> None:
    token, before, after = found[i], found[i - 1] if i else None, found[i + 1] if i + 1 < len(found) else None
    if token.mark == ";":
        raise BadStatement("several statements in one are refused", "send one at a time")
    if token.kind in ("word", "quoted") and after is not None and after.mark == "(":
        _check_call(found, i)
    if token.kind == "word" and not _is_member(before):
        _check_word(found, i, before, after)


def _check_word(found: list[Token], i: int, before: Token | None, after: Token | None) -> None:
    token = found[i]
    goes_on = after is None or after.mark in NAME_GOES_ON
    if token.bare == "LOAD" and after is not None and after.bare == "CSV":
        raise _refused(token)
    if token.bare in NEVER and not (goes_on and not _in_transactions(token, before)) and not _is_alias(found, i):
        raise _refused(token)
    if token.bare == "CALL" and not goes_on:
        _check_procedure(found, i)
    if before is not None and _ends_value(before) and token.bare not in AFTER_A_VALUE:
        raise _refused(token)


def _check_call(found: list[Token], i: int) -> None:
    """What stands before a bracket is a keyword, or a function on the list."""
    first, name = _dotted(found, i)
    before = found[first - 1] if first else None
    if first == i and (before is not None and before.mark == ":"):
        return
    if first == i and found[i].bare in BEFORE_BRACKET:
        return
    if before is not None and before.bare == "CALL":
        return
    if name.lower() not in OPEN_FUNCTIONS:
        raise BadStatement(f"the function {name}() is not open here", "/api/v1/cypher/schema lists the functions")


def _check_procedure(found: list[Token], i: int) -> None:
    after = found[i + 1] if i + 1 < len(found) else None
    if after is not None and after.mark in ("{", "("):
        return
    last = i + 1
    while last + 2 < len(found) and found[last + 1].mark == ".":
        last += 2
    name = _dotted(found, last)[1] if last < len(found) else ""
    if name.lower() not in OPEN_PROCEDURES:
        raise BadStatement(
            f"CALL {name} is refused: it is none of the open procedures", f"these are: {', '.join(PROCEDURES)}"
        )


def _dotted(found: list[Token], last: int) -> tuple[int, str]:
    """Where a name with dots that ends at `last` begins, and the name."""
    first = last
    while first >= 2 and found[first - 1].mark == "." and found[first - 2].kind in ("word", "quoted"):
        first -= 2
    return first, "".join(t.written if t.kind == "word" else t.text for t in found[first : last + 1])


def _is_member(before: Token | None) -> bool:
    return before is not None and before.mark in (".", ":", "$")


def _in_transactions(token: Token, before: Token | None) -> bool:
    return token.bare == "TRANSACTIONS" and before is not None and before.bare in ("IN", "CONCURRENT")


def _is_alias(found: list[Token], i: int) -> bool:
    """Whether `AS` before the word can only be that keyword: a value that is no bare word stands before it."""
    return (
        i >= 2
        and found[i - 1].bare == "AS"
        and _ends_value(found[i - 2])
        and (i + 1 == len(found) or found[i + 1].mark in (",", "}") or found[i + 1].bare in AFTER_A_VALUE)
    )


def _ends_value(token: Token) -> bool:
    return (
        token.kind in ("quoted", "string", "number", "parameter")
        or token.mark in (")", "]", "}")
        or (token.kind == "word" and token.bare not in KEYWORDS)
    )


def _refused(token: Token, hint: str = "") -> BadStatement:
    word = token.bare or token.written[:40]
    why = NEVER.get(word) or ELSEWHERE.get(word) or "no clause or operator of that name is open here"
    return BadStatement(
        f"{word} is refused: {why}", hint or f"statements only read; a name may be quoted: `{word.lower()}`"
    )
