"""Planned crawls: a family, or everything that descends from one owner's models, in as few requests as possible."""

from collections.abc import Callable
from pathlib import Path

from ingest.crawl.family.kin import Family
from ingest.crawl.family.walk import Walk
from ingest.crawl.gc_pause import collecting_seldom
from ingest.crawl.journal import Pages
from ingest.crawl.progress import Watch
from ingest.crawl.session import finish, unfinished
from ingest.hub.client import Hub
from lineage.errors import UnknownModel
from lineage.home import Home

__all__ = ["crawl_family", "crawl_owner"]


@collecting_seldom()
def crawl_family(
    home: Home,
    hub: Hub,
    root: str,
    max_requests: int,
    watch: Watch = lambda _: None,
    enough: Callable[[], bool] = lambda: False,
) -> Path:
    """Take one model's family in at most `max_requests` requests and write it as a snapshot; returns its folder.

    The root and its ancestors come by name, children by `filter=base_model:<id>`, the likeliest parents first, then
    the Hub's other parents of merges by name. Members whose children nobody asked for are the frontier: counted in the
    manifest, listed in `frontier.txt`; so is what they are expected to have (`coverage`), or that the walk came to its
    end. `enough` is asked before each request and may end the crawl early. Goes on where it was stopped. Raises
    UnknownModel, HubError.
    """
    family = Family(root.partition("/")[0], root=root)
    walk = Walk(Pages(unfinished(home, hub, f"family {root}")), hub, family, watch)
    _take(walk, max_requests, root, "check the id: owner/name, in its case", enough)
    known = walk.coverage().as_dict()
    return finish(home, hub, walk.pages, f"family of {root}", walk.frontier(), coverage=known)


@collecting_seldom()
def crawl_owner(home: Home, hub: Hub, owner: str, max_requests: int, watch: Watch = lambda _: None) -> Path:
    """Take all that descends from an owner's models, as much as `max_requests` requests give; otherwise the same.

    Beside the children it reads the owner's models, the models whose id holds the owner's name, and those tagged with
    the owner's architectures. How much all this shows is estimated in the manifest's `coverage`.
    """
    family = Family(owner, word=owner.lower())
    walk = Walk(Pages(unfinished(home, hub, f"owner {owner}")), hub, family, watch)
    _take(walk, max_requests, f"of {owner}", "check the owner's name, in its case")
    known = walk.coverage().as_dict()
    return finish(home, hub, walk.pages, f"descendants of {owner}/", walk.frontier(), coverage=known)


def _take(walk: Walk, max_requests: int, what: str, hint: str, enough: Callable[[], bool] = lambda: False) -> None:
    walk.run(1)
    if not walk.kin.members:
        walk.pages.remove()
        raise UnknownModel(f"{walk.hub.endpoint} shows no model {what}", hint)
    walk.run(max_requests, enough)
