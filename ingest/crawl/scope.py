"""Crawling the part of the Hub that a scope names."""

from collections.abc import Callable
from pathlib import Path

from ingest.crawl.budgets import BUDGETS
from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_family, crawl_owner
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
) -> Path:
    """The folder of a new snapshot of the whole Hub, of a family or of an owner's descendants, which alone are bounded
    by `max_requests` (None: BUDGETS); see `crawl_all`, `crawl_family` and `crawl_owner`."""
    budget = max_requests or BUDGETS.get(scope.kind, 0)
    match scope.kind:
        case ScopeKind.FAMILY:
            return crawl_family(home, hub, scope.subject, budget, watch, enough, midway=midway)
        case ScopeKind.OWNER:
            return crawl_owner(home, hub, scope.subject, budget, watch, enough, midway=midway)
    return crawl_all(home, hub, watch, enough, midway)
