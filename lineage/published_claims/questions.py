"""What claims ask of all models of a snapshot, which a load counts."""

from collections.abc import Iterable

from lineage.published_claims.tags import architecture_tags, named_after
from lineage.published_claims.values import PublishedClaim
from lineage.resolved.row_counts import RowQuestions, TagQuestion


def questions_of(claims: Iterable[PublishedClaim]) -> RowQuestions:
    """Those whose answers no frozen graph has: about tags, and about an owner's downloads in other snapshots."""
    tags, owners = set[TagQuestion](), set[str]()
    for reading in (reading for claim in claims for reading in claim.definitions):
        match reading.definition:
            case "named_after":
                tags.add(named_after(reading.of))
            case "architecture_tag":
                tags.add(architecture_tags(reading.of))
            case "all_time_downloads_crossing":
                owners.add(reading.of)
            case "more_downloads_all_time_crossing":
                owners |= {reading.of, *reading.against[:1]}
    return RowQuestions(frozenset(tags), frozenset(owners))
