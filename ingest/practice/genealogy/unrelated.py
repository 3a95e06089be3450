"""Models without a parent: their dates, the mass uploads among them, and those that others were made from."""

import numpy as np

from ingest.practice import shape
from ingest.practice.genealogy.columns import Ints, Mass
from ingest.practice.genealogy.draft import Draft
from ingest.practice.random_streams import pick


def date_the_unrelated(draft: Draft) -> None:
    """The Hub grows: 5, 18, 48, 84 and 100 % of it at fifths of its life are near t^2.2."""
    size = draft.alone.stop - draft.alone.start
    random = draft.streams("alone")
    share = random.random(size) ** (1 / 2.2)
    when = shape.FLOOR + 1 + (share * (shape.NOW - shape.FLOOR - 2)).astype(np.int64)
    legacy = random.random(size) < shape.LEGACY * draft.models / max(size, 1)
    draft.created[draft.alone] = np.where(legacy, shape.FLOOR, when)
    _upload_in_masses(draft, random)


def _upload_in_masses(draft: Draft, random: np.random.Generator) -> None:
    size = draft.alone.stop - draft.alone.start
    everyone = shape.WHOLE_HUB * (1 - shape.RELATED)
    shares = [shape.MASS_ALONE[name] / everyone for name in ("timestamp", "blockassist", "uuid", "omega", "cuid")]
    codes = np.array([Mass.TIMESTAMP, Mass.BLOCKASSIST, Mass.UUID, Mass.OMEGA, Mass.CUID, Mass.NO], np.uint8)
    draft.mass[draft.alone] = codes[pick([*shares, 1 - sum(shares)], size, random)]


def unknown_roots(draft: Draft) -> Ints:
    """Models nobody has heard of that have children all the same."""
    named = np.flatnonzero(draft.mass[draft.alone] == Mass.NO) + draft.alone.start
    count = min(len(named), max(1, (draft.related.stop - draft.related.start) // 40))
    if not count:
        return np.empty(0, np.int32)
    chosen = draft.streams("unknown roots").choice(named, count, replace=False)
    return np.sort(chosen).astype(np.int32)
