"""What was built on a model, an owner or an organisation: each count with the page that lists the models behind it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Annotated, Any
from urllib.parse import quote

from msgspec import Struct

from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.growth import drawn_from
from lineage.frozen.rollups.portraits import (
    SIZES,
    Builder,
    Downloads,
    HangingOn,
    MonthlyParts,
    PartCount,
    Portrait,
    RankedValues,
    SizeClasses,
)
from lineage.frozen.storage.columns import month_name
from lineage.licences import known_licences
from web.addresses import each_of, in_query
from web.answers.growth import DRAWN_FROM, GrowthSeries, has_filter
from web.answers.models import ModelItem, rows_of
from web.answers.types import Number, meaning

LIST = meaning("page with these models, below the app's root; null where no filter selects them")
BILLION = 1_000_000_000
PART_DEFINITIONS = {
    "relations": "Models of the union by how they were made, from any parent: a model counts under each relation.",
    "generations": "Models of the union by the fewest derivations that lead to them from any of its models.",
    "months": "Models of the union, removed ones too, by the month in which the Hub made their repository; without a "
    "date, or with that of the Hub's floor (2022-03-02), a model is in no month.",
    "builders": "Other owners by how many models of the union they have. A trainer made at least as many of them "
    "as finetune, adapter or merge as by quantisation, a re-packager more by quantisation.",
    "bases": "Its own models that others descend from, by distinct descendants.",
    "trainers": "Others' finetunes, adapters and merges by what hangs on them alone: models that no root reaches but "
    "through them.",
    "repackagers": "Others' models that were made by quantisation and by nothing else, by what hangs on them alone.",
    "most_downloaded": "Others' models of the union, by downloads in 30 days.",
    "licences": "Models of the union by the licence their cards state, as they write it: by its name where its id says "
    "other. So other is here what has no name; the facet of that id beside a table counts the named ones too.",
    "tasks": "Models of the union by the task that the Hub has for them.",
    "languages": "Models of the union by the languages that their tags name: a model counts under each.",
    "sizes": "Models of the union by their number of parameters, as safetensors files state it.",
    "downloads": "Sums over models that state any; both together count each model once.",
}
"""What exactly each part of a portrait counts."""


class PartItem(Struct, frozen=True, gc=False):
    """The models of a union that are of one kind."""

    name: str
    models: Number
    without_mass_uploads: Number
    own: Annotated[Number, meaning("its own models among them")]
    others: Number
    list: Annotated[str | None, LIST]


class PartList(Struct, frozen=True):
    """Values of a property, those of most models first."""

    total: Annotated[Number, meaning("how many values there are, whatever part of them is here")]
    items: list[PartItem]
    unstated: Annotated[PartItem, meaning("models that state none")]


class FoldedLicence(PartItem, frozen=True, gc=False):
    """A licence of the table that cards write in several ways, and the models of all of them."""

    spellings: Annotated[list[str], meaning("as cards write it, of the values that are here")]


class LicenceList(PartList, frozen=True):
    """Licences as cards write them, those of most models first."""

    folded: Annotated[list[FoldedLicence], meaning("of these values those that are one licence by the table")]


class BuilderItem(Struct, frozen=True, gc=False):
    """An owner that builds on another."""

    name: str
    kind: Annotated[str, meaning("trainer, repackager, or unstated where no relation says either")]
    models: Number
    without_mass_uploads: Number
    trained: Annotated[Number, meaning("finetunes, adapters and merges among them")]
    quantized: Number
    downloads: Annotated[int | None, meaning("of these models in 30 days; null where none states any")]
    list: str


class BuilderList(Struct, frozen=True):
    """Owners that build on another, those with most models first."""

    total: Annotated[Number, meaning("how many owners there are, whatever part of them is here")]
    items: list[BuilderItem]


class HangingItem(ModelItem, frozen=True):
    """A model, and what hangs on it alone."""

    hanging: Annotated[Number, meaning("models that no root reaches but through it")]
    hanging_without_mass_uploads: Number
    list: Annotated[str, meaning("page with the models that hang on it")]


class HangingList(Struct, frozen=True):
    """Models, and what hangs on each alone."""

    total: Annotated[Number, meaning("how many models there are, whatever part of them is here")]
    items: list[HangingItem]


class MonthlyPortrait(Struct, frozen=True):
    """New models by month: others', then its own."""

    months: list[str]
    series: list[GrowthSeries]
    without_mass_uploads: Annotated[list[int], meaning("of both series together")]
    undated: Annotated[PartItem, meaning("without a known date, or at the Hub's floor of 2022-03-02")]
    drawn_from: Annotated[str | None, meaning(DRAWN_FROM)]


class PortraitAnswer(Struct, frozen=True):
    """What was built on a model, an owner or an organisation; `definitions` says what each part counts."""

    definitions: dict[str, str]
    relations: list[PartItem]
    generations: list[PartItem]
    months: MonthlyPortrait
    builders: BuilderList
    bases: HangingList
    trainers: list[HangingItem]
    repackagers: list[HangingItem]
    most_downloaded: list[ModelItem]
    licences: LicenceList
    tasks: PartList
    languages: Annotated[PartList | None, meaning("null where an earlier version froze the graph")]
    sizes: PartList
    downloads: Annotated[Downloads, meaning("in 30 days")]
    downloads_all_time: Downloads


class UnionLists:
    """Addresses of the pages that list models of a union; `key` names the progenitor."""

    def __init__(self, key: str) -> None:
        self._whole = f"/table?descends_from={in_query(key)}"

    def of_each(self, name: str, values: Sequence[str]) -> str:
        """The page with those that have one of several values."""
        return f"{self._whole}&{each_of(name, values)}"

    def of_one(self, name: str, values: Iterable[object]) -> list[str]:
        """For each of several values the page with those that have it."""
        begin = f"{self._whole}&{in_query(name)}="
        return [begin + in_query(str(value)) for value in values]

    def __call__(self, **filters: str | int | None) -> str:
        """The page with those that meet filters of a list."""
        given = [f"&{name}={in_query(str(value))}" for name, value in filters.items() if value is not None]
        return "".join([self._whole, *given])


def portrait_answers(graph: FrozenGraph, keys: Sequence[str], portraits: Sequence[Portrait]) -> list[PortraitAnswer]:
    """Those of several progenitors, which `keys` name in addresses."""
    rows = rows_of(graph, [number for portrait in portraits for number in _shown(portrait)])
    return [_answer(UnionLists(key), portrait, rows) for key, portrait in zip(keys, portraits, strict=True)]


def _shown(portrait: Portrait) -> Iterator[int]:
    """The models whose fields an answer has, in its order."""
    for one in chain(portrait.bases, portrait.trainers, portrait.repackagers):
        yield one.model
    yield from portrait.most_downloaded


def _answer(lists: UnionLists, found: Portrait, rows: Iterator[Sequence[Any]]) -> PortraitAnswer:
    """`rows` has those of the models that are shown next."""
    generations = range(1, len(found.generations) + 1)
    builders = lists.of_one("author", (one.name for one in found.builders))
    return PortraitAnswer(
        PART_DEFINITIONS,
        _parts(found.relations, found.relations.values(), lists.of_one("relation", found.relations)),
        _parts(generations, found.generations, lists.of_one("generation", generations)),
        _months(found.months, lists),
        BuilderList(found.builder_count, list(map(_builder, found.builders, builders))),
        HangingList(found.base_count, [_hanging(next(rows), one) for one in found.bases]),
        [_hanging(next(rows), one) for one in found.trainers],
        [_hanging(next(rows), one) for one in found.repackagers],
        [ModelItem(*next(rows)) for _ in found.most_downloaded],
        _licences(_values(found.licenses, lists, "license"), lists),
        _values(found.tasks, lists, "task"),
        _values(found.languages, lists, "language") if found.languages else None,
        _sizes(found.sizes, lists),
        found.downloads,
        found.downloads_all_time,
    )


def _parts(names: Iterable[object], counts: Iterable[PartCount], pages: Iterable[str]) -> list[PartItem]:
    return [_part(str(name), count, page) for name, count, page in zip(names, counts, pages, strict=True)]


def _part(name: str, count: PartCount, list: str | None) -> PartItem:
    return PartItem(name, count.models, count.without_mass_uploads, count.own, count.models - count.own, list)


def _months(found: MonthlyParts, lists: UnionLists) -> MonthlyPortrait:
    months = [month_name(at) for at in range(found.first, found.first + len(found.counts))]
    own, undated = [count.own for count in found.counts], found.undated
    others = [count.models - count.own for count in found.counts]
    series = [
        _series("others", others, undated.models - undated.own, lists),
        _series("own", own, undated.own, lists),
    ]
    without = [count.without_mass_uploads for count in found.counts]
    begins = drawn_from(months, [one.counts for one in series])
    return MonthlyPortrait(months, series, without, _part("not dated", undated, None), begins)


def _series(made_by: str, counts: list[int], undated: int, lists: UnionLists) -> GrowthSeries:
    return GrowthSeries(counts, undated, sum(counts) + undated, made_by, lists(made_by=made_by))


def _builder(one: Builder, list: str) -> BuilderItem:
    kind = "repackager" if one.quantized > one.trained else "trainer" if one.trained else "unstated"
    counts = (one.models, one.without_mass_uploads, one.trained, one.quantized, one.downloads)
    return BuilderItem(one.name, kind, *counts, list)


def _hanging(row: Sequence[Any], one: HangingOn) -> HangingItem:
    id, *_ = row
    page = f"/models/{quote(id)}/impact?list=stranded"
    return HangingItem(*(*row, one.models, one.without_mass_uploads, page))


def _values(found: RankedValues, lists: UnionLists, filter: str) -> PartList:
    pages = lists.of_one(filter, (one.name for one in found.first))
    shown = [
        _part(one.name, one.count, page if has_filter(filter, one.name) else None)
        for one, page in zip(found.first, pages, strict=True)
    ]
    return PartList(found.values, shown, _part("not stated", found.unstated, None))


def _licences(found: PartList, lists: UnionLists) -> LicenceList:
    named: dict[str, list[PartItem]] = {}
    for item in found.items:
        licence = known_licences().find(item.name)
        if licence is not None and item.list is not None:
            named.setdefault(str(licence.name), []).append(item)
    folded = [_folded(name, items, lists) for name, items in named.items() if len(items) > 1]
    return LicenceList(found.total, found.items, found.unstated, folded)


def _folded(name: str, items: Sequence[PartItem], lists: UnionLists) -> FoldedLicence:
    """Each model is of one of the items: it is called by its id or by its name."""
    spellings = [item.name for item in items]
    return FoldedLicence(
        name,
        sum(item.models for item in items),
        sum(item.without_mass_uploads for item in items),
        sum(item.own for item in items),
        sum(item.others for item in items),
        lists.of_each("license", spellings),
        spellings,
    )


def _sizes(found: SizeClasses, lists: UnionLists) -> PartList:
    bounds = zip(SIZES, (*SIZES[1:], None), found.counts, strict=True)
    shown = [
        _part(_size_name(first, end), count, lists(parameters_from=first or None, parameters_below=end))
        for first, end, count in bounds
    ]
    return PartList(len(SIZES), shown, _part("not stated", found.unstated, None))


def _size_name(first: int, end: int | None) -> str:
    """`1 to 4 B`, the end excluded."""
    if end is None:
        return f"{first // BILLION} B and more"
    return f"{first // BILLION} to {end // BILLION} B" if first else f"below {end // BILLION} B"
