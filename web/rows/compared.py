"""Rows of the tables that show organisations, owners and models side by side: a row a figure, a column for each."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from flask import request
from markupsafe import Markup, escape

from lineage import ids
from lineage.frozen import FrozenGraph
from lineage.frozen.portraits import DownloadSum
from lineage.frozen.rollup_files import rollups_of
from web.answers.comparison import ComparisonAnswer, SharedCount
from web.answers.kept import KeptAnswers
from web.answers.owners import OwnerAnswer
from web.answers.portraits import HangingItem, PartItem
from web.coverage import absent
from web.labels import RELATIONS, count
from web.links import address_of, listed
from web.pieces import number_cells, shown_id

FIRST = 3
"""What is ranked is shown so far."""
DOWNLOADS = (("downloads", "30 days"), ("downloads_all_time", "all time"))
SUMS = (("own", "its own models"), ("descendants", "what descends"), ("both", "both"))


@dataclass(frozen=True, slots=True)
class _Figure:
    """A row: its title, what one of those that are compared shows there as markup, and a text below the title. Without
    `cell` it is the title of the rows that follow."""

    title: str
    cell: Callable[[OwnerAnswer], str] | None = None
    text: str = ""


_kept: KeptAnswers[Sequence[str]] = KeptAnswers(most=64)  # some 10 kB each


def figure_rows(graph: FrozenGraph, compared: Sequence[OwnerAnswer]) -> Markup:
    """Everything that is counted of each. What one of them shows does not follow from the others, and is kept."""
    figures = list(_figures([size.name for size in compared[0].portrait.sizes.items]))
    columns = [_kept.get(graph, _key(graph, item), partial(_column, figures, item)) for item in compared]
    rows = [
        _row(_title(figure), cells) if figure.cell else _group(figure.title, len(compared) + 1)
        for figure, cells in zip(figures, zip(*columns, strict=True), strict=True)
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def _key(graph: FrozenGraph, item: OwnerAnswer) -> Hashable:
    return request.root_path, rollups_of(graph).table, item.level, item.name


def _column(figures: Sequence[_Figure], item: OwnerAnswer) -> list[str]:
    return [figure.cell(item) if figure.cell else "" for figure in figures]


def _title(figure: _Figure) -> str:
    below = f'<br><small class="muted">{escape(figure.text)}</small>' if figure.text else ""
    return f"{escape(figure.title)}{below}"


def _group(title: str, columns: int) -> str:
    return f'      <tr class="group"><th scope="rowgroup" colspan="{columns}"><span>{escape(title)}</span></th></tr>\n'


def _figures(sizes: Sequence[str]) -> Iterator[_Figure]:
    yield _Figure(
        "Own models",
        lambda item: listed(request.root_path, item.models.value, item.lists.models),
        "whatever their status",
    )
    yield _Figure(
        "Union",
        lambda item: f"<strong>{listed(request.root_path, item.union.value, item.lists.union)}</strong>",
        "distinct descendants of any of its models",
    )
    yield _Figure("by others", lambda item: listed(request.root_path, item.union.others.value, item.lists.union_others))
    yield _Figure(
        "without mass uploads",
        lambda item: listed(request.root_path, item.union.without_mass_uploads, item.lists.union, "&mass_uploads=0"),
    )
    yield _Figure("without quantisations", lambda item: count(item.union.without_quantisations))
    yield _Figure(
        "Exclusive",
        lambda item: listed(request.root_path, item.exclusive.value, item.lists.exclusive),
        "whose roots are its organisation's alone",
    )
    yield _Figure("Fractional", _fractional, "split evenly over the organisations of the roots")
    yield _Figure("How they were made, from any parent")
    for at, (_, several) in enumerate(RELATIONS.values()):
        yield _Figure(several if at < len(RELATIONS) - 1 else "not stated", partial(_relation, at))
    yield _Figure("By generation: the fewest derivations from any of its models")
    for at in range(FIRST):
        yield _Figure(str(at + 1), partial(_generation, at))
    yield _Figure("further", lambda item: count(sum(one.models for one in item.portrait.generations[FIRST:])))
    yield _Figure("By whom and from what")
    yield _Figure("Owners that build on it", _builders, "others, those of most models first")
    yield _Figure("Bases", _bases, "its own models that others descend from, by descendants")
    yield _Figure("Others' trained models that most hangs on", _trainers, "and no root reaches but through them")
    yield _Figure(
        "Licences", lambda item: _ranked(item.portrait.licences.items, "license"), "of most of what was built"
    )
    yield _Figure("Tasks", lambda item: _ranked(item.portrait.tasks.items, "pipeline_tag"))
    yield _Figure("Sizes of what was built")
    for at, size in enumerate(sizes):
        yield _Figure(size, partial(_size, at))
    yield _Figure("not stated", lambda item: count(item.portrait.sizes.unstated.models))
    yield _Figure("Downloads: sums over models that state any")
    for field, days in DOWNLOADS:
        for of, text in SUMS:
            yield _Figure(f"{days}, {text}", partial(_downloads, field, of))


def _part(one: PartItem) -> str:
    return listed(request.root_path, one.models, one.list)


def _relation(at: int, item: OwnerAnswer) -> str:
    return _part(item.portrait.relations[at])


def _generation(at: int, item: OwnerAnswer) -> str:
    return _part(item.portrait.generations[at]) if at < len(item.portrait.generations) else "0"


def _size(at: int, item: OwnerAnswer) -> str:
    return _part(item.portrait.sizes.items[at])


def _downloads(field: str, of: str, item: OwnerAnswer) -> str:
    found: DownloadSum = getattr(getattr(item.portrait, field), of)
    return f'<span class="unknown">{escape(absent(field))}</span>' if found.value is None else count(found.value)


def _fractional(item: OwnerAnswer) -> str:
    return f'<a href="{escape(request.root_path + item.lists.fractional)}">{item.fractional.value:,.1f}</a>'


def _builders(item: OwnerAnswer) -> str:
    return f"<strong>{count(item.portrait.builders.total)}</strong><br>" + _lines(
        f'<a href="{escape(address_of("owners.owner", owner=one.name))}">{escape(one.name)}</a> '
        f"{listed(request.root_path, one.models, one.list)}"
        for one in item.portrait.builders.items[:FIRST]
    )


def _bases(item: OwnerAnswer) -> str:
    return f"<strong>{count(item.portrait.bases.total)}</strong><br>" + _lines(
        f"{_link(one, escape(ids.name(one.id)))} {count(one.descendants)}" for one in item.portrait.bases.items[:FIRST]
    )


def _trainers(item: OwnerAnswer) -> str:
    found = _lines(
        f"{_link(one, shown_id(one.id))} {listed(request.root_path, one.hanging, one.list)}"
        for one in item.portrait.trainers[:FIRST]
    )
    return found or "none"


def _link(model: HangingItem, text: Markup) -> str:
    return f'<a href="{escape(address_of("model.page", id=model.id))}">{text}</a>'


def _ranked(items: Sequence[PartItem], field: str) -> str:
    """The values of most models; where there are none, why."""
    found = _lines(f"{escape(one.name)} {_part(one)}" for one in items[:FIRST])
    return found or f'<span class="unknown">{escape(absent(field))}</span>'


def _lines(parts: Iterable[str]) -> str:
    return "<br>".join(parts)


def month_rows(answer: ComparisonAnswer, lists: Sequence[Sequence[str]]) -> Markup:
    """What is new in each month, the last first; `lists` are the addresses of the pages with those of each series."""
    root = request.root_path
    columns = [
        [
            listed(root, value, page if new else None)
            for value, page, new in zip(series.values or series.counts, of, series.counts, strict=True)
        ]
        for series, of in zip(answer.growth.series, lists, strict=True)
    ]
    rows = list(zip(answer.growth.months, zip(*columns, strict=True), strict=True))
    return Markup("".join([_row(month, cells) for month, cells in reversed(rows)]))  # noqa: S704 - escaped


def shared_rows(answer: ComparisonAnswer) -> Markup:
    """What descends from both of two."""
    return _crossed(answer, lambda cell, _: _shared(cell))


def _shared(cell: SharedCount) -> str:
    unmarked = count(cell.without_mass_uploads)
    beside = f' <small class="faint">{unmarked}</small>' if cell.without_mass_uploads != cell.models else ""
    file = escape(f"{request.root_path}{cell.list}&format=csv")
    csv = f' <a class="csv" href="{file}" aria-label="CSV of these {count(cell.models)}">CSV</a>' if cell.models else ""
    return f"{listed(request.root_path, cell.models, cell.list)}{beside}{csv}"


def alone_rows(answer: ComparisonAnswer) -> Markup:
    """What descends from the one of a row and not from that of a column."""
    root = request.root_path
    return _crossed(
        answer,
        lambda cell, is_same: "–" if is_same else listed(root, cell.row_alone, cell.row_alone_list),  # noqa: RUF001
    )


def _crossed(answer: ComparisonAnswer, shown: Callable[[SharedCount, bool], str]) -> Markup:
    """A row and a column for each of those that are compared; `shown` is told whether a cell stands on the diagonal."""
    rows = []
    for row, item in enumerate(answer.items):
        cells = [
            f'<td class="number{" diagonal" if at == row else ""}">{shown(cell, at == row)}</td>'
            for at, cell in enumerate(answer.shared[row])
        ]
        rows.append(f'      <tr><th scope="row">{escape(item.name)}</th>{"".join(cells)}</tr>\n')
    return Markup("".join(rows))  # noqa: S704 - escaped


def _row(title: str, cells: Iterable[str]) -> str:
    """A row from its title and its cells, which are markup."""
    return f'      <tr><th scope="row">{title}</th>{number_cells(cells)}</tr>\n'
