"""The lines of an outline: a model's children, and below each the first of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from markupsafe import Markup
from msgspec import Struct

from lineage.export.model_table import COLUMNS
from lineage.frozen import FrozenGraph, Undercount
from lineage.frozen.results import DerivativesPage
from lineage.values import Relation
from web.addresses import escaped, in_query
from web.parameters.lists import ListQuery
from web.presentation.labels import breakdown, count, day
from web.presentation.links import Addresses
from web.presentation.pieces import ModelLinks, mark, more, no_number

OPEN = 3
"""Of the first children so many show theirs."""


class OutlineModel(Struct, frozen=True):
    """What an outline says of a model; `sorted_by` is the value by which it stands where it does, of SORTED_BY."""

    id: str
    status: str
    relation: Relation | None
    children: int
    descendants: int
    undercount: Undercount | None
    parents: int
    sorted_by: Any = None


SORTED_BY = ("downloads", "likes", "created_at")
"""Orders by what a line does not say anyhow."""


def outline_lines(
    graph: FrozenGraph, found: DerivativesPage, below: Mapping[int, DerivativesPage], query: ListQuery
) -> Markup:
    """The children that were found; `below` has the first children of those that have any, by number."""
    pages = [found, *below.values()]
    models = _models(
        graph,
        [number for page in pages for number in page.numbers],
        [relation for page in pages for relation in page.relations],
        query.sort,
    )
    children = list(islice(models, len(found.numbers)))
    outline, lines = Outline(query.sort), []
    for place, (number, child) in enumerate(zip(found.numbers, children, strict=True)):
        page, inner = below.get(number), ""
        if page is not None:
            opened = place < OPEN and not query.offset
            inner = outline.children(child, page, islice(models, len(page.numbers)), opened)
        lines.append(f'    <li>\n      <div class="leaf">{outline.line(child)}</div>\n{inner}    </li>\n')
    return Markup("".join(lines))  # noqa: S704 - escaped


class Outline:
    """What stands in an outline, as markup; `sort` is the order that its links lead to."""

    def __init__(self, sort: str) -> None:
        self._to_model, self._to_outline = ModelLinks("model.page"), ModelLinks("outline.page")
        self._address, self._sort, self._order = Addresses("outline.page", "id"), in_query(sort), sort

    def line(self, model: OutlineModel) -> str:
        """How a model was made, a link to what is below it, and how many descend from it."""
        link = (self._to_outline if model.children else self._to_model)(model)
        below = f'<strong>{count(model.descendants)}</strong> <span class="faint small">derived</span>'
        parents = f' <span class="badge">{model.parents} parents</span>' if model.parents > 1 else ""
        undercount = more(model.undercount) if model.undercount else ""
        shown = f"{mark(model.relation)} {link} {below if model.descendants else ''}{undercount}{parents}"
        return f"{shown}{self._sorted_by(model)}" if self._order in SORTED_BY else shown

    def _sorted_by(self, model: OutlineModel) -> str:
        """The value of a model that its place is by."""
        value, name = model.sorted_by, self._order
        if value is None:
            said: str = no_number(name, model.status)
        elif name == "created_at":
            said = day(value)
        else:
            said = f'<strong>{count(value)}</strong> <span class="faint small">{name}</span>'
        return f' <span class="sorted-by">{said}</span>'

    def children(self, model: OutlineModel, page: DerivativesPage, first: Iterable[OutlineModel], is_open: bool) -> str:
        """The first children of a model, which are those of `page`, and how many more there are."""
        lines = "".join([f"<li>{self.line(child)}</li>" for child in first])
        return (
            f"      <details{' open' if is_open else ''}>\n"
            f"        <summary>{count(model.children)} {'child' if model.children == 1 else 'children'}"
            f'<span class="visually-hidden"> of {escaped(model.id)}</span></summary>\n'
            f"        <ul>\n          {lines}\n{self._remainder(model.id, page)}        </ul>\n      </details>\n"
        )

    def _remainder(self, id: str, page: DerivativesPage) -> str:
        """How many children a model has behind a page of them, as a link to these."""
        if not (left := sum(page.remaining.values())):
            return ""
        address = f"{self._address.escaped(id)}?offset={len(page.numbers)}&amp;sort={self._sort}"
        said = f"+{count(left)} more: {breakdown(page.remaining)}"
        return f'          <li><a class="more" href="{address}">{said}</a></li>\n'


def _models(
    graph: FrozenGraph, numbers: Sequence[int], relations: Sequence[Relation | None], order: str
) -> Iterator[OutlineModel]:
    at = np.array(numbers, np.int64)
    columns = (
        graph.ids.take(at),
        graph.models.column("status").take(at),
        relations,
        graph.children.counts(at).tolist(),
        graph.reach.descendant_count[at].tolist(),
        graph.undercounts.take(at),
        graph.parents.counts(at).tolist(),
        COLUMNS[order].values(graph, at) if order in SORTED_BY else [None] * len(at),
    )
    return map(OutlineModel, *columns)
