"""The quality report of a resolution by what changed since an earlier one: its numbers add up, and few examples go."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

import polars as pl

from ingest.audit.cases import Cases, Finding, Occurrence
from ingest.audit.irregularities import ResolvedTables, readable, stated_cases
from ingest.audit.quality import Audit
from ingest.audit.tally import Tally, height
from ingest.resolve.touched import all_rows_of, new_rows_of, touched_ids
from lineage.home.home import FolderKind, read_manifest
from lineage.resolved.resolved_tables import TableFiles

STATED = ("claims", "derivations")
"""The tables whose rows are looked at where they changed; of the others the report reads a column or two."""


def audit_since(
    resolution: Path, earlier: Path, tally: Tally, examples: Mapping[str, Sequence[Occurrence]]
) -> Audit | None:
    """As `audit` of a resolution that was `checked`, where these are the numbers and examples of an earlier one.

    None where it is not known which rows differ (`touched_ids`). Raises BadFile when the folder is no resolution.
    """
    with readable(resolution):
        tables = ResolvedTables.of(resolution, read_manifest(resolution, FolderKind.RESOLVED))
        pairs = [(TableFiles(earlier, name), TableFiles(resolution, name)) for name in STATED]
        touched = [ids for then, now in pairs if (ids := touched_ids(then, now)) is not None]
        if len(touched) < len(pairs):
            return None
        before = [all_rows_of(then, ids).lazy() for (then, _), ids in zip(pairs, touched, strict=True)]
        after = [new_rows_of(now, ids).lazy() for (_, now), ids in zip(pairs, touched, strict=True)]
        new = replace(tables, claims=after[0], derivations=after[1])
        now, changed = tally.changed(Tally.of(*before), Tally.of(*after)), set(pl.concat(touched))
        found = {
            cases.identity: _finding(cases, among, examples, changed)
            for cases, among in zip(stated_cases(tables, now), stated_cases(new, now), strict=True)
        }
        return Audit.of(tables, now, found)


def _finding(
    cases: Cases, new: Cases, examples: Mapping[str, Sequence[Occurrence]], changed: Set[str | None]
) -> Finding:
    """The finding of all cases, of which those of the children that `changed` are `new`. All are read where an earlier
    example may be none any more: which come next was not kept."""
    earlier = examples.get(cases.identity)
    if earlier is None and height(new.rows) == cases.count:
        earlier = ()
    if earlier is None or any(example.child in changed for example in earlier):
        return replace(cases, first=None).finding()
    return cases.finding_since(earlier, new)
