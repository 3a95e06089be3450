"""A fault plan: a way in which a practice Hub goes wrong, and what its reader must make of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.practice import HubResponse

FAULTY_PAGE = 2
"""The page of a listing, or the model asked for, at which a plan goes wrong."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request under a plan: which page (or model) it asks for and how often that was asked before (both tell a
    plan when to strike), what an honest Hub answers, where other pages are, a host that is not this one, the request's
    own path and query, and the path that they are below."""

    page: int
    before: int
    honest: HubResponse
    pages: tuple[str, ...]
    elsewhere: str
    target: str
    base: str


Fault = Callable[[Visit], HubResponse]
"""What a faulty Hub answers to a visit."""


@dataclass(frozen=True, slots=True)
class ExpectedResult:
    """What a crawl must make of a plan.

    `error` is a part of the line it stops with; without one it ends with a snapshot that has `lost` models of the
    honest listing fewer and `gained` others, and whose manifest counts what was `rejected`, `odd` and `duplicates`.
    `requests` is the number of times it may ask for the faulty page, where that matters. Where single models are asked
    for, `lost` are those that the Hub does not show.
    """

    error: str = ""
    lost: int = 0
    gained: int = 0
    duplicates: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    odd: Mapping[str, int] = field(default_factory=dict)
    requests: int | None = None


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """A name, what goes wrong (`fault` does it), what a crawl must do, and how a test can tell.

    `quota` is requests and seconds of a window, where the plan has its own. A plan without a fault is for a server
    that is not there. `details` says that it strikes at single models instead of the listing.
    """

    name: str
    injects: str
    must: str
    fault: Fault | None
    expected: ExpectedResult = ExpectedResult()
    quota: tuple[int, float] | None = None
    details: bool = False

    def strikes(self, path: str) -> bool:
        """Whether a path is of the route that goes wrong."""
        return path.startswith("/api/models/") if self.details else path == "/api/models"


def markdown_table(plans: Sequence[FaultPlan], reader: str) -> str:
    """Plans as a table for people; `reader` is what meets them."""
    rows = [f"| `{plan.name}` | {plan.injects} | {plan.must} |" for plan in plans]
    return "\n".join([f"| plan | what is injected | what {reader} does |", "|---|---|---|", *rows])
