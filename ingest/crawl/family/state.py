"""The state of a family crawl: all that its answers told. Nothing else decides what is asked next.

`apply` alone changes it, with its parts `membership`, `agenda` and `learning`; everything here reads. The same answers
in the same order give an equal state.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ingest.crawl.family.estimators import Calibration, Ratio
from ingest.crawl.family.listings import ArrivalRate, OpenListing
from ingest.crawl.family.prior import Prior
from ingest.crawl.family.profile import Affiliation, Family, Profile, shared_profile
from ingest.crawl.family.ranking import Ranking
from ingest.crawl.family.requests import AncestorRequest, ChildrenRequest, HubRequest, ModelRequest

BY_NAME, BY_TAG, BY_PARENT = 1, 2, 4
"""Which listings have shown a model: `search`, a tag's, its parent's."""


@dataclass(slots=True)
class ListedModel:
    """One listed model. `parents` are those the Hub names, and those whose children's listing showed it."""

    profile: Profile
    created_at: datetime | None
    parents: tuple[str, ...] = ()
    shown_by: int = 0
    is_member: bool = False
    shown_under: tuple[Affiliation, ...] = ()
    """Whose the parents are whose children's listing showed it."""

    @property
    def shown_elsewhere(self) -> bool:
        """Whether a listing shows it that is not the children of one certain parent."""
        return bool(self.shown_by & (BY_NAME | BY_TAG)) or len(self.shown_under) > 1


@dataclass(slots=True)
class FamilyState:
    """Who is listed, who descends from the family's bases, what was asked, and what that taught about the rest."""

    family: Family
    prior: Prior

    listed: dict[str, ListedModel] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)
    """The listed models that name each parent."""
    members: set[str] = field(default_factory=set)
    """The listed bases, and all that is listed below bases."""
    own_members: list[str] = field(default_factory=list)
    """Those of them that are the owner's."""

    asked: set[HubRequest] = field(default_factory=set)
    """Requests that were sent, of listings the first page at least."""
    mandatory: list[HubRequest] = field(default_factory=list)
    """Requests that come before any other."""
    open_listings: dict[HubRequest, OpenListing] = field(default_factory=dict)
    """Listings that are worth a page and were not read to their end."""
    unasked_own: set[str] = field(default_factory=set)
    """The owner's models whose children are worth asking for, and were not asked for."""
    unasked_others: dict[Profile, Ranking] = field(default_factory=dict)
    """The same of other members: of one profile, those with the most listed children go first."""
    unlisted_parents: Ranking = field(default_factory=Ranking)
    """Parents outside the family that are named and not listed, by who waits for them."""

    shown: dict[Affiliation, Ratio] = field(init=False)
    """Of the children of parents that were asked: how many other listings show."""
    calibration: dict[Affiliation, Calibration] = field(init=False)
    """First pages of children: what they added to what they should have."""
    kinship: Ratio = field(init=False)
    """How many of the unlisted parents turned out to be descendants."""
    arrival_rate: ArrivalRate = field(init=False)
    scales: dict[float, float] = field(default_factory=dict)
    """The owner's models by the usual number of children: what they have to that number."""

    def __post_init__(self) -> None:
        prior = self.prior
        self.shown = {affiliation: Ratio(0.0, prior.share_weight) for affiliation in Affiliation}
        self.calibration = {affiliation: Calibration(prior.memory) for affiliation in Affiliation}
        self.kinship = Ratio(prior.kinship, prior.kinship_weight)
        self.arrival_rate = ArrivalRate.assumed(prior.earlier_rate, prior.earlier_rate_weight)

    def profile(self, id: str) -> Profile:
        """A listed model's profile; of another one, what its id says."""
        model = self.listed.get(id)
        return model.profile if model else shared_profile(self.family.affiliation(id), None, 0)

    def is_member(self, id: str) -> bool:
        """Whether a model is known to belong to the family: a base, or a listed descendant of one."""
        return self.family.is_base(id) or id in self.members

    def was_asked_for(self, id: str) -> bool:
        """Whether a model was asked for by its name."""
        return ModelRequest(id) in self.asked or AncestorRequest(id) in self.asked

    def seen(self, id: str) -> int:
        """How many listed models name this one as their parent."""
        return len(self.children.get(id, ()))

    def waiting(self, id: str) -> int:
        """How many listed models would join if this one turned out to be a descendant (their own not counted)."""
        return sum(not self.listed[child].is_member for child in self.children.get(id, ()))

    def shown_share(self, affiliation: Affiliation) -> float:
        """The share of a parent's children that listings show other than that of the parent's own children.

        Until enough such parents were asked it is a part of what holds for all.
        """
        hits, cases = (sum(getattr(ratio, name) for ratio in self.shown.values()) for name in ("hits", "cases"))
        ratio = self.shown[affiliation]
        guess = hits / (cases + ratio.weight) * self.prior.share_discount
        return min(max(Ratio(guess, ratio.weight, ratio.hits, ratio.cases).value, 0.0), 1.0)

    def descendants(self) -> Iterator[tuple[str, ListedModel]]:
        """The listed members that have a parent in the family."""
        for id in self.members:
            model = self.listed[id]
            if any(parent != id and self.is_member(parent) for parent in model.parents):
                yield id, model

    def unasked_members(self) -> Iterator[str]:
        """Bases and members whose children were not asked for, or not read to the end."""
        bases = (id for id in self.children if self.family.is_base(id) and id not in self.members)
        for id in (*self.members, *bases):
            request = ChildrenRequest(id)
            if request not in self.asked or request in self.open_listings:
                yield id
