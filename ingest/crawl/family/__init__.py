"""Crawls of a family, or of everything that descends from one owner's models, in as few requests as possible.

A crawl is a loop over one state: `choose(state)` names the request that should add the most members, the Hub answers,
`apply(state, request, ...)` takes the answer in. `Prior` holds every constant.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from ingest.crawl.family.coverage import coverage
from ingest.crawl.family.profile import Family
from ingest.crawl.family.walk import Explain, Walk
from ingest.crawl.progress import Midway, PartialCrawl, Watch
from ingest.crawl.session import crawl_journal, write_crawl
from ingest.hub.client import Hub
from lineage.errors import UnknownModel
from lineage.gc_pause import collecting_seldom
from lineage.home.home import Home
from lineage.text.ids import owner as owner_of
from lineage.values import Scope

__all__ = ["crawl_family", "crawl_owner"]


@collecting_seldom()
def crawl_family(
    home: Home,
    hub: Hub,
    root: str,
    max_requests: int,
    watch: Watch = lambda _: None,
    enough: Callable[[], bool] = lambda: False,
    explain: Explain = lambda _: None,
    midway: Midway = lambda _: None,
) -> Path:
    """Take one model's family in at most `max_requests` requests and write it as a snapshot; returns its folder.

    The root and its ancestors come by name, children by `filter=base_model:<id>`, the likeliest parents first, then
    the Hub's other parents of merges by name. Members whose children nobody asked for are the frontier: counted in the
    manifest, listed in `frontier.txt`; so is what they are expected to have (`coverage`), or that the walk came to its
    end. Every request, why it was sent and what came is kept in `plan.jsonl`, and told to `explain` as it happens.
    `enough` is asked before each request but the first and may end the crawl early; it can go on then. `midway` is told
    after each. Goes on where it was stopped. Raises UnknownModel, HubError.
    """
    family = Family(owner_of(root) or root, root=root)
    walk = Walk(crawl_journal(home, hub, f"family {root}"), hub, family, watch, explain)
    _begin(walk, root, "check the id: owner/name, in its case")
    return _go_on(walk, max_requests, partial(_write, home, walk, Scope.family(root)), enough, midway)


@collecting_seldom()
def crawl_owner(
    home: Home,
    hub: Hub,
    owner: str,
    max_requests: int,
    watch: Watch = lambda _: None,
    enough: Callable[[], bool] = lambda: False,
    explain: Explain = lambda _: None,
    midway: Midway = lambda _: None,
) -> Path:
    """Take all that descends from an owner's models, as much as `max_requests` requests give; otherwise the same.

    Beside the children it reads the owner's models, the models whose id holds the owner's name, and those tagged with
    the owner's architectures. How much all this shows is estimated in the manifest's `coverage`.
    """
    family = Family(owner, word=owner.lower())
    walk = Walk(crawl_journal(home, hub, f"owner {owner}"), hub, family, watch, explain)
    _begin(walk, f"of {owner}", "check the owner's name, in its case")
    return _go_on(walk, max_requests, partial(_write, home, walk, Scope.owner(owner)), enough, midway)


def _begin(walk: Walk, what: str, hint: str) -> None:
    """Send the first request, where none was. Raises UnknownModel where it shows nothing."""
    walk.run(1)
    if not walk.state.members:
        walk.journal.remove()
        raise UnknownModel(f"{walk.hub.endpoint} shows no model {what}", hint)


def _go_on(
    walk: Walk, max_requests: int, write: Callable[[bool], Path], enough: Callable[[], bool], midway: Midway
) -> Path:
    """Ask until the budget is spent or it is `enough`, and write the snapshot."""

    def at_hand() -> PartialCrawl:
        goes_on = walk.requests < max_requests
        return PartialCrawl(walk.progress, lambda: coverage(walk.state).as_dict(), partial(write, False), goes_on)

    midway(at_hand())
    stopped = False
    while walk.requests < max_requests and not (stopped := enough()) and walk.step():
        midway(at_hand())
    return write(not stopped)


def _write(home: Home, walk: Walk, scope: Scope, ended: bool) -> Path:
    known, frontier = coverage(walk.state).as_dict(), walk.frontier()
    return write_crawl(home, walk.hub, walk.journal, scope, frontier, coverage=known, plan=walk.plan(), ended=ended)
