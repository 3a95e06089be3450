"""The page of one model: every path up, the evidence of each parent, and a page of its children."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from lineage import queries
from lineage.compliance.model_licence import licence_of_model
from lineage.errors import StoreError
from lineage.frozen import FrozenGraph
from lineage.frozen.facets.facet_table import SIZES, ranges_of
from lineage.impact.impact import stranded_count
from lineage.questions import question_fit
from lineage.stores import Reader
from lineage.values import BARE_NAME, BASE_TAG, PLACEHOLDER, Model
from lineage.variants.best import BEST, best, better_without_relation
from lineage.variants.collapsed import OTHER_RELATIONS, collapsed
from lineage.variants.ladder import DEFINITIONS, VariantLadder
from lineage.variants.quantized import counts_quantized_below
from lineage.weight_formats import VariantFormat
from web.answers import lineage, lists, models
from web.answers.variants import by_format, rung_item
from web.http.caching import NO_STORE
from web.parameters.lists import CHILDREN_PAGE
from web.presentation.links import page_query
from web.rows.children import child_table
from web.rows.variants import ladder_rows
from web.source import source

FIRST_PATHS = 6
"""Paths up to roots, the shortest, that are read at once; the others are unfolded."""


def page(id: str) -> ResponseReturnValue:
    query = page_query(CHILDREN_PAGE)
    graph, reader = source().graph, source().reader
    number = graph.ids.number(id)
    ladder, below = VariantLadder(graph, number), graph.lists.parts(graph.subtree.descendants_of(number))
    rungs, found = ladder.rungs(), lists.derivatives(graph, number, query)
    children = lists.children_page(graph, number, found, query)
    formats, best_gguf = by_format(map(rung_item, rungs)), best(ladder, VariantFormat.GGUF, 4)
    model, stored = models.detail(graph, number), _of_store(graph, reader, number)
    page = render_template(
        "model.html",
        model=model,
        roots=models.items(graph, list(map(graph.ids.number, model.roots))) if model.roots_total > 1 else [],
        variant=graph.variants.get(number),
        alike=_of_its_size(graph, number),
        licence=licence_of_model(graph, number, below),
        paths=lineage.paths(graph, number),
        first_paths=FIRST_PATHS,
        stranded=stranded_count(graph, number),
        ladder=ladder,
        best_gguf=best_gguf,
        unstated_gguf=better_without_relation(ladder, VariantFormat.GGUF, best_gguf),
        definitions=DEFINITIONS | {"best": BEST},
        formats=formats,
        ladder_rows=ladder_rows(id, formats),
        fold=collapsed(ladder, below),
        others=OTHER_RELATIONS,
        children=children,
        child_table=child_table(children.items, _variants_of(graph, found.numbers)),
        query=query,
        stored=stored.model,
        unresolved=_bases_unresolved(stored.model),
        rejected=[(claim, _bare_name(claim)) for claim in _rejected(stored.model)],
        inferred=stored.inferred,
        store_away=stored.away,
        questions=question_fit.about_model(graph, number) if reader else [],
    )
    return (page, {"Cache-Control": NO_STORE}) if stored.away else page


@dataclass(frozen=True, slots=True)
class OfStore:
    """What the store alone knows of a model; nothing of it while the store is `away`."""

    model: Model | None
    inferred: lineage.InferredList
    away: bool = False


def _of_store(graph: FrozenGraph, reader: Reader | None, number: int) -> OfStore:
    try:
        stored = queries.model(reader, graph.ids[number]) if reader else None
        return OfStore(stored, lineage.inferred(graph, reader, number))
    except StoreError:
        return OfStore(None, lineage.inferred(graph, None, number), away=True)


def _rejected(stored: Model | None) -> Sequence[str]:
    return (stored.rejected_claims or ()) if stored else ()


def _bases_unresolved(stored: Model | None) -> list[str]:
    """Claims of a base that name no model, each with the reason; a template's blank claims none."""
    return [claim for claim in _rejected(stored) if not claim.startswith(f"{PLACEHOLDER}:")]


def _bare_name(claim: str) -> str | None:
    """The name that a claim has in a base's place, where that is all it has."""
    found = re.fullmatch(rf"{BARE_NAME}: (?:{BASE_TAG}(?:\w+:)?)?([\w.-]+)", claim)
    return found[1] if found else None


def _of_its_size(graph: FrozenGraph, number: int) -> dict[str, int]:
    """The parameters of the table that ask for models of about as many parameters."""
    parameters = graph.models.numbers("parameters").get(number)
    if parameters is None:
        return {}
    first, end = next(reversed([one for one in ranges_of(SIZES) if one[0] <= parameters]))
    return {"parameters_from": first, **({} if end is None else {"parameters_below": end})}


def _variants_of(graph: FrozenGraph, numbers: Sequence[int]) -> dict[str, int]:
    """How many variants each of the children on the page has, by id; those without any are not in it."""
    counts = zip(numbers, counts_quantized_below(graph, numbers), strict=True)
    having = [(number, count) for number, count in counts if count]
    ids = graph.ids.take(number for number, _ in having)
    return {id: count for id, (_, count) in zip(ids, having, strict=True)}
