"""Checking published claims: each definition's figure, and what follows for the claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Day
from enum import StrEnum

from lineage.published_claims.definitions import DEFINITIONS, NoList, figure
from lineage.published_claims.figures import Figure
from lineage.published_claims.subject import Subject
from lineage.published_claims.values import ClaimReading, CounterFigure, PublishedClaim
from lineage.values import Extent


class Verdict(StrEnum):
    """What a definition says of a claim at the date of the snapshot."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    CANNOT_BE_DECIDED = "cannot be decided"
    CANNOT_BE_COMPUTED = "cannot be computed"


_AT_LEAST = "there is at least so much"
MADE_UP = "counted in made-up data, which say nothing of real models"
_MAY_FALL = "it may have been more: what is deleted counts no longer, and downloads of all time fall at times"
_MAY_BE_MORE = "some of these models state none: another may be ahead"


@dataclass(frozen=True, slots=True)
class CheckedDefinition:
    """One definition of a claim: its value in a snapshot, beside what was claimed.

    `value` is None where it cannot be computed; `reason` says why, or what must be known of it, or why the value
    decides nothing. `lower_bound`: there is at least so much, as the snapshot is a part of the Hub, or some of what is
    counted states nothing. `compared_with` is the other side of a comparison.
    `list` is the address of the list behind it in the web app, with as many rows as it counts or stand beside it; None,
    with the reason, where there is none.
    """

    name: str
    meaning: str
    value: float | str | None
    verdict: Verdict
    reason: str
    expected: float | str | None
    at_most: float | None
    compared_with: float | None
    beside: Mapping[str, float]
    lower_bound: bool
    snapshot: str
    as_of: Day | None
    list: str | None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with all its definitions checked, and what else was published about the same."""

    text: str
    date: str
    source: str
    definitions: tuple[CheckedDefinition, ...]
    counter_figures: tuple[CounterFigure, ...]


def check(subject: Subject, claims: Iterable[PublishedClaim]) -> list[CheckedClaim]:
    """Each claim, in the order given."""
    return [
        CheckedClaim(
            claim.text,
            claim.date,
            claim.source,
            tuple(_checked(subject, reading) for reading in claim.definitions),
            claim.counter_figures,
        )
        for claim in claims
    ]


def _checked(subject: Subject, reading: ClaimReading) -> CheckedDefinition:
    facts, found, definition = subject.facts, figure(subject, reading), DEFINITIONS[reading.definition]
    part, day = facts.extent is not Extent.WHOLE, facts.as_of.date() if facts.as_of else None
    verdict, why = _verdict(found, reading, part, day)
    if facts.synthetic and found.value is not None:
        verdict, why = Verdict.CANNOT_BE_DECIDED, MADE_UP
    behind = definition.list(subject, reading)
    no_list = f"no list: {behind.why}" if isinstance(behind, NoList) and found.value is not None else ""
    return CheckedDefinition(
        reading.definition,
        definition.meaning,
        found.value,
        verdict,
        "; ".join(filter(None, (found.parts, why, found.reason, no_list))),
        reading.expected,
        reading.at_most,
        found.compared_with,
        found.beside,
        isinstance(found.value, int | float) and not found.is_share and (part or found.is_bound),
        facts.id,
        day,
        None if isinstance(behind, NoList) else behind,
    )


def _verdict(found: Figure, reading: ClaimReading, part: bool, day: Day | None) -> tuple[Verdict, str]:
    """What follows from a figure of that day, and why where that is not plain."""
    if found.value is None:
        return Verdict.CANNOT_BE_COMPUTED, ""
    if found.between is not None:
        return _happened(found.between, reading.asked or (None if reading.by is None else (Day.min, reading.by)))
    verdict, why = _of_its_day(found, found.value, reading, part)
    elsewhen = _of_another_day(found, reading, day) or _reached(verdict, reading, day)
    return (Verdict.CANNOT_BE_DECIDED, "; ".join(filter(None, (why, elsewhen)))) if elsewhen else (verdict, why)


def _of_its_day(found: Figure, value: float | str, reading: ClaimReading, part: bool) -> tuple[Verdict, str]:
    """What follows for the day that a figure is of."""
    if isinstance(value, str):
        return _first(found, reading, part)
    if found.compared_with is not None:
        return _compared(value, found.compared_with, found, part)
    if found.is_share and part:
        return Verdict.CANNOT_BE_DECIDED, "a share of a part of the Hub says nothing of the whole"
    return _against(found, value, reading, part)


def _first(found: Figure, reading: ClaimReading, part: bool) -> tuple[Verdict, str]:
    """What follows from which model is first: one that is ahead of the expected one refutes, in a part of the Hub too;
    that it is ahead of all takes all of them."""
    if found.value != reading.expected:
        lacking = found.lacks_expected
        return (Verdict.CANNOT_BE_DECIDED, lacking) if lacking else (Verdict.DOES_NOT_HOLD, "")
    if part:
        return Verdict.CANNOT_BE_DECIDED, "it is the first of a part of the Hub: another may be ahead"
    return (Verdict.CANNOT_BE_DECIDED, _MAY_BE_MORE) if found.is_bound else (Verdict.HOLDS, "")


def _compared(mine: float, theirs: float, found: Figure, part: bool) -> tuple[Verdict, str]:
    """What follows from two sums: the smaller one must be no lower bound."""
    if part:
        return Verdict.CANNOT_BE_DECIDED, "both sums are of a part of the Hub: either may be ahead"
    if found.other_is_bound if mine > theirs else found.is_bound:
        return Verdict.CANNOT_BE_DECIDED, _MAY_BE_MORE
    return _held(mine > theirs), ""


def _against(found: Figure, value: float, reading: ClaimReading, part: bool) -> tuple[Verdict, str]:
    """What follows from a number, which is a lower bound where the snapshot is a part of the Hub."""
    assert isinstance(reading.expected, int | float)  # noqa: S101 - `reading` lets no other through
    if reading.at_most is not None and value > reading.at_most:
        return Verdict.DOES_NOT_HOLD, ""
    if (part or found.is_bound) and (value < reading.expected or reading.at_most is not None):
        return Verdict.CANNOT_BE_DECIDED, "of a part of the Hub: there is at least so much" if part else _AT_LEAST
    return _held(value >= reading.expected), ""


def _happened(between: tuple[Day, Day], asked: tuple[Day, Day] | None) -> tuple[Verdict, str]:
    """Whether what happened between two days happened in the days that the claim is about. That it was not so on a
    later day says nothing of them: what has come may go again."""
    if asked is None or asked[0] <= between[0] <= between[1] <= asked[1]:
        return Verdict.HOLDS, ""
    if between[1] < asked[0]:
        return Verdict.DOES_NOT_HOLD, ""
    if asked[1] < between[0]:
        return Verdict.CANNOT_BE_DECIDED, f"not so on {between[0]}, but {_MAY_FALL}; the claim is about {_days(asked)}"
    return Verdict.CANNOT_BE_DECIDED, f"on which day between them is not known; the claim is about {_days(asked)}"


def _held(holds: bool) -> Verdict:
    return Verdict.HOLDS if holds else Verdict.DOES_NOT_HOLD


def _of_another_day(found: Figure, reading: ClaimReading, day: Day | None) -> str:
    """Why a figure of that day says nothing of the days that the claim is about; empty where it does, or the claim is
    about none."""
    if reading.asked is None:
        return ""
    first, last = reading.asked
    on = "an unknown day" if day is None else str(day)
    if found.of_asked:
        is_over = day is not None and last <= day
        return "" if is_over else f"in data of {on} the time of the claim, {_days(reading.asked)}, is not over"
    if day is not None and first <= day <= last:
        return ""
    return f"the same question on {on}; the claim is about {_days(reading.asked)}"


def _reached(verdict: Verdict, reading: ClaimReading, day: Day | None) -> str:
    """Why a number of that day says nothing of the day by which it was reached; empty where it does: what is enough no
    later was reached by then, and what is not enough on the very day was not there. Numbers of other days say nothing,
    since they grow as a rule, and fall at times."""
    if reading.by is None or verdict is Verdict.CANNOT_BE_DECIDED:
        return ""
    if day is None:
        return f"counted on an unknown day; the claim is about {reading.by}"
    if verdict is Verdict.HOLDS and day > reading.by:
        return f"so much on {day}: whether it was so by {reading.by} does not follow"
    if verdict is Verdict.DOES_NOT_HOLD and day != reading.by:
        why = f", and {_MAY_FALL}" if day > reading.by else ""
        return f"not so much on {day}{why}: whether it was so by {reading.by} does not follow"
    return ""


def _days(asked: tuple[Day, Day]) -> str:
    return " to ".join(dict.fromkeys(map(str, asked)))
