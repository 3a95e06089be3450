"""The yield model: how many members of the family a request should add. Pure functions of a model's profile."""

import math
from functools import lru_cache

from ingest.crawl.family.prior import Prior
from ingest.crawl.family.profile import Affiliation, Profile
from ingest.hub.client import PAGE_SIZE

NODES = ((-2.857, 0.01126), (-1.356, 0.2221), (0.0, 0.5333), (1.356, 0.2221), (2.857, 0.01126))
"""The normal distribution at five points with their weights, after Gauss and Hermite."""


def shape(prior: Prior, profile: Profile) -> float:
    """How unevenly children are spread over models of a profile: the shape of a gamma distribution."""
    return prior.owner_shape if profile.affiliation is Affiliation.OWN else prior.stranger_shape


def usual_children(prior: Prior, profile: Profile) -> float:
    """Children to expect of such a model when nothing points at any."""
    if profile.affiliation is Affiliation.OWN:
        quantized = prior.quantized_base if profile.relation == "quantized" else 1.0
        return prior.children_of_base * quantized * 2.0 ** (profile.magnitude - prior.usual_base)
    return (
        prior.fertility(profile.relation)
        * prior.children_of_parent
        * 2.0 ** max(0, profile.magnitude - prior.usual_stranger)
    )


@lru_cache(maxsize=100_000)
def expected_children(prior: Prior, profile: Profile, seen: int, shown: float, scale: float = 1.0) -> float:
    """Children of a model that are still to be found.

    `seen` of its children are listed already; of such models' children other listings show the share `shown`; `scale`
    corrects the profile's usual number for this Hub. The children are gamma-distributed around the mean, and shown
    independently: given a share, the posterior mean of all of them is (shape + seen) / (shape / mean + share), and the
    part 1 - share is new. The owner's models have different shares: one that is used by millions and has few children
    in sight may be one whose children show nowhere else. Where no share is known, what is seen says nothing.
    """
    alpha, mean = shape(prior, profile), usual_children(prior, profile) * scale
    if shown <= 0:
        return mean
    own = profile.affiliation is Affiliation.OWN
    likely, new = [], []
    for share, chance in shares(shown, prior.unevenness) if own else ((shown, 1.0),):
        visible = mean * share
        likely.append(_log(chance) + alpha * _log(alpha / (alpha + visible)) + seen * _log(visible / (alpha + visible)))
        new.append((1 - share) * (alpha + seen) / (alpha / mean + share))
    weights = [math.exp(log - max(likely)) for log in likely]
    return math.fsum(weight * children for weight, children in zip(weights, new, strict=True)) / math.fsum(weights)


@lru_cache(maxsize=1_000)
def shares(shown: float, unevenness: float) -> tuple[tuple[float, float], ...]:
    """Shares of single models' children that other listings show, and how likely each is, around the mean `shown`.

    The odds are log-normal, and as much lower as keeps the mean about where it is.
    """
    if not 0 < shown < 1:
        return ((shown, 1.0),)
    odds = shown / (1 - shown) * math.exp(-(unevenness**2) / 2 * (1 - 2 * shown))
    single = ((odds * math.exp(unevenness * node), chance) for node, chance in NODES)
    return tuple((these / (1 + these), chance) for these, chance in single)


def per_request(expected: float) -> float:
    """What each request for a listing should add that nobody has asked for: one page is begun, others may be full."""
    return expected / (1 + expected / PAGE_SIZE)


def _log(value: float) -> float:
    """The logarithm; of nothing, that of next to nothing."""
    return math.log(max(value, 1e-300))
