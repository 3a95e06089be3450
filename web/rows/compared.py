"""Rows of the tables that show organisations, owners and models side by side: a row a figure, a column for each.

Each cell bears its column's name (`web.presentation.tables`) from the start: the names are known here, and the cells
are many.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from flask import request
from markupsafe import Markup, escape

from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.rollups.portraits import DownloadSum
from lineage.text import ids
from web.answers.comparison import ComparisonAnswer, SharedCount
from web.answers.growth import GrowthSeries, made_in, made_until
from web.answers.kept_answers import KeptAnswers
from web.answers.owners import OwnerAnswer
from web.answers.portraits import HangingItem, PartItem
from web.presentation.coverage import absent
from web.presentation.labels import RELATIONS, count
from web.presentation.links import Addresses, listed, page_of, same_page
from web.presentation.pieces import more, shown_id, without_mass_uploads
from web.presentation.tables import label

_COUNTED, _MONTH = label("Counted"), label("Month")
"""Of the first columns, whose heads stand in the template."""
FIRST = 3
"""What is ranked is shown so far."""
DOWNLOADS = (("downloads", "30 days"), ("downloads_all_time", "all time"))
SUMS = (("own", "its own models"), ("descendants", "what descends"), ("both", "both"))


class _Links:
    """Where cells lead: below the app's `root`, and to the pages of owners and of models."""

    def __init__(self) -> None:
        self.root = request.root_path
        self.owner, self.model = Addresses("owners.owner", "owner"), Addresses("model.page", "id")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A row: its title, what one of those that are compared shows there as markup, and a text below the title. Without
    `cell` it is the title of the rows that follow."""

    title: str
    cell: Callable[[_Links, OwnerAnswer], str] | None = None
    text: str = ""


def heads(compared: Sequence[OwnerAnswer]) -> Markup:
    """The heads of the columns: each leads to a page of its own and, beside others, to the comparison without it."""
    keys = [item.key for item in compared]
    return Markup("".join([_head(item, [key for key in keys if key != item.key]) for item in compared]))  # noqa: S704 - escaped


def _head(item: OwnerAnswer, others: Sequence[str]) -> str:
    name, page = escape(item.name), escape(page_of(item.level, item.name))
    shown = shown_id(item.name) if item.level == "model" else name
    without = f'<br><a class="remove" href="{escape(same_page(of=others))}" aria-label="Remove {name}">remove</a>'
    return f'<th class="number" scope="col" abbr="{name}"><a href="{page}">{shown}</a>{without if others else ""}</th>'


_kept: KeptAnswers[Sequence[str]] = KeptAnswers(most=64)  # some 10 kB each


def figure_rows(graph: FrozenGraph, compared: Sequence[OwnerAnswer]) -> Markup:
    """Everything that is counted of each. The cells of one of them do not follow from the others, and are kept."""
    figures = _figures(tuple(size.name for size in compared[0].portrait.sizes.items))
    columns = [_kept.get(graph, _key(graph, item), partial(_column, figures, item)) for item in compared]
    of_models = all(item.level == "model" for item in compared)
    titles = [_in_words(figure, of_models) for figure in figures]
    rows = [
        _row(_COUNTED, _title(*title), cells) if figure.cell else _group(title[0], len(compared) + 1)
        for figure, title, cells in zip(figures, titles, zip(*columns, strict=True), strict=True)
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def _key(graph: FrozenGraph, item: OwnerAnswer) -> Hashable:
    return request.root_path, rollups_of(graph).table, item.level, item.name


def _column(figures: Sequence[_Figure], item: OwnerAnswer) -> list[str]:
    named, to = label(escape(item.name)), _Links()
    return [_cell(named, figure.cell(to, item)) if figure.cell else "" for figure in figures]


OF_MODELS = {
    "Own models": "The model itself",
    "whatever their status": "",
    "distinct descendants of any of its models": "its distinct descendants",
    "By generation: the fewest derivations from any of its models": "By generation: the fewest derivations from it",
    **{f"{days}, its own models": f"{days}, the model itself" for _, days in DOWNLOADS},
}
"""Words of titles where all that is compared are models, which have no models of their own."""


def _in_words(figure: _Figure, of_models: bool) -> tuple[str, str]:
    """A row's title, and the text below it."""
    title, text = figure.title, figure.text
    return (OF_MODELS.get(title, title), OF_MODELS.get(text, text)) if of_models else (title, text)


def _title(title: str, text: str) -> str:
    below = f'<br><small class="muted">{escape(text)}</small>' if text else ""
    return f"{escape(title)}{below}"


def _group(title: str, columns: int) -> str:
    return f'      <tr class="group"><th scope="rowgroup" colspan="{columns}"><span>{escape(title)}</span></th></tr>\n'


@lru_cache(maxsize=4)
def _figures(sizes: tuple[str, ...]) -> Sequence[_Figure]:
    return tuple(_each_figure(sizes))


def _each_figure(sizes: Sequence[str]) -> Iterator[_Figure]:
    yield _Figure(
        "Own models",
        lambda to, item: listed(to.root, item.models.value, item.lists.models),
        "whatever their status",
    )
    yield _Figure(
        "Union",
        lambda to, item: (
            f"<strong>{listed(to.root, item.union.value, item.lists.union)}</strong>{more(item.undercount)}"
        ),
        "distinct descendants of any of its models",
    )
    yield _Figure("by others", lambda to, item: listed(to.root, item.union.others.value, item.lists.union_others))
    yield _Figure(
        "without mass uploads",
        lambda to, item: listed(to.root, item.union.without_mass_uploads, item.lists.union, "&mass_uploads=0"),
    )
    yield _Figure("without quantisations", lambda to, item: count(item.union.without_quantisations))
    yield _Figure(
        "Exclusive",
        lambda to, item: listed(to.root, item.exclusive.value, item.lists.exclusive),
        "whose roots are its organisation's alone",
    )
    yield _Figure("Fractional", _fractional, "split evenly over the organisations of the roots")
    yield _Figure("How they were made, from any parent")
    for at, (_, several) in enumerate(RELATIONS.values()):
        yield _Figure(several if at < len(RELATIONS) - 1 else "not stated", partial(_relation, at))
    yield _Figure("By generation: the fewest derivations from any of its models")
    for at in range(FIRST):
        yield _Figure(str(at + 1), partial(_generation, at))
    yield _Figure("further", lambda to, item: count(sum(one.models for one in item.portrait.generations[FIRST:])))
    yield _Figure("By whom and from what")
    yield _Figure("Owners that build on it", _builders, "others, those of most models first")
    yield _Figure("Bases", _bases, "its own models that others descend from, by descendants")
    yield _Figure("Others' trained models that most hangs on", _trainers, "and no root reaches but through them")
    yield _Figure(
        "Licences", lambda to, item: _ranked(to, item.portrait.licences.items, "license"), "of most of what was built"
    )
    yield _Figure("Tasks", lambda to, item: _ranked(to, item.portrait.tasks.items, "pipeline_tag"))
    yield _Figure("Languages", _languages, "a model counts under each")
    yield _Figure("Sizes of what was built")
    for at, size in enumerate(sizes):
        yield _Figure(size, partial(_size, at))
    yield _Figure("not stated", lambda to, item: count(item.portrait.sizes.unstated.models))
    yield _Figure("Downloads: sums over models that state any")
    for field, days in DOWNLOADS:
        for of, text in SUMS:
            yield _Figure(f"{days}, {text}", partial(_downloads, field, of))


def _part(to: _Links, one: PartItem) -> str:
    return listed(to.root, one.models, one.list)


def _relation(at: int, to: _Links, item: OwnerAnswer) -> str:
    return _part(to, item.portrait.relations[at])


def _generation(at: int, to: _Links, item: OwnerAnswer) -> str:
    return _part(to, item.portrait.generations[at]) if at < len(item.portrait.generations) else "0"


def _size(at: int, to: _Links, item: OwnerAnswer) -> str:
    return _part(to, item.portrait.sizes.items[at])


def _downloads(field: str, of: str, to: _Links, item: OwnerAnswer) -> str:
    found: DownloadSum = getattr(getattr(item.portrait, field), of)
    return f'<span class="unknown">{escape(absent(field))}</span>' if found.value is None else count(found.value)


def _fractional(to: _Links, item: OwnerAnswer) -> str:
    return f'<a href="{escape(to.root + item.lists.fractional)}">{item.fractional.value:,.1f}</a>'


def _builders(to: _Links, item: OwnerAnswer) -> str:
    return f"<strong>{count(item.portrait.builders.total)}</strong><br>" + _lines(
        f'<a href="{to.owner.escaped(one.name)}">{escape(one.name)}</a> {listed(to.root, one.models, one.list)}'
        for one in item.portrait.builders.items[:FIRST]
    )


def _bases(to: _Links, item: OwnerAnswer) -> str:
    return f"<strong>{count(item.portrait.bases.total)}</strong><br>" + _lines(
        f"{_link(to, one, escape(ids.name(one.id)))} {count(one.descendants)}"
        for one in item.portrait.bases.items[:FIRST]
    )


def _trainers(to: _Links, item: OwnerAnswer) -> str:
    found = _lines(
        f"{_link(to, one, shown_id(one.id))} {listed(to.root, one.hanging, one.list)}"
        for one in item.portrait.trainers[:FIRST]
    )
    return found or "none"


def _link(to: _Links, model: HangingItem, text: Markup) -> str:
    return f'<a href="{to.model.escaped(model.id)}">{text}</a>'


def _ranked(to: _Links, items: Sequence[PartItem], field: str) -> str:
    """The values of most models; where there are none, why."""
    found = _lines(f"{escape(one.name)} {_part(to, one)}" for one in items[:FIRST])
    return found or f'<span class="unknown">{escape(absent(field))}</span>'


def _languages(to: _Links, item: OwnerAnswer) -> str:
    found = item.portrait.languages
    return _ranked(to, found.items if found else (), "tags")


def _lines(parts: Iterable[str]) -> str:
    return "<br>".join(parts)


def month_rows(answer: ComparisonAnswer, measure: str) -> Markup:
    """What each has in each month, the last first; each number leads to the page with these models."""
    months = answer.growth.months
    narrowed = made_until if measure == "cumulative" else made_in
    parts = [escape(narrowed(month)) for month in months]
    columns = [_months(series, parts, label(escape(series.name))) for series in answer.growth.series]
    rows = [_row(_MONTH, month, cells) for month, *cells in zip(months, *columns, strict=True)]
    return Markup("".join(reversed(rows)))  # noqa: S704 - escaped


def _months(series: GrowthSeries, parts: Sequence[str], named: str) -> list[str]:
    """The cells of a series, whose addresses end on these `parts`, a month each."""
    begin = escape(f"{request.root_path}{series.list}")
    cells = zip(series.values or series.counts, parts, strict=True)
    return [
        _cell(named, f'<a href="{begin}{part}">{count(value)}</a>' if value else count(value)) for value, part in cells
    ]


def shared_rows(answer: ComparisonAnswer) -> Markup:
    """What descends from both of two."""
    root = request.root_path
    return _crossed(answer, "", lambda cell, _: _shared(root, cell))


def _shared(root: str, cell: SharedCount) -> str:
    models = listed(root, cell.models, cell.list)
    if not cell.models:
        return models
    file = escape(f"{root}{cell.list}&format=csv")
    beside = without_mass_uploads(cell.models, cell.without_mass_uploads)
    return f'{models}{beside} <a class="csv" href="{file}" aria-label="CSV of these {count(cell.models)}">CSV</a>'


def alone_rows(answer: ComparisonAnswer) -> Markup:
    """What descends from the one of a row and not from that of a column."""
    root = request.root_path
    return _crossed(
        answer,
        "not ",
        lambda cell, is_same: "–" if is_same else listed(root, cell.row_alone, cell.row_alone_list),  # noqa: RUF001
    )


def _crossed(answer: ComparisonAnswer, before: str, shown: Callable[[SharedCount, bool], str]) -> Markup:
    """A row and a column for each of those that are compared; `before` stands before the names of the columns, and
    `shown` is told whether a cell stands on the diagonal."""
    names = [escape(item.name) for item in answer.items]
    labels = [label(before + name) for name in names]
    rows = [
        _row("", name, [_cell(labels[at], shown(cell, at == row), at == row) for at, cell in enumerate(cells)])
        for row, (name, cells) in enumerate(zip(names, answer.shared, strict=True))
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def _row(named: str, title: str, cells: Iterable[str]) -> str:
    """A row from its title, whose column is `named`, and its cells, as markup."""
    return f'      <tr><th{named} scope="row">{title}</th>{"".join(cells)}</tr>\n'


def _cell(named: str, content: str, is_diagonal: bool = False) -> str:
    """The cell of a number, whose column is `named`."""
    return f'<td{named} class="number{" diagonal" if is_diagonal else ""}">{content}</td>'
