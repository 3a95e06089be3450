"""Rows of the tables that show what was built on an owner or an organisation."""

from collections.abc import Callable, Sequence

from flask import request
from markupsafe import Markup

from web.addresses import escaped
from web.answers.models import ModelItem
from web.answers.portraits import BuilderItem, HangingItem, MonthlyPortrait, PartItem
from web.presentation.coverage import absent
from web.presentation.labels import count, percent
from web.presentation.links import Addresses, listed
from web.presentation.pieces import (
    ModelLinks,
    derived,
    licence_of,
    made,
    mark,
    number,
    number_cells,
    without_mass_uploads,
)

KINDS = {"trainer": "trainer", "repackager": "re-packager"}
"""What the kinds of owners that build on others are called."""


def kind_rows(items: Sequence[PartItem], union: float, are_relations: bool = False) -> Markup:
    """Models of a union of so many by what they are: a row for each kind that has any, with its part of the union in
    per cent, and a bar for that of the largest."""
    most = max((item.models for item in items), default=0) or 1
    name: Callable[[str], str] = mark if are_relations else escaped
    rows = [
        f'    <tr><th scope="row">{name(item.name)}<svg class="share" viewBox="0 0 100 1" '
        'preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{round(100 * item.models / most, 1)}" height="1"></rect></svg></th>{_counts(item, union)}</tr>\n'
        for item in items
        if item.models
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def _counts(item: PartItem, union: float) -> str:
    root = request.root_path
    counts = (
        f'{listed(root, item.models, item.list)} <small class="faint">{percent(item.models / union)}</small>',
        listed(root, item.without_mass_uploads, item.list, "&mass_uploads=0"),
        listed(root, item.own, item.list, "&made_by=own"),
        listed(root, item.others, item.list, "&made_by=others"),
    )
    return number_cells(counts)


def hanging_rows(items: Sequence[HangingItem]) -> Markup:
    """Models, with what hangs on each alone."""
    link = ModelLinks()
    return Markup("".join([_hanging_row(model, link) for model in items]))  # noqa: S704 - escaped


def _hanging_row(model: HangingItem, link: ModelLinks) -> str:
    beside = without_mass_uploads(model.hanging, model.hanging_without_mass_uploads)
    hanging = f"{listed(request.root_path, model.hanging, model.list)}{beside}"
    return (
        f"<tr><td>{link(model)}</td><td>{made(model)}</td>{number_cells((hanging, derived(model)))}"
        f'<td class="number downloads">{number(model, "downloads")}</td></tr>'
    )


def month_rows(months: MonthlyPortrait, lists: Sequence[Sequence[str]]) -> Markup:
    """New models by month, the last first; `lists` are the addresses of the pages with those of each series."""
    root = request.root_path
    counts = zip(
        *(map(listed, [root] * len(of), series.counts, of) for series, of in zip(months.series, lists, strict=True)),
        map(count, months.without_mass_uploads),
        strict=True,
    )
    rows = [
        f'      <tr><th scope="row">{month}</th>{number_cells(each)}</tr>\n'
        for month, each in zip(months.months, counts, strict=True)
    ]
    return Markup("".join(reversed(rows)))  # noqa: S704 - escaped


def builder_rows(items: Sequence[BuilderItem]) -> Markup:
    """Owners that build on another, each with its rank and the way to what is to be mended in its cards."""
    address, fixes = Addresses("owners.owner", "owner"), Addresses("fixes.page", "owner")
    rows = [
        _builder_row(rank, one, address.escaped(one.name), fixes.escaped(one.name)) for rank, one in enumerate(items, 1)
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def _builder_row(rank: int, one: BuilderItem, address: str, fixes: str) -> str:
    """The row of an owner; the addresses of its page and of its fixes are markup."""
    root = request.root_path
    counts = (
        listed(root, one.models, one.list),
        listed(root, one.without_mass_uploads, one.list, "&mass_uploads=0"),
        count(one.trained),
        listed(root, one.quantized, one.list, "&relation=quantized"),
        absent("downloads") if one.downloads is None else count(one.downloads),
    )
    return (
        f'      <tr><td class="number faint">{rank}</td>'
        f'<td><a href="{address}">{escaped(one.name)}</a> <small><a href="{fixes}">fixes</a></small></td>'
        f"<td>{KINDS.get(one.kind, 'not stated')}</td>{number_cells(counts)}</tr>\n"
    )


def download_rows(items: Sequence[ModelItem]) -> Markup:
    """Models by their downloads."""
    link = ModelLinks()
    rows = [
        f"<tr><td>{link(model)}</td><td>{made(model)}</td>"
        f"{number_cells((derived(model), number(model, 'downloads')))}<td>{licence_of(model)}</td></tr>"
        for model in items
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped
