"""The variants of a model: its ladder of formats and bits, and a part of the list behind it."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Annotated

from msgspec import Struct

from lineage.licences import LicenseClass
from lineage.variants.ladder import DEFINITIONS, Rung, VariantLadder, VariantRow
from lineage.weight_formats import VariantFormat
from web.answers.models import EFFECTIVE
from web.answers.types import Moment, Number, meaning, plain
from web.parameters.variants import VariantQuery

WITHOUT = meaning("the same without models marked as mass uploads")
RULE = "where it was read and the word that said it: `name: gguf`, `tag: 4-bit`; null where nothing told"


class VariantItem(Struct, frozen=True):
    """A variant, and how its weights are stored; what could not be read is null."""

    id: str
    format: VariantFormat | None
    bits: Annotated[int | None, meaning("whole bits of a weight")]
    encoding: Annotated[str | None, meaning("the word for it: `Q4_K_M`, `W4A16`, `4-bit`")]
    format_rule: Annotated[str | None, meaning(RULE)]
    bits_rule: Annotated[str | None, meaning(RULE)]
    author: str | None
    official: Annotated[bool, meaning(DEFINITIONS["official"])]
    downloads: int | None
    created_at: Moment | None
    mass_upload: str | None
    license: str | None
    license_name: str | None
    effective_class: Annotated[LicenseClass, meaning(EFFECTIVE)]


class RungItem(Struct, frozen=True):
    """The variants of one format and so many bits; null is not known."""

    format: VariantFormat | None
    bits: int | None
    estimated_bytes: Annotated[int | None, meaning(DEFINITIONS["estimated_bytes"])]
    models: Number
    without_mass_uploads: Annotated[Number, WITHOUT]
    official: Number
    best: Annotated[VariantItem, meaning("the most downloaded one, whatever it is called")]


class VariantCounts(Struct, frozen=True):
    """How many variants there are, and of how many the format or the bits could not be read."""

    models: Number
    without_mass_uploads: Annotated[Number, WITHOUT]
    official: Number
    format_not_known: Number
    bits_not_known: Number


class VariantsAnswer(Struct, frozen=True):
    """All variants of a model by format and bits, and the part of their list that was asked for."""

    id: str
    totals: Annotated[VariantCounts, meaning(DEFINITIONS["variants"])]
    rungs: list[RungItem]
    re_uploads: Annotated[list[str], meaning(DEFINITIONS["re_uploads"])]
    candidates: Annotated[list[str], meaning(DEFINITIONS["candidates"])]
    relation_not_stated: Annotated[list[VariantItem], meaning(DEFINITIONS["relation_not_stated"])]
    total: Annotated[Number, meaning("the variants that match")]
    offset: Number
    limit: Number
    items: list[VariantItem]


def variants(ladder: VariantLadder, query: VariantQuery) -> VariantsAnswer:
    graph = ladder.graph
    totals, part = ladder.totals, ladder.rows(**query.part)
    return VariantsAnswer(
        graph.ids[ladder.number],
        VariantCounts(
            totals.models,
            totals.without_mass_uploads,
            totals.official,
            totals.format_not_known,
            totals.bits_not_known,
        ),
        [rung_item(rung) for rung in ladder.rungs()],
        graph.ids.take(ladder.re_uploads),
        graph.ids.take(ladder.candidates),
        list(map(variant_item, ladder.relation_not_stated)),
        len(part),
        query.offset,
        query.limit,
        [variant_item(row) for row in part.page(query.sort, query.offset, query.limit)],
    )


def by_format(rungs: Iterable[RungItem]) -> list[tuple[VariantFormat | None, list[RungItem]]]:
    """The rungs of a ladder, those of each format together."""
    return [(format, list(of_format)) for format, of_format in groupby(rungs, attrgetter("format"))]


def rung_item(rung: Rung) -> RungItem:
    best = variant_item(rung.best)
    counts = (rung.models, rung.without_mass_uploads, rung.official)
    return RungItem(rung.format, rung.bits, rung.estimated_bytes, *counts, best)


def variant_item(row: VariantRow) -> VariantItem:
    read = row.variant
    return VariantItem(
        row.id,
        read.format,
        read.bits,
        read.encoding,
        read.format_rule,
        read.bits_rule,
        row.owner,
        row.official,
        row.downloads,
        plain(row.created_at),
        row.mass_upload,
        row.license,
        row.license_name,
        row.effective_class,
    )
