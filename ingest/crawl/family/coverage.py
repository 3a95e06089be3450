"""How much of the family a crawl has found, estimated from the crawl itself, two ways that check each other."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ingest.crawl.family.expected import doubt, frontier, missing
from ingest.crawl.family.profile import Affiliation
from ingest.crawl.family.state import BY_NAME, BY_PARENT, BY_TAG, FamilyState

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


def coverage(state: FamilyState) -> Coverage:
    """What to say of the descendants found so far: how many more there are, or that every request was answered."""
    unread = frontier(state)
    found = sum(1 for _ in state.descendants())
    if not unread:
        return Coverage(1.0, 1.0, 1.0, found, None, ENDED)
    more = missing(state, unread)
    fewest, most = interval(state, doubt(state, unread))
    checked = state.family.word is not None
    overlap = chapman(captures(state)) if checked else None
    return Coverage(
        estimate=_share(found, more),
        low=_share(found, more * most),
        high=_share(found, more / fewest),
        found=found,
        overlap=None if overlap is None else _share(found, overlap - found),
        method=METHOD if checked else FAMILY_METHOD,
    )


def interval(state: FamilyState, doubt: float) -> tuple[float, float]:
    """How many times fewer and how many times more models may be missing than estimated.

    `doubt`, 0 to 1, is how much of the estimate does not come from this crawl.
    """
    prior, checked = state.prior, state.family.word is not None
    next_page = max((listing.page_yield for listing in state.open_listings.values()), default=0.0)
    if next_page > prior.early:
        fewer, more = prior.early_factor, prior.early_factor
    else:
        fewer, more = prior.fewer if checked else math.inf, prior.more
    power = 1 + prior.doubt_power * max(doubt, 0.0 if checked else prior.family_doubt)
    return fewer**power, more**power


@dataclass(slots=True)
class Captures:
    """What two ways of listing show of one stratum: each of them, both, and any way at all."""

    first: int = 0
    second: int = 0
    both: int = 0
    found: int = 0


def captures(state: FamilyState) -> list[Captures]:
    """The descendants by stratum; captured by name, and by what does not look at names."""
    strata: dict[Hashable, Captures] = {}
    for _, model in state.descendants():
        stratum = strata.setdefault((_whose(state, model.parents), model.profile.relation), Captures())
        named, otherwise = bool(model.shown_by & BY_NAME), bool(model.shown_by & (BY_TAG | BY_PARENT))
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


def _whose(state: FamilyState, parents: tuple[str, ...]) -> Affiliation:
    found = {state.family.affiliation(parent) for parent in parents if state.is_member(parent)}
    return next((affiliation for affiliation in Affiliation if affiliation in found), Affiliation.UNNAMED)
