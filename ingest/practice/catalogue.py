"""Which models a listing holds and in which order: filters by index, sorts by key, places found from a cursor."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.licence_and_task import PIPELINES
from ingest.practice.licences import LICENCES
from ingest.practice.metadata import architectures
from ingest.practice.population import Population
from ingest.practice.weight_formats import WEIGHT_FORMATS
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.text.ids import owner
from lineage.values import Relation

Numbers = NDArray[np.int64]
SORTS = ("createdAt", "downloads", "lastModified", "likes", "trendingScore")
_NOBODY = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a listing asks for; equal selections share one ordered listing."""

    filters: tuple[str, ...] = ()
    author: str | None = None
    search: str | None = None
    sort: str = "trendingScore"
    descending: bool = True


@dataclass(frozen=True)
class OrderedModels:
    """The selected models in order; `keys` rise along with it, and models of equal key stand by `_id`."""

    numbers: Numbers
    keys: NDArray[np.int64]

    def after(self, key: int, number: int) -> int:
        """How many entries stand at or before the place of this key and model number."""
        low, high = np.searchsorted(self.keys, key, "left"), np.searchsorted(self.keys, key, "right")
        return int(low + np.searchsorted(self.numbers[low:high], number, "right"))


class Catalogue:
    """The listings of one population. Filters by base model or author cost what they return, not what there is."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.listing = lru_cache(maxsize=64)(self._listing)
        self._tagged = lru_cache(maxsize=256)(self._with_tag)

    def value(self, number: int, sort: str) -> int:
        """A model's value under a sort: seconds for dates."""
        return int(self._values(sort)[number])

    def key(self, value: int, selection: Selection) -> int:
        """A value as a key of the selection's listing."""
        return -value if selection.descending else value

    def number_at(self, hub_id: str) -> int:
        """The highest number whose `_id` is at most this one, -1 when none is. ValueError: it is no `_id`."""
        if not re.fullmatch(r"[0-9a-f]{24}", hub_id):
            raise ValueError(f"{hub_id!r} is no _id")
        created, salt = self.population.created, self.population.salt
        second = int(hub_id[:8], 16)
        low, high = np.searchsorted(created, second, "left"), np.searchsorted(created, second, "right")
        return int(low + np.searchsorted(salt[low:high], np.uint64(int(hub_id[8:], 16)), "right")) - 1

    def _listing(self, selection: Selection) -> OrderedModels:
        numbers = self._selected(selection)
        keys = self._values(selection.sort)[numbers]
        keys = -keys if selection.descending else keys
        order = np.argsort(keys, kind="stable")
        return OrderedModels(numbers[order], keys[order])

    def _values(self, sort: str) -> NDArray[np.int64]:
        metadata = self.population.metadata
        return {
            "createdAt": self.population.created,
            "downloads": metadata.downloads,
            "lastModified": metadata.modified,
            "likes": metadata.likes.astype(np.int64),
            "trendingScore": metadata.trending.astype(np.int64),
        }[sort]

    def _selected(self, selection: Selection) -> Numbers:
        parts = [self._tagged(tag) for tag in selection.filters]
        if selection.author is not None:
            parts.append(self._authors.get(selection.author, _NOBODY))
        if selection.search:
            parts.append(self._found(selection.search))
        shown = np.flatnonzero(~self.population.hidden)
        if not parts:
            return shown
        if len(shown) < self.population.size:
            parts.append(shown)
        parts.sort(key=len)
        numbers = parts[0]
        for part in parts[1:]:
            numbers = np.intersect1d(numbers, part, assume_unique=True)
        return numbers

    def _with_tag(self, tag: str) -> Numbers:
        """The models whose tags hold exactly this one, by number."""
        written = self._written_tags.get(tag, [])
        if tag.startswith("base_model:"):
            return np.union1d(self._children(tag), np.array(written, np.int64)).astype(np.int64)
        mask = self._mask(tag)
        mask[written] = True
        return np.flatnonzero(mask)

    def _children(self, tag: str) -> Numbers:
        _, first, *rest = tag.split(":", 2)
        relation = first if rest and first in [r.value for r in shape.RELATIONS] else None
        try:
            parent = self.population.number(rest[0] if relation else tag.removeprefix("base_model:"))
        except KeyError:
            return _NOBODY
        children: Numbers = self.population.hub_children.of(parent).astype(np.int64)
        if relation is None:
            return children
        wanted = shape.RELATIONS.index(Relation(relation))
        return children[np.flatnonzero(self.population.hub_relation[children] == wanted)]

    def _mask(self, tag: str) -> NDArray[np.bool_]:
        metadata = self.population.metadata
        mask = np.zeros(self.population.size, np.bool_)
        has_architecture = metadata.architecture < len(architectures())
        if tag == "region:us":
            mask[:] = True
        if tag == "en":
            mask |= metadata.spoken
        if tag == "endpoints_compatible":
            mask |= has_architecture
        licences = [code for code, licence in enumerate(LICENCES) if tag == f"license:{licence.id}"]
        mask |= np.isin(metadata.license, licences)
        if tag in PIPELINES:
            mask |= metadata.pipeline == list(PIPELINES).index(tag)
        if tag in architectures():
            mask |= metadata.architecture == architectures().index(tag)
        formats = [code for code, form in enumerate(WEIGHT_FORMATS) if tag in (*form.seen, *form.written)]
        return mask | np.isin(metadata.format, formats)

    @cached_property
    def _written_tags(self) -> dict[str, list[int]]:
        """Tags the authors wrote by hand."""
        tags: dict[str, list[int]] = {}
        for number, written in sorted(self.population.cards.tags.items()):
            for tag in written:
                tags.setdefault(tag, []).append(number)
        return tags

    @cached_property
    def _authors(self) -> dict[str, Numbers]:
        owners: dict[str, int] = {}
        codes = np.array([owners.setdefault(owner(id) or "", len(owners)) for id in self.population.ids])
        order = np.argsort(codes, kind="stable")
        parts = np.split(order, np.cumsum(np.bincount(codes, minlength=len(owners)))[:-1])
        return dict(zip(owners, parts, strict=True))

    def _found(self, text: str) -> Numbers:
        """The models whose id holds this text, whatever its case."""
        text = text.lower()
        if "\n" in text:
            return _NOBODY
        places = np.fromiter((m.start() for m in re.finditer(re.escape(text), self._all_ids)), np.int64)
        return distinct_numbers(np.searchsorted(self._id_starts, places, "right") - 1)

    @cached_property
    def _all_ids(self) -> str:
        return "\n".join(self.population.ids).lower()

    @cached_property
    def _id_starts(self) -> Numbers:
        lengths = np.fromiter((len(name) + 1 for name in self.population.ids), np.int64, self.population.size)
        return np.concatenate([[0], np.cumsum(lengths)[:-1]])
