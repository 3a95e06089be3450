"""The page of a model's variants: the ladder, and the list behind each rung; the same as CSV with `format=csv`."""

from collections.abc import Iterator

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lineage.variants.best import BEST, best, better_without_relation
from lineage.variants.ladder import DEFINITIONS, VariantLadder
from lineage.weight_formats import VariantFormat
from web.answers.models import EFFECTIVE
from web.answers.variants import VariantItem, by_format, variant_item, variants
from web.api import csv_tables
from web.parameters.variants import VARIANTS_PAGE, VariantQuery
from web.presentation.links import page_query
from web.rows.variants import ladder_rows, namesake_items, variant_rows
from web.source import source

COLUMNS = VariantItem.__struct_fields__


def page(id: str) -> ResponseReturnValue:
    query = page_query(VARIANTS_PAGE)
    graph = source().graph
    ladder = VariantLadder(graph, graph.ids.number(id))
    if query.format == "csv":
        lines = csv_tables.table(COLUMNS, _rows(ladder, query))
        return Response(lines, headers=csv_tables.headers(f"variants-of-{id}", graph.facts, query.chosen))
    answer = variants(ladder, query)
    formats, best_gguf = by_format(answer.rungs), best(ladder, VariantFormat.GGUF, 4)
    return render_template(
        "variants.html",
        variants=answer,
        formats=formats,
        ladder_rows=ladder_rows(id, formats),
        re_uploads=namesake_items(id, answer.re_uploads),
        candidates=namesake_items(id, answer.candidates),
        rows=variant_rows(answer.items),
        not_stated=variant_rows(answer.relation_not_stated),
        query=query,
        best_gguf=best_gguf,
        unstated_gguf=better_without_relation(ladder, VariantFormat.GGUF, best_gguf),
        effective_means=EFFECTIVE,
        definitions=DEFINITIONS | {"best": BEST},
    )


def _rows(ladder: VariantLadder, query: VariantQuery) -> Iterator[list[object]]:
    """All variants that match, from `offset` on."""
    for row in ladder.rows(**query.part).page(query.sort, query.offset):
        item = variant_item(row)
        yield [getattr(item, name) for name in COLUMNS]
