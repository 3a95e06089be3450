"""What was irregular in a snapshot's claims: how often, with examples or every case, and what the resolver did."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.audit.cases import Cases, Finding, Occurrence
from ingest.audit.irregularities import NAMES, ResolvedTables, all_cases, other_cases, readable, stated_cases
from ingest.audit.tally import Tally
from lineage.errors import BadInput
from lineage.text.printable import printable


@dataclass(frozen=True, slots=True)
class Report:
    """Every kind that occurs, in a fixed order. `unit` of the counts: claims, derivations or items, as `kind` says."""

    snapshot: str
    claims: int
    derivations: int
    rows: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self, width: int) -> Iterator[str]:
        """For a terminal of so many columns: each kind once, the examples below what they are examples of.

        Words are wrapped, ids and what was written never: such a line is as long as it is.
        """
        yield f"{self.snapshot}: {self.claims:,} claims, {self.derivations:,} derivations"
        for kind, rows in groupby(self.rows, key=lambda row: row.kind):
            yield from ("", kind.upper())
            for row in rows:
                yield from _wrapped(f"{row.count:>9,}  ", f"{row.what} ({row.done})", width)
                yield from (f"{'':13}{printable(str(example))}" for example in row.examples)


@dataclass(frozen=True, slots=True)
class Audit:
    """A report, and what that of the next resolution goes on from: its numbers, and the `examples` of claims and
    derivations by `Cases.identity`."""

    report: Report
    tally: Tally
    examples: Mapping[str, Sequence[Occurrence]]

    @classmethod
    def of(cls, tables: ResolvedTables, tally: Tally, stated: Mapping[str, Finding]) -> "Audit":
        """With the findings about claims and derivations, by `Cases.identity`; all else is read."""
        others = (cases.finding() for cases in other_cases(tables, None))
        report = Report(tables.name, tally.claims, tally.derivations, (*stated.values(), *others))
        return cls(report, tally, {identity: finding.examples for identity, finding in stated.items()})


def report(resolution: Path) -> Report:
    """Read a resolution's folder. Raises BadFile when it is none."""
    return audit(resolution).report


def audit(resolution: Path) -> Audit:
    """Read a resolution's folder. Raises BadFile when it is none."""
    with readable(resolution):
        tables = ResolvedTables.open(resolution)
        tally = Tally.of(tables.claims, tables.derivations)
        return Audit.of(tables, tally, {cases.identity: cases.finding() for cases in stated_cases(tables, tally)})


def find_cases(resolution: Path, snapshot: Path, rule: str) -> list[Cases]:
    """Every case of a rule, of a kind of irregularity or of a reason, by the words the report has for it.

    What reading met is in the snapshot's folder, as far as that is there. A rule that had no part in it has no case.
    Raises BadFile, and BadInput with the words there are when none is meant.
    """
    wanted, rules = " ".join(rule.split()).casefold(), dict[str, None]()
    found: dict[str, list[Cases]] = {"rule": [], "what": [], "kind": []}
    with readable(resolution):
        for cases in all_cases(ResolvedTables.open(resolution), snapshot):
            rules[cases.rule] = None
            for words, meant in found.items():
                if getattr(cases, words).casefold() == wanted:
                    meant.append(cases)
    if any(found.values()) or wanted in NAMES:
        return next(filter(None, found.values()), [])
    names = "; ".join(rules) or "none: nothing was irregular"
    raise BadInput(f"nothing in this snapshot is called {rule!r}", f"there are: {names}")


def _wrapped(first: str, text: str, width: int) -> list[str]:
    """The text behind `first`, its further lines below its own first one; no word is broken."""
    further = " " * len(first)
    return textwrap.wrap(printable(text), max(width, 40), initial_indent=first, subsequent_indent=further,
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip
