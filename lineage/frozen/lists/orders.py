"""The orders in which all models are listed, made while freezing: sorted, or an earlier graph's with what changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.earlier import Carried
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints, Longs
from lineage.frozen.storage.columns import NO_MOMENT
from lineage.frozen.storage.csr import inverse
from lineage.frozen.storage.strings import Strings
from lineage.values import Status

OfEarlier = Callable[[ArrayFile], AnyArray]


@dataclass(frozen=True, slots=True)
class Orders:
    """Numbers of all models by some of their properties, equals by number; `carried` is an earlier graph, if any."""

    carried: Carried | None

    def by_descendants(self, descendants: Longs, downloads: Longs) -> Ints:
        """Most descendants first, then most downloads."""
        return self._sorted(
            (-descendants, -downloads),
            (descendants, downloads),
            _ranked("descendants"),
            lambda arrays: (arrays[DESCENDANTS], arrays["downloads"]),
        )

    def by_use(self, is_missing: Bools, downloads: Longs, descendants: Longs) -> Ints:
        """The order of a search's answers: known models before those that are only named, most downloads first, then
        most descendants."""
        return self._sorted(
            (is_missing, -downloads, -descendants),
            (is_missing, downloads, descendants),
            lambda arrays: arrays["search.number"],
            lambda arrays: (_missing(arrays), arrays["downloads"], arrays[DESCENDANTS]),
        )

    def by_property(self, name: str, values: Longs) -> Ints:
        """The highest or newest first, the unknown last: by downloads, likes or `created_at`."""
        key = _newest_first if name == "created_at" else np.negative
        return self._sorted((key(values),), (values,), _ranked(name), lambda arrays: (arrays[name],))

    def _sorted(
        self,
        keys: Sequence[AnyArray],
        values: Sequence[AnyArray],
        order: OfEarlier,
        before: Callable[[ArrayFile], Sequence[AnyArray]],
    ) -> Ints:
        """Sorted by the keys, the first one first, which follow from `values`; `order` and `before` have the order and
        the values of an earlier graph's models from its arrays."""
        if self.carried is None:
            return np.lexsort(tuple(reversed(keys))).astype(np.int32)
        arrays = self.carried.arrays
        return self.carried.sorted_again(order(arrays), before(arrays), values, keys)


DESCENDANTS = "reach.descendant_count"


def _ranked(name: str) -> OfEarlier:
    """The models in the order of their ranks, which lie in preorder."""
    return lambda arrays: arrays["by_preorder"].take(inverse(arrays[f"placed.rank.{name}"]))


def _newest_first(created: Longs) -> Longs:
    return np.where(created == NO_MOMENT, np.iinfo(np.int64).max, -np.maximum(created, NO_MOMENT + 1))


def _missing(arrays: ArrayFile) -> Bools:
    code = Strings(arrays, "status").find(Status.MISSING)
    return np.asarray(arrays["status.codes"] == (-2 if code is None else code))
