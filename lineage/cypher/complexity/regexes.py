"""Regular expressions that a server may match: those that cost as many steps as the text is long, whatever the text.

Java, which matches for Neo4j, tries one way after another and looks at no clock. So a pattern is taken apart here into
single characters, and only what leaves it no second way to try is let through:

- Only a single character, a dot or a class may be repeated without a bound, and what may follow it is none of those
  that it repeats: `[a-z]+[0-9]`, `[^/]+/`, but not `a*a*`, `[a-z]*x` or `(a|ab)*`.
- Choices (`(a|b)`, `x?`, `x{1,3}`) are multiplied out, into MOST_CHOICES ways at most; each of them is held to
  the rule.
- `.*` may stand between any of them: the first place at which what follows matches is then as good as any other, and
  `linear` writes it so that Java takes that place and never goes back (`(?>.*?x)`). What stands between two of them has
  one length, but for the last, and is made of what a dot matches.

Look-around, references back, possessive and atomic groups, and flags other than `i` and `s` are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

LONGEST = 200  # characters of a pattern
MOST_CHOICES = 64
MOST_REPEATED = 100  # of a repetition with a bound
LINE_ENDS = frozenset("\n\r\u0085\u2028\u2029")
SAMPLES = "aZ09_ \t\n\r\x0b\x0c\x85\u2028\u2029é漢😀/:@[`{-.\x00"
FLAGS = re.compile(r"\(\?([is]{1,2})\)")
QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d+)(,(\d*))?\})")
ESCAPE = re.compile(r"\\(?:[dDwWsStnr]|[^\w\s])", re.ASCII)
CLASS = re.compile(r"\[\^?(?:[^\\\[\]&|~]|\\(?:[dDwWsStnr]|[^\w\s]))+\]", re.ASCII)

Characters = frozenset[str]


class Unsafe(ValueError):
    """Why a pattern may take more steps than its text is long, as what follows `a pattern`."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One character of a set; the set is known by samples that tell any two sets of the pattern apart."""

    written: str
    characters: Characters


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several sequences, in a group."""

    written: str
    branches: "tuple[Sequence, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """`of` from `least` to `most` times, None without a bound."""

    written: str
    of: Atom | Alternatives
    least: int
    most: int | None


Term = Atom | Alternatives | Repeat
Sequence = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class CharacterStep:
    """A step of one way through a pattern: a character, or a loop over a character."""

    characters: Characters
    loops: bool = False


Way = tuple[CharacterStep, ...]


def linear(pattern: str) -> str:
    """A pattern that matches the same whole texts in linear time. Raises Unsafe."""
    if len(pattern) > LONGEST:
        raise Unsafe(f"of {len(pattern):,} characters")
    flags = FLAGS.match(pattern)
    begins = flags[0] if flags else ""
    reader = _Reader(pattern.removeprefix(begins), flags[1] if flags else "")
    branches = _flat(reader.whole())
    return begins + "|".join(_linear(branch, reader.dot) for branch in branches)


def _flat(branches: tuple[Sequence, ...]) -> Iterator[Sequence]:
    """The alternatives of a pattern that is nothing but a group of them."""
    for branch in branches:
        if len(branch) == 1 and isinstance(branch[0], Alternatives):
            yield from _flat(branch[0].branches)
        else:
            yield branch


class _Reader:
    """Reads a pattern from left to right. Raises Unsafe for what is none of the forms above."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern, self._at, self._flags = pattern, 0, flags
        self._inside = 0
        self._known: dict[str, Characters] = {}

    @cached_property
    def dot(self) -> Characters:
        return frozenset(self._samples) if "s" in self._flags else frozenset(self._samples) - LINE_ENDS

    @cached_property
    def _samples(self) -> Characters:
        """Characters such that two sets of this pattern that have any in common have one of these in common."""
        written = {other for c in self._pattern for other in (c, c.lower(), c.upper(), c.swapcase()) if len(other) == 1}
        beside = {chr(min(max(ord(c) + n, 0), 0x10FFFF)) for c in written for n in (-1, 1)}
        return frozenset(written | beside | set(SAMPLES))

    def whole(self) -> tuple[Sequence, ...]:
        branches = self._branches()
        if self._at < len(self._pattern):
            self._refuse("with a bracket that closes nothing")
        return branches

    def _branches(self) -> tuple[Sequence, ...]:
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        return tuple(found)

    def _sequence(self) -> Sequence:
        """Terms up to a bar or a bracket. `^` and `$` at its ends say nothing where whole texts are matched."""
        found: list[Term] = []
        if not self._inside:
            self._take("^")
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            if not self._inside and self._pattern[self._at : self._at + 2] in ("$", "$|"):
                self._take("$")
                break
            found.append(self._term())
        return tuple(found)

    def _take(self, text: str) -> bool:
        taken = self._pattern.startswith(text, self._at)
        self._at += len(text) if taken else 0
        return taken

    def _term(self) -> Term:
        begins = self._at
        of = self._group() if self._pattern[self._at] == "(" else self._atom()
        quantifier = QUANTIFIER.match(self._pattern, self._at)
        if not quantifier:
            return of
        self._at = quantifier.end()
        written = self._pattern[begins : self._at]
        self._take("?")
        if self._at < len(self._pattern) and self._pattern[self._at] in "+*?{":
            self._refuse("that repeats a repetition")
        least, most = _bounds(quantifier)
        if most is None and isinstance(of, Alternatives):
            self._refuse("that repeats a group without a bound")
        if max(least, most or 0) > MOST_REPEATED:
            self._refuse(f"that repeats more than {MOST_REPEATED} times")
        return Repeat(written, of, least, most)

    def _group(self) -> Alternatives:
        begins = self._at
        if not self._take("(?:"):
            self._take("(")
            if self._take("?"):
                self._refuse("with a group of a special kind")
        self._inside += 1
        branches = self._branches()
        self._inside -= 1
        if not self._take(")"):
            self._refuse("with a bracket that is not closed")
        return Alternatives(self._pattern[begins : self._at], branches)

    def _atom(self) -> Atom:
        c = self._pattern[self._at]
        if c == ".":
            self._at += 1
            return Atom(c, self.dot)
        if c in "\\[":
            found = (ESCAPE if c == "\\" else CLASS).match(self._pattern, self._at)
            if not found:
                self._refuse("with an escape or a class of a special kind")
            return self._known_atom(found[0])
        if c in "*+?{}]^$":
            self._refuse(f"with {c} where no character can stand")
        return self._known_atom(c)

    def _known_atom(self, written: str) -> Atom:
        self._at += len(written)
        if written not in self._known:
            flags = re.ASCII | (re.IGNORECASE if "i" in self._flags else 0)
            try:
                matches = re.compile(written, flags).fullmatch
            except re.error:
                self._refuse("with an escape or a class of a special kind")
            self._known[written] = frozenset(filter(matches, self._samples))
        return Atom(written, self._known[written])

    def _refuse(self, why: str) -> NoReturn:
        raise Unsafe(why)


def _bounds(quantifier: re.Match[str]) -> tuple[int, int | None]:
    if quantifier[1] is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[quantifier[0]]
    least = int(quantifier[1])
    if quantifier[2] is None:
        return least, least
    return least, int(quantifier[3]) if quantifier[3] else None


def _linear(branch: Sequence, dot: Characters) -> str:
    """One alternative: parts with a gap (`.*`) between each two, so written that no place is tried twice."""
    parts, gaps = _split(branch, dot)
    if not gaps:
        _check_ways(branch)
        return _written(branch)
    first, *middle, last = _trimmed(parts, dot)
    _check_first(first)
    anything_behind = not last and gaps[-1] == 0
    for i, part in enumerate(middle):
        _check_middle(part, dot, anything_behind and i == len(middle) - 1)
    _check_last(last)
    between = "".join(
        f"(?>{_gap(gap)}?{_written(part)})" for gap, part in zip(gaps[: len(middle)], middle, strict=True)
    )
    return f"{_written(first)}{between}{_gap(gaps[-1])}{_written(last)}"


def _gap(least: int) -> str:
    return "." * least + ".*"


def _split(branch: Sequence, dot: Characters) -> tuple[list[list[Term]], list[int]]:
    """The parts between gaps, and how many characters each gap has at least. Gaps beside one another are one."""
    parts: list[list[Term]] = [[]]
    gaps: list[int] = []
    for term in branch:
        if not (isinstance(term, Repeat) and term.most is None and _set_of(term.of) == dot):
            parts[-1].append(term)
        elif gaps and not parts[-1]:
            gaps[-1] += term.least
        else:
            gaps.append(term.least)
            parts.append([])
    return parts, gaps


def _set_of(term: Term) -> Characters | None:
    return term.characters if isinstance(term, Atom) else None


def _trimmed(parts: list[list[Term]], dot: Characters) -> list[list[Term]]:
    """The parts without repetitions beside a gap, which takes as much of them as there is."""
    for i, part in enumerate(parts):
        if i > 0:
            part[:1] = _least(part[:1], dot)
        if i < len(parts) - 1:
            part[-1:] = _least(part[-1:], dot)
    return parts


def _least(terms: list[Term], dot: Characters) -> list[Term]:
    """A repetition of characters that a gap takes too, as often as it must stand there; anything else as it is."""
    if terms and isinstance(terms[0], Repeat) and isinstance(terms[0].of, Atom) and terms[0].of.characters <= dot:
        return [terms[0].of] * terms[0].least
    return terms


def _written(part: Sequence | list[Term]) -> str:
    return "".join(term.written for term in part)


def _check_first(part: list[Term]) -> None:
    """What stands at the beginning ends in one place only."""
    for way in _check_ways(part):
        if way and way[-1].loops:
            raise Unsafe("with .* behind a repetition of something else")


def _check_middle(part: list[Term], dot: Characters, anything_behind: bool) -> None:
    """What stands between gaps: of what a dot matches, and of one length unless anything may stand behind it."""
    ways = _check_ways(part)
    if any(not step.characters <= dot for way in ways for step in way):
        raise Unsafe("with a class between two .* that matches line ends, as [^x] and \\s do")
    if anything_behind:
        _check_starts(ways)
    elif len({len(way) for way in ways}) > 1 or any(step.loops for way in ways for step in way):
        raise Unsafe("with a choice of different lengths between two .*")


def _check_last(part: list[Term]) -> None:
    _check_starts(_check_ways(part))


def _check_starts(ways: list[Way]) -> None:
    """What may begin at any place gets into a loop past something that is no part of it: so it does from one place."""
    for way in ways:
        since: list[CharacterStep] = []
        for step in way:
            if step.loops and all(before.characters & step.characters for before in since):
                raise Unsafe("with a repetition behind .* that it could begin within")
            since = [] if step.loops else [*since, step]


def _check_ways(part: Sequence | list[Term]) -> list[Way]:
    """All ways through a part, each with one way to go on behind every loop. Raises Unsafe."""
    ways = _ways(tuple(part))
    for way in ways:
        for i, step in enumerate(way):
            if step.loops:
                _check_loop(step, way[i + 1 :])
    return ways


def _check_loop(loop: CharacterStep, behind: Way) -> None:
    for step in behind:
        if step.characters & loop.characters:
            raise Unsafe("where what follows a repetition could be part of it")
        if not step.loops:
            return


def _ways(sequence: Sequence) -> list[Way]:
    found: list[Way] = [()]
    for term in sequence:
        found = [way + more for way in found for more in _ways_of(term)]
        if len(found) > MOST_CHOICES:
            raise Unsafe(f"with more than {MOST_CHOICES} ways through its choices")
    return found


def _ways_of(term: Term) -> list[Way]:
    if isinstance(term, Atom):
        return [(CharacterStep(term.characters),)]
    if isinstance(term, Alternatives):
        return [way for branch in term.branches for way in _ways(branch)]
    if term.most is None:
        assert isinstance(term.of, Atom)  # noqa: S101 - the reader refuses others
        step = CharacterStep(term.of.characters)
        return [(*([step] * term.least), CharacterStep(term.of.characters, loops=True))]
    return [way for times in range(term.least, term.most + 1) for way in _ways((term.of,) * times)]
