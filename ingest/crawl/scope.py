"""Crawling the part of the Hub that a scope names."""

from collections.abc import Callable
from pathlib import Path

from ingest.crawl.budgets import budget_of
from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_family, crawl_owner
from ingest.crawl.family.walk import Explain
from ingest.crawl.progress import Midway, Watch
from ingest.hub.client import Hub
from lineage.home.home import Home
from lineage.values import Scope, ScopeKind


def crawl_scope(
    home: Home,
    hub: Hub,
    scope: Scope,
    max_requests: int | None,
    watch: Watch = lambda _: None,
    enough: Callable[[], bool] = lambda: False,
    midway: Midway = lambda _: None,
    explain: Explain = lambda _: None,
) -> Path:
    """The folder of a new snapshot of the whole Hub, of a family or of an owner's descendants, which alone are bounded
    by `max_requests` (None: `budget_of` it); see `crawl_all`, `crawl_family` and `crawl_owner`."""
    budget = budget_of(scope, max_requests)
    if budget is None:
        return crawl_all(home, hub, watch, enough, midway)
    crawl = crawl_family if scope.kind is ScopeKind.FAMILY else crawl_owner
    return crawl(home, hub, scope.subject, budget, watch, enough, explain, midway)
