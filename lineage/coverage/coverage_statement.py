"""What part of the Hub a snapshot is, and of when: the words for it that pages, commands, notebooks and files share."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lineage.values import DatedBy, Extent, ScopeKind, SnapshotFacts

if TYPE_CHECKING:  # which arrays come with
    from lineage.frozen import Undercount

_HOW = {
    DatedBy.STATED: "as stated at import",
    DatedBy.METADATA: "from its metadata",
    DatedBy.OBSERVED: "last observation in it",
    DatedBy.FILE_NAME: "from its name",
    DatedBy.NEWEST_CHANGE: "newest change in it",
}

_CAVEAT = "Counts are lower bounds, and a model that is not in it may well be on the Hub."


def part(facts: SnapshotFacts) -> str:
    """What the snapshot is called in a sentence."""
    return "this sample" if facts.extent is Extent.SAMPLE else "this snapshot"


@dataclass(frozen=True, slots=True)
class CoverageStatement:
    """The statement about one snapshot: `short` for a header, `long` in sentences, and the parts of both."""

    facts: SnapshotFacts

    @property
    def short(self) -> str:
        """As in `a sample of unknown extent, data of 2026-08-22 (newest change in it), read 2026-11-28`."""
        return ", ".join(filter(None, (self.part, self.share, self.data, f"read {_day(self.facts.finished_at)}")))

    @property
    def long(self) -> str:
        """The part of the Hub, how much of it, when it is from and was read, and what does not follow from it."""
        return " ".join(filter(None, (f"This is {self.part}{self._source}.", self._found, self._when, self.caveat)))

    @property
    def part(self) -> str:
        """The part of the Hub, as the object of a sentence; a practice Hub is called synthetic."""
        made_up = self.facts.synthetic
        match self.facts.extent:
            case Extent.WHOLE:
                return "the whole practice Hub (synthetic)" if made_up else "the whole Hub"
            case Extent.FAMILY:
                return f"{self._family} (synthetic)" if made_up else self._family
            case Extent.SAMPLE:
                return "a sample of unknown extent" + (" (synthetic)" if made_up else "")

    @property
    def share(self) -> str | None:
        """How much of a family is in it; None for what is no family, or where nothing was estimated."""
        facts = self.facts
        if facts.extent is not Extent.FAMILY:
            return None
        if facts.complete:
            return "walked to its end"
        return None if facts.coverage is None else f"an estimated {facts.coverage:.1%} of it"

    @property
    def how(self) -> str | None:
        """How it is known when the data are from; None where that is when they were read, or not known."""
        return _HOW.get(self.facts.as_of_how) if self.facts.as_of_how else None

    @property
    def data(self) -> str | None:
        """When the data are from, and how that is known; None where that is when they were read."""
        if self.facts.as_of is None:
            return "data of unknown date"
        return f"data of {_day(self.facts.as_of)} ({self.how})" if self.how else None

    @property
    def day(self) -> str:
        """When the data are from; where that is not known, that it is not, and when they were read."""
        facts = self.facts
        return _day(facts.as_of) if facts.as_of else f"data of unknown date, read {_day(facts.finished_at)}"

    @property
    def caveat(self) -> str | None:
        """What must not be concluded from a part of the Hub; None for a whole pass."""
        return None if self.facts.extent is Extent.WHOLE else _CAVEAT

    @property
    def over_time(self) -> str | None:
        """What must not be concluded from months of a part of the Hub; None for a whole pass, and for a family that was
        walked to its end."""
        if self.facts.extent is Extent.WHOLE or (self.facts.extent is Extent.FAMILY and self.facts.complete):
            return None
        return (
            f"How much of each month {part(self.facts)} holds is not known: a rise or a fall may be its own, and not "
            "the Hub's."
        )

    @property
    def _family(self) -> str:
        scope = self.facts.scope
        if scope.kind is ScopeKind.OWNER:
            return f"what descends from the models of {scope.subject}"
        return f"the {scope}" if scope.kind is ScopeKind.FAMILY else f"a part of the Hub ({scope})"

    @property
    def _source(self) -> str:
        listed = self.facts.as_of_how is DatedBy.READING
        stated = "as stated of" if self.facts.extent is Extent.WHOLE else "from"
        return f", {'as listed by' if listed else stated} {self.facts.source}"

    @property
    def _found(self) -> str | None:
        """How much of a family was found, and whose children nobody asked for."""
        facts = self.facts
        if facts.extent is not Extent.FAMILY or self.share is None:
            return None
        if facts.complete:
            return "It was walked to its end."
        between = f" (between {facts.coverage_low:.1%} and {facts.coverage_high:.1%})" if facts.coverage_low else ""
        unread = f"; nobody asked for the children of {facts.frontier:,} models" if facts.frontier else ""
        return f"{self.facts.listed:,} models were found, {self.share}{between}{unread}."

    @property
    def _when(self) -> str:
        read = _day(self.facts.finished_at)
        if self.facts.as_of is None:
            return f"When its data are from is not known; it was read on {read}."
        return f"It was read on {read}." if self.data is None else f"It was read on {read}, {self.data}."


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def left_out(undercount: "Undercount | None", facts: SnapshotFacts) -> str:
    """What stands beside a count, never in it; nothing where it leaves nothing out."""
    if undercount is None:
        return ""
    models, copies = undercount.models, undercount.copies
    verb = "hangs" if models == 1 else "hang"
    where = "a copy that is" if copies == 1 else "copies that are"
    return f"and {models:,} more {verb} on {where} not in {part(facts)}"
