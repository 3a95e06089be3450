"""Figures about all models of a snapshot, whoever owns them: counts, and shares in per cent."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lineage.coverage.source_fields import FIELDS
from lineage.frozen.counts import counts_of
from lineage.frozen.results import RELATIONS
from lineage.frozen.rollups.files import growth_of
from lineage.frozen.storage.arrays import Bools
from lineage.frozen.storage.columns import NO_MOMENT
from lineage.frozen.storage.distinct import highest
from lineage.published_claims.figures import Compute, Figure
from lineage.published_claims.subject import Subject
from lineage.published_claims.values import ClaimReading
from lineage.values import Denominator, Relation

MOST_RANKED = 200
"""Models of "the top 200"."""

FEW = 200
"""Downloads of "half of all models have fewer"."""

Which = Callable[[Subject], Bools]
"""For each model, or for each derivation, whether it counts."""


def counted(name: str) -> Compute:
    """One of the counts of the graph, by its name."""

    def compute(subject: Subject, reading: ClaimReading) -> Figure:
        return Figure(next(count.value for count in counts_of(subject.graph) if count.name == name))

    return compute


def share(part: Which, whole: Which, of: str) -> Compute:
    """How many of the whole are of the part; `of` says in words what the whole is."""

    def compute(subject: Subject, reading: ClaimReading) -> Figure:
        every = whole(subject)
        return _share(int(np.count_nonzero(part(subject) & every)), int(np.count_nonzero(every)), of)

    return compute


def share_of_the_most_downloaded(subject: Subject, reading: ClaimReading) -> Figure:
    """How much of all downloads of all time the most downloaded models have."""
    values = subject.all_time
    first = highest(values, MOST_RANKED)
    return _share(int(values[first].sum()), int(values.sum()), f"{FIELDS['downloads_all_time']} of listed models")


def share_of_the_rarely_downloaded(subject: Subject, reading: ClaimReading) -> Figure:
    """How many models have few downloads of all time, of those whose downloads are stated."""
    values = subject.all_time
    of = f"listed models whose {FIELDS['downloads_all_time']} are stated"
    return _share(int(np.count_nonzero(values < FEW)), len(values), of)


def share_of_new_models(denominator: Denominator) -> Compute:
    """How many of a month's new models descend from an organisation's, of those of the denominator."""

    def compute(subject: Subject, reading: ClaimReading) -> Figure:
        key = subject.key_of_growth(reading.of)
        if key is None:
            return Figure(None, f"this snapshot has nothing that descends from an organisation {reading.of}")
        if reading.asked is None:
            return Figure(None, "the claim says no month: asked = [2025-07-01, 2025-07-31]")
        growth = growth_of(subject.graph)
        whole, ours = growth.everything(denominator), growth.series("base", key, denominator)
        first, last = (f"{day:%Y-%m}" for day in reading.asked)
        places = [place for place, month in enumerate(growth.months) if first <= month <= last]
        part, every = (sum(series.counts[place] for place in places) for series in (ours, whole))
        shared = _share(part, every, f"new models ({denominator}) of {' to '.join(dict.fromkeys((first, last)))}")
        return replace(shared, of_asked=True)

    return compute


def share_of_a_country(subject: Subject, reading: ClaimReading) -> Figure:
    """Downloads by the country of the owner."""
    return Figure(None, "no field of the Hub says which country an owner is of: it cannot be checked from metadata")


def listed(subject: Subject) -> Bools:
    return subject.is_listed


def with_parent(subject: Subject) -> Bools:
    """Who names itself alone has none."""
    return _are_children(subject, derivations(subject))


def with_license(subject: Subject) -> Bools:
    return np.asarray(subject.graph.models.words("license").codes >= 0)


def with_other_license(subject: Subject) -> Bools:
    return subject.is_listed & subject.graph.models.with_word("license", "other")


def without_license_name(subject: Subject) -> Bools:
    return np.asarray(subject.graph.models.words("license_name").codes < 0)


def quantized(subject: Subject) -> Bools:
    chosen = subject.graph.edges.relation == RELATIONS.index(Relation.QUANTIZED)
    return _are_children(subject, chosen & derivations(subject)) & subject.is_listed


def _are_children(subject: Subject, chosen: Bools) -> Bools:
    """For each model, whether it is the child of one of the chosen derivations."""
    are = np.zeros(subject.graph.size, np.bool_)
    are[subject.graph.edges.child[chosen]] = True
    return are


def leaves(subject: Subject) -> Bools:
    return np.asarray(subject.graph.children.degrees == 0)


def derivations(subject: Subject) -> Bools:
    """All but self-references."""
    return np.asarray(subject.graph.edges.child != subject.graph.edges.parent)


def of_listed_parents(subject: Subject) -> Bools:
    return subject.is_listed[subject.graph.edges.parent]


def datable(subject: Subject) -> Bools:
    """Derivations with a date of creation at both ends."""
    child, parent = subject.created
    return np.asarray(derivations(subject) & (child != NO_MOMENT) & (parent != NO_MOMENT))


def of_older_parents(subject: Subject) -> Bools:
    child, parent = subject.created
    return np.asarray(parent <= child)


def _share(part: int, whole: int, of: str) -> Figure:
    """In per cent, to two digits; not stated of nothing."""
    if not whole:
        return Figure(None, f"not stated: this snapshot has no {of}")
    counts = {"so many": part, "of": whole}
    return Figure(round(100 * part / whole, 2), beside=counts, is_share=True, parts=f"{part:,} of {whole:,} {of}")
