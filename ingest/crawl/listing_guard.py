"""A listing that never ends: one that leads back, or on and on without a model that was not there before."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.hub.client import ListingPage
from ingest.hub.transport import RESUME
from lineage.errors import HubError

Places = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

STALE_PAGES = 20
"""Pages in a row without a new model, after which a listing is left."""

MOST_PAGES = 50_000
"""Pages of a listing; the whole Hub has 3,300."""

BITS = 2**26
"""Of the filter that knows which ids were there: 8 MB. Behind 3,300,000 ids it takes one new id in 100 for a known one,
and a page of new ones never."""


class ListingGuard:
    """Watches the pages of one listing; `paths` are those that earlier pages named as next."""

    def __init__(self, paths: Iterable[str | None] = ()) -> None:
        self._paths = set(paths)
        self._known = np.zeros(BITS // 8, np.uint8)
        self._stale = 0

    def check(self, page: ListingPage) -> None:
        """Raise HubError when this page shows that the listing does not end."""
        self.refuse_loop(page.next)
        self._stale = 0 if self._brings_any(page.items.items) else self._stale + 1
        if page.next is not None and self._stale >= STALE_PAGES:
            raise HubError(f"the Hub's listing goes on for {STALE_PAGES} pages without a new model", RESUME)
        if len(self._paths) > MOST_PAGES:
            raise HubError(f"the Hub's listing goes on after {MOST_PAGES:,} pages", RESUME)

    def refuse_loop(self, path: str | None) -> None:
        """Raise HubError when a page names a next one that was asked for already; else remember it."""
        if path is not None and path in self._paths:
            raise HubError("the Hub's listing leads back to a page that was read already", RESUME)
        self._paths.add(path)

    def _brings_any(self, items: Iterable[Any]) -> bool:
        """Whether any of these items is new; they are known afterwards."""
        hashes = np.fromiter((hash(_id(item)) for item in items), np.int64)
        first, second = hashes % BITS, (hashes >> 32) % BITS
        new = not (self._has(first) & self._has(second)).all()
        for places in (first, second):
            np.bitwise_or.at(self._known, places >> 3, np.uint8(1) << (places & 7).astype(np.uint8))
        return new

    def _has(self, places: Places) -> Bools:
        held: Bools = (self._known[places >> 3] >> (places & 7).astype(np.uint8)) & 1 != 0
        return held


def _id(item: Any) -> str:
    return str(item.get("id") if isinstance(item, Mapping) else getattr(item, "id", item))
