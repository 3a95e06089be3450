"""What a reader could not use: rejected items with their text and place, and odd fields counted by kind."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

KEPT = 10_000
"""Rejected items whose text is kept; beyond that they are only counted, so that a hopeless source fills no disk."""

RAW_LENGTH = 2_000
"""Characters kept of each, so that all of them together fit into 20 MB."""


class Unusable(ValueError):
    """An item that cannot become a row; the text says why, in a few words that group well."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One item left out: why, where it stood (`line 12`, `page 3 item 7`) and its text as it was."""

    reason: str
    place: str
    raw: str


@dataclass(slots=True)
class Tally:
    """Counts of one reading, filled while its rows stream by."""

    seen: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return self.reasons.total()

    def reject(self, reason: str, place: str, raw: object) -> None:
        """Count an item left out, and keep its text."""
        self.reasons[reason] += 1
        if len(self.rejections) < KEPT:
            self.rejections.append(Rejection(reason, place, _text(raw)[:RAW_LENGTH]))

    def add(self, other: "Tally") -> None:
        """Count what another reading counted, behind one's own."""
        self.seen += other.seen
        self.reasons.update(other.reasons)
        self.odd.update(other.odd)
        self.rejections += other.rejections[: KEPT - len(self.rejections)]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """A tally as it was before it became JSON."""
        rejections = [Rejection(**rejection) for rejection in said["rejections"]]
        return cls(said["seen"], Counter(said["reasons"]), Counter(said["odd"]), rejections)

    def counts(self) -> dict[str, Any]:
        """For the manifest: items seen, rejected by reason, odd fields by kind, and the first rejections."""
        return {
            "seen": self.seen,
            "rejected": dict(sorted(self.reasons.items())),
            "odd_fields": dict(sorted(self.odd.items())),
            "first_rejected": [{"reason": r.reason, "place": r.place, "raw": r.raw[:200]} for r in self.rejections[:3]],
        }

    def lines(self) -> Iterator[bytes]:
        """Every kept rejection as a line of JSON."""
        for rejection in self.rejections:
            yield orjson.dumps(rejection, option=orjson.OPT_APPEND_NEWLINE)


def _text(raw: object) -> str:
    """The item as text that any encoder takes."""
    if isinstance(raw, bytes):
        return raw.decode("utf-8", "replace")
    if not isinstance(raw, str):
        try:
            raw = orjson.dumps(raw, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
        except (TypeError, ValueError, RecursionError):
            raw = repr(type(raw))
    return str(raw).encode("utf-8", "replace").decode()
