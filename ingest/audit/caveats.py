"""What a comparison of two snapshots cannot tell, given what part of the Hub each is and where it was read."""

from collections.abc import Iterator, Set

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.values import Extent, SnapshotFacts


def caveats(a: SnapshotFacts, b: SnapshotFacts, evidence_a: Set[str], evidence_b: Set[str]) -> Iterator[str]:
    """A sentence for each; none for two whole passes over one Hub, in their order."""
    if a.data_at > b.data_at:
        yield f"{b.id} is older than {a.id}: what came is told as gone, and what went as new"
    if a.source != b.source:
        yield f"read from different sources ({a.source}; {b.source}): what one of them leaves out looks like a change"
    yield from _parts(a, b)
    for one, other, more in ((a, b, evidence_a - evidence_b), (b, a, evidence_b - evidence_a)):
        if more:
            kinds = ", ".join(sorted(more))
            yield f"only {one.id} has claims by {kinds}: what rests on these alone is not in {other.id}"


def _parts(a: SnapshotFacts, b: SnapshotFacts) -> Iterator[str]:
    """What follows from parts of the Hub that are not the whole, or not the same."""
    if b.extent is not Extent.WHOLE:
        part = CoverageStatement(b).part
        yield f"{b.id} is {part}: whether a model that it does not list is gone cannot be told; it is counted as absent"
    if a.extent is not Extent.WHOLE:
        yield f"{a.id} is {CoverageStatement(a).part}: a model that it does not list may have been on the Hub already"
    if a.extent is b.extent is Extent.FAMILY and a.scope != b.scope:
        yield f"the two were asked for different parts: {a.scope}, and {b.scope}"
