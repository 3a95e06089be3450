"""What a statement is likely to cost, told before it runs: the engine's estimate, and what its words give away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lineage.cypher.allowlist import CLAUSES
from lineage.cypher.lexer import CLOSING, OPENING, Token

MANY_ROWS = 1_000_000
FAR = 10  # hops: a bounded path may still be very many paths where merges make ladders


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One reason why a statement may not end in time, and what would help."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The engine's operators, its estimate of the rows it goes through (None where it has none), and warnings.

    With `whole_labels` it is the most nodes that a pattern may start from; None where each starts from a key.
    """

    estimated_rows: float | None
    operators: tuple[str, ...]
    warnings: tuple[PlanWarning, ...]
    engine: str
    whole_labels: bool = False


def warnings(found: Sequence[Token], estimated_rows: float | None, whole_labels: bool = False) -> Iterator[PlanWarning]:
    """Why the statement may not end in time, the surest reason first; the same on both engines but for the estimate."""
    if any(_unbounded(found, i) for i in range(len(found))):
        yield PlanWarning("a path has no upper bound", "bound it: *1..60")
    if _apart(found):
        yield PlanWarning("patterns that share nothing are combined, each with each", "connect them, or ask twice")
    if any(not _is_narrowed(pattern) for pattern in _first_patterns(found)):
        yield PlanWarning(
            "a pattern has no label: every node is looked at", "write (m:Model), with an id where you have one"
        )
    if estimated_rows is not None and estimated_rows > MANY_ROWS:
        rows = f"{estimated_rows:,.0f}"
        expected = f"{rows} nodes may be looked at" if whole_labels else f"about {rows} rows are expected"
        yield PlanWarning(expected, "narrow it: a key, a relation, a LIMIT earlier on")
    if any(_far(found, i) for i in range(len(found))) and not any(t.bare in ("DISTINCT", "LIMIT") for t in found):
        yield PlanWarning("a long path is followed along every way there is", "count(DISTINCT ...) or RETURN DISTINCT")


def starts_from_keys(found: Sequence[Token]) -> bool:
    """Whether every pattern starts from nodes named by their keys, or from what was found before: no label is read."""
    keyed = set(_keyed(found))
    return all(_has_key(pattern) or _variables(pattern) & keyed for pattern in _first_patterns(found))


def _keyed(found: Sequence[Token]) -> Iterator[str]:
    """The variables whose key a WHERE names, with nothing that it says instead."""
    for i, token in enumerate(found):
        if token.bare == "WHERE":
            part = found[i + 1 : next((j for j in range(i + 1, len(found)) if found[j].bare in CLAUSES), len(found))]
            if not any(other.bare in ("OR", "XOR", "NOT") for other in part):
                yield from (part[j].written for j in range(len(part) - 3) if _names_key(part[j : j + 4]))


def _names_key(part: Sequence[Token]) -> bool:
    """Whether four tokens are `m.id =` or `m.id IN`, and what comes then."""
    return part[1].mark == "." and part[2].written == "id" and (part[3].mark == "=" or part[3].bare == "IN")


def _apart(found: Sequence[Token]) -> bool:
    """Whether patterns share no variable with one another or with what came before; one with a key is no loss."""
    known: set[str] = set()
    several = False
    for patterns in _matches(found):
        groups: list[set[str]] = []
        for pattern in patterns:
            names = _variables(pattern)
            if _has_key(pattern):
                known |= names
                continue
            joined = [group for group in groups if group & names]
            groups = [group for group in groups if not group & names] + [names.union(*joined)]
        if sum(not group & known for group in groups) > 1 or (several and any(not g & known for g in groups)):
            return True
        several = True
        known |= set().union(*groups)
    return False


def _has_key(pattern: Sequence[Token]) -> bool:
    """Whether a node of the pattern is named by its key, so that the pattern starts from one."""
    return any(
        pattern[i - 1].mark in ("{", ",")
        and token.written == "id"
        and i + 1 < len(pattern)
        and pattern[i + 1].mark == ":"
        for i, token in enumerate(pattern)
        if i
    )


def _first_patterns(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The patterns that start from nothing: no variable of theirs was bound before."""
    known: set[str] = set()
    for patterns in _matches(found):
        for pattern in patterns:
            if not _variables(pattern) & known:
                yield pattern
            known |= _variables(pattern)


def _is_narrowed(pattern: Sequence[Token]) -> bool:
    """Whether some node of the pattern has a label, or some relationship a type."""
    return any(token.mark == ":" and _depth_is_shallow(pattern, i) for i, token in enumerate(pattern))


def _depth_is_shallow(pattern: Sequence[Token], i: int) -> bool:
    return sum(_step(token) for token in pattern[:i] if token.mark in ("{", "}")) == 0


def _matches(found: Sequence[Token]) -> Iterator[list[Sequence[Token]]]:
    """The patterns of each MATCH."""
    for i, token in enumerate(found):
        if token.bare == "MATCH" and i + 1 < len(found) and found[i + 1].mark != "=":
            end = next(
                (
                    j
                    for j in range(i + 1, len(found))
                    if found[j].bare in CLAUSES or (found[j].mark == "}" and _closes_more(found[i + 1 : j + 1]))
                ),
                len(found),
            )
            yield _split(found[i + 1 : end])


def _closes_more(part: Sequence[Token]) -> bool:
    return sum(_step(token) for token in part) < 0


def _split(part: Sequence[Token]) -> list[Sequence[Token]]:
    depth, start, patterns = 0, 0, []
    for i, token in enumerate(part):
        depth += _step(token)
        if token.mark == "," and depth == 0:
            patterns.append(part[start:i])
            start = i + 1
    return [pattern for pattern in (*patterns, part[start:]) if pattern]


def _variables(pattern: Sequence[Token]) -> set[str]:
    return {
        token.written
        for before, token in pairwise(pattern)
        if before.mark in ("(", "[") and token.kind in ("word", "quoted")
    }


def _unbounded(found: Sequence[Token], i: int) -> bool:
    """Whether the star at `i` is a relationship's and has no upper bound."""
    rest = [token.text for token in found[i + 1 : i + 4]]
    return _is_hops(found, i) and (
        rest[:1] in (["]"], ["{"]) or rest[:2] in (["..", "]"], ["..", "{"]) or rest[1:3] in (["..", "]"], ["..", "{"])
    )


def _far(found: Sequence[Token], i: int) -> bool:
    numbers = [int(t.text) for t in found[i + 1 : i + 4] if t.kind == "number" and t.text.isdecimal()]
    return _is_hops(found, i) and bool(numbers) and numbers[-1] > FAR


def _is_hops(found: Sequence[Token], i: int) -> bool:
    """Whether the star at `i` stands in a relationship's bracket, after its type or name, not in a list or product."""
    if found[i].mark != "*":
        return False
    j = i - 1
    while j >= 0 and (found[j].kind in ("word", "quoted") or found[j].mark in (":", "|")):
        j -= 1
    return j > 0 and found[j].mark == "[" and found[j - 1].mark == "-"


def _step(token: Token) -> int:
    return (token.mark in OPENING) - (token.mark in CLOSING) if token.mark else 0
