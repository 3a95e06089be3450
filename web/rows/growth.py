"""The rows of the table of growth: a month each, the last first, with a column for each series."""

from collections.abc import Sequence

from flask import request
from markupsafe import Markup, escape

from web.answers.growth import GrowthAnswer, GrowthRest
from web.presentation.labels import count, percent

NO_WHOLE = '<span class="unknown" title="no new model to have a share of">–</span>'  # noqa: RUF001 - a dash

THIN = ' class="thin"'


def month_rows(
    growth: GrowthAnswer, measure: str, lists: Sequence[Sequence[str]], beside: Sequence[GrowthRest] = ()
) -> Markup:
    """What each series has in each month, as one of MEASURES; where there are models behind it, with the address of the
    page that lists them, of `lists` by series and month; then what stands `beside`, and all. Months of which shares say
    little are marked, where not all are."""
    root, written = request.root_path, percent if measure == "share" else count

    def shown(value: float | None) -> str:
        return NO_WHOLE if value is None else written(value)

    columns = [
        [
            _cell(shown(value), escape(root + address) if value and address else "")
            for value, address in zip(series.values or series.counts, of, strict=True)
        ]
        for series, of in zip(growth.series, lists, strict=True)
    ]
    columns += [[_cell(shown(value), "") for value in rest.values or rest.counts] for rest in beside]
    columns.append([_cell(count(models), "") for models in growth.whole.values or growth.whole.counts])
    are_all_thin = len(growth.thin_months) == len(growth.months)
    thin = set(growth.thin_months) if measure == "share" and not are_all_thin else set()
    rows = [
        f'      <tr{THIN if month in thin else ""}><th scope="row">{month}</th>{"".join(cells)}</tr>\n'
        for month, *cells in zip(growth.months, *columns, strict=True)
    ]
    return Markup("".join(reversed(rows)))  # noqa: S704 - escaped


def _cell(text: str, address: str) -> str:
    return f'<td class="number"><a href="{address}">{text}</a></td>' if address else f'<td class="number">{text}</td>'
