"""How much of the family a crawl has found, estimated from the crawl itself, two ways that check each other."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ingest.crawl.family.gain import Kind
from ingest.crawl.family.kin import BY_NAME, BY_PARENT, BY_TAG, Kin

METHOD = (
    "Every model whose children were not asked for is expected to have so many more: by how many of its children the "
    "search by name and the listings by tag show already, by the share of children that these show where the children "
    "were asked for (capture and recapture; of the owner's models one has a larger share than another), by how often "
    "such models have children at all, and, where a listing is open, by the pace of its dates back to the base's own. "
    "What hangs below those not found is added in proportion. The interval takes what is missing for up to three times "
    "and down to half as much (four times either way while a listing still adds much), and for far more or less while "
    "few of the owner's models were asked, as measured on made-up Hubs. `overlap` is Chapman's estimator on the search "
    "by name and all other listings, summed over strata of whose model the parent is and of the relation: it leans "
    "upwards, since models with popular parents are found both ways."
)

FAMILY_METHOD = (
    "The walk of one family reads the children of one parent after another, and no independent listing shows what it "
    "has not found. So every model whose children were not asked for is expected to have as many as such models have "
    "elsewhere, and an open listing to go on at the pace of its dates back to its base's own. The upper end of the "
    "interval is that nothing is missing, once no listing is left that still adds much."
)

ENDED = (
    "Walked to its end: the children of every member were asked for and read to the last page. Missing can only be "
    "what the Hub files under none of its parents, or what was added, renamed or removed meanwhile."
)

MORE, FEWER, EARLY_FACTOR = 3.0, 2.0, 4.0
"""How far off the number of missing models may be. Measured on practice Hubs, not derived: `bench_plan` prints it."""

DOUBT = 3.0
"""By what power a factor grows where nothing is known but figures from elsewhere: 4 becomes 256, too early to say."""

FAMILY_DOUBT = 1 / 6
"""The doubt about one family's estimate, at the least: nothing independent checks it."""

EARLY = 50.0
"""Members a further page of a listing should add for the listing to be far from its end."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of the family's descendants that are listed: the estimate, its interval, and the check beside it.

    `overlap` is None where no model was found both ways. Nothing is estimated of a walk that came to its end.
    """

    estimate: float
    low: float
    high: float
    found: int
    overlap: float | None
    method: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def coverage(kin: Kin, missing: float, next_page: float, doubt: float = 0.0) -> Coverage:
    """What to say of the descendants found so far, by a walk that has not come to its end.

    `missing` more are expected; the best listing that was not read to its end should add `next_page` of them; `doubt`,
    0 to 1, is how much of the expectation does not come from this crawl.
    """
    found = sum(1 for _ in kin.descendants())
    checked, early = kin.family.word is not None, next_page > EARLY
    power = 1 + DOUBT * max(doubt, 0.0 if checked else FAMILY_DOUBT)
    more, fewer = (EARLY_FACTOR, EARLY_FACTOR) if early else (MORE, FEWER if checked else math.inf)
    overlap = chapman(captures(kin)) if checked else None
    return Coverage(
        estimate=_share(found, missing),
        low=_share(found, missing * more**power),
        high=_share(found, missing / fewer**power),
        found=found,
        overlap=None if overlap is None else _share(found, overlap - found),
        method=METHOD if checked else FAMILY_METHOD,
    )


def ended(kin: Kin) -> Coverage:
    """What to say after every question was asked and answered."""
    return Coverage(1.0, 1.0, 1.0, sum(1 for _ in kin.descendants()), None, ENDED)


@dataclass(slots=True)
class Captures:
    """What two ways of listing show of one stratum: each of them, both, and any way at all."""

    first: int = 0
    second: int = 0
    both: int = 0
    found: int = 0


def captures(kin: Kin) -> list[Captures]:
    """The descendants by stratum; captured by name, and by what does not look at names."""
    strata: dict[Hashable, Captures] = {}
    for _, known in kin.descendants():
        stratum = strata.setdefault((_whose(kin, known.parents), known.making.relation), Captures())
        named, otherwise = bool(known.shown & BY_NAME), bool(known.shown & (BY_TAG | BY_PARENT))
        stratum.first += named
        stratum.second += otherwise
        stratum.both += named and otherwise
        stratum.found += 1
    return list(strata.values())


def chapman(strata: Iterable[Captures]) -> float | None:
    """The number of all, found or not, by Chapman's estimator in each stratum (Seber 1982, 3.2); None without overlap.

    Nearly unbiased where, within a stratum, being shown one way says nothing about being shown the other.
    """
    parts = list(strata)
    if not any(part.both for part in parts):
        return None
    return sum(max((c.first + 1) * (c.second + 1) / (c.both + 1) - 1, c.found) for c in parts)


def _share(found: int, missing: float) -> float:
    return round(found / (found + max(missing, 0.0)), 4) if found else 0.0


def _whose(kin: Kin, parents: tuple[str, ...]) -> Kind:
    kinds = {kin.family.kind(parent) for parent in parents if kin.is_member(parent)}
    return next((kind for kind in Kind if kind in kinds), Kind.UNNAMED)
