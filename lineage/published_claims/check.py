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
    CANNOT_BE_COMPUTED = "cannot be computed"


@dataclass(frozen=True, slots=True)
class CheckedDefinition:
    """One definition of a claim: its value in a snapshot, beside what was claimed.

    `value` is None where it cannot be computed; `reason` says why, or what must be known of it. `lower_bound`: the
    snapshot is a part of the Hub, so there is at least so much. `compared_with` is the other side of a comparison.
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
    verdict, why = _verdict(found, reading, part)
    remarks = [why, found.reason]
    behind = definition.list(subject, reading)
    if found.value is not None:
        remarks += [_of_another_day(reading, day), f"no list: {behind.why}" if isinstance(behind, NoList) else ""]
    return CheckedDefinition(
        reading.definition,
        definition.meaning,
        found.value,
        verdict,
        "; ".join(filter(None, remarks)),
        reading.expected,
        reading.at_most,
        found.compared_with,
        found.beside,
        part and isinstance(found.value, int | float) and not found.is_share,
        facts.id,
        day,
        None if isinstance(behind, NoList) else behind,
    )


def _verdict(found: Figure, reading: ClaimReading, part: bool) -> tuple[Verdict, str]:
    """What follows from a figure, and why where that is not plain."""
    if found.value is None:
        return Verdict.CANNOT_BE_COMPUTED, ""
    if found.between is not None:
        return _happened(found.between, reading.asked), ""
    if isinstance(found.value, str):
        holds = found.value == reading.expected
        return _held(holds), "of the models in a part of the Hub" if part and holds else ""
    if found.compared_with is not None:
        return _held(found.value > found.compared_with), "both sums are of a part of the Hub" if part else ""
    if found.is_share and part:
        return Verdict.CANNOT_BE_COMPUTED, "a share of a part of the Hub says nothing of the whole"
    return _against(found.value, reading, part)


def _against(value: float, reading: ClaimReading, part: bool) -> tuple[Verdict, str]:
    """What follows from a number, which is a lower bound where the snapshot is a part of the Hub."""
    assert isinstance(reading.expected, int | float)  # noqa: S101 - `reading` lets no other through
    if reading.at_most is not None and value > reading.at_most:
        return Verdict.DOES_NOT_HOLD, ""
    if part and (value < reading.expected or reading.at_most is not None):
        return Verdict.CANNOT_BE_COMPUTED, "of a part of the Hub: there is at least so much"
    return _held(value >= reading.expected), ""


def _happened(between: tuple[Day, Day], asked: tuple[Day, Day] | None) -> Verdict:
    """Whether what happened between two days happened in the days that the claim is about."""
    if asked is None or asked[0] <= between[0] <= between[1] <= asked[1]:
        return Verdict.HOLDS
    apart = between[1] < asked[0] or asked[1] < between[0]
    return Verdict.DOES_NOT_HOLD if apart else Verdict.CANNOT_BE_COMPUTED


def _held(holds: bool) -> Verdict:
    return Verdict.HOLDS if holds else Verdict.DOES_NOT_HOLD


def _of_another_day(reading: ClaimReading, day: Day | None) -> str:
    """What must be said where the claim is about other days than the snapshot."""
    if reading.asked is None or (day is not None and reading.asked[0] <= day <= reading.asked[1]):
        return ""
    first, last = reading.asked
    return f"the same question on {day or 'an unknown day'}; the claim is about {first} to {last}"
