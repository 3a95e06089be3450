"""Charts that a page draws by itself, as the lines and bars of an SVG: of a question's rows, without scripts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10
from typing import Any

from lineage.questions.query_columns import ColumnKind
from lineage.questions.stored_query import Chart
from web.answers.questions import QuestionAnswer
from web.presentation.labels import RELATIONS

SIZE = 1000.0
NEAR = 8.0
"""Lines that run less than this apart, in parts of `SIZE`, would hide each other."""
DASH = 8
MOST_SERIES = 8
MOST_BARS = 30
MOST_TICKS = 5
MOST_MARKS = 7
MONTHS_OF_A_YEAR = 12
ROUND = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Stroke:
    """Months of a line that it has to itself, or with the same others: an SVG path and its dashes, none for a line
    without gaps. Of lines that run together each shows in the gaps of the others."""

    path: str
    dashes: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A series by month."""

    name: str
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A value where it is drawn, and in words; `line` is the place of its series, None where several have it."""

    x: float
    y: float
    title: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A month below a chart: its place in hundredths of the width, where its text is anchored, and whether it is one of
    the few for which a narrow screen has room."""

    x: float
    month: str
    anchor: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class LineChart:
    """Series by month in a box of `SIZE` by `SIZE`: `unit` says what is counted, `ticks` are the figures beside it,
    at equal distances from 0 to the top; `left_out` counts the series that are not drawn."""

    unit: str
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    ticks: tuple[str, ...]
    marks: tuple[Mark, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A name with its values, each beside its part of the largest, in hundredths."""

    name: str
    values: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """The first rows as bars: `titles` are those of the values."""

    titles: tuple[str, ...]
    bars: tuple[Bar, ...]
    left_out: int


def chart_of(chart: Chart, answer: QuestionAnswer) -> LineChart | BarChart | None:
    """The chart of an answer; None where there is nothing to draw."""
    rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    rows = [row for row in rows if row[chart.along] is not None]
    if not rows:
        return None
    titles = {name: column.title for name, column in zip(answer.names, answer.columns, strict=True)}
    is_percent = ColumnKind.PERCENT in (
        column.kind for name, column in zip(answer.names, answer.columns, strict=True) if name in chart.counts
    )
    return _lines(chart, rows, titles, is_percent) if chart.along == "month" else _bars(chart, rows, titles)


def _bars(chart: Chart, rows: Sequence[dict[str, Any]], titles: dict[str, str]) -> BarChart:
    shown = rows[:MOST_BARS]
    most = max((row[name] or 0 for row in shown for name in chart.counts), default=0) or 1
    bars = (
        Bar(
            _name(chart.along, row[chart.along]),
            tuple((row[name] or 0, 100 * (row[name] or 0) / most) for name in chart.counts),
        )
        for row in shown
    )
    return BarChart(tuple(titles[name] for name in chart.counts), tuple(bars), len(rows) - len(shown))


def _lines(chart: Chart, rows: Sequence[dict[str, Any]], titles: dict[str, str], is_percent: bool) -> LineChart:
    months = list(_months(min(row["month"] for row in rows), max(row["month"] for row in rows)))
    series = _series(chart, rows, titles)
    drawn = {name: [values.get(month, 0) for month in months] for name, values in [*series.items()][:MOST_SERIES]}
    step, ticks = _ticks(max((value for values in drawn.values() for value in values), default=0), not is_percent)
    decimals = max(0, -floor(log10(step)))
    places = [SIZE * at / max(1, len(months) - 1) for at in range(len(months))]
    heights = [[SIZE * (1 - value / (step * ticks)) for value in values] for values in drawn.values()]
    return LineChart(
        f"{titles[chart.counts[0]]} by month{', in per cent' if is_percent else ''}",
        tuple(Line(name, tuple(_strokes(at, places, heights))) for at, name in enumerate(drawn)),
        tuple(_points(months, places, heights, drawn, is_percent)),
        tuple(f"{step * at:,.{decimals}f}{' %' if is_percent else ''}" for at in range(ticks + 1)),
        tuple(_marks(months)),
        len(series) - len(drawn),
    )


def _ticks(most: float, is_whole: bool) -> tuple[float, int]:
    """The distance of a chart's figures, 1, 2 or 5 times a power of ten, and how many of it hold the largest value."""
    rough = most / MOST_TICKS
    power = 10.0 ** floor(log10(rough)) if rough > 0 else 1.0
    step = next((factor * power for factor in ROUND if factor * power >= rough * (1 - 1e-9)), 10 * power)
    step = max(1.0, step) if is_whole else step
    return step, max(1, ceil(most / step - 1e-9))


def _strokes(line: int, places: Sequence[float], heights: Sequence[Sequence[float]]) -> Iterator[Stroke]:
    """A line, taken apart where other lines join it or leave."""
    own = heights[line]
    together = [
        tuple(
            at
            for at, other in enumerate(heights)
            if abs(other[month] - own[month]) < NEAR and abs(other[month + 1] - own[month + 1]) < NEAR
        )
        for month in range(len(places) - 1)
    ]
    for who, run in groupby(range(len(together)), key=together.__getitem__):
        first, *_, last = [*(months := list(run)), months[-1] + 1]
        path = "M" + "L".join(f"{places[at]:.1f} {own[at]:.1f}" for at in range(first, last + 1))
        if len(who) == 1:
            yield Stroke(path)
        else:
            yield Stroke(path, f"{DASH} {DASH * (len(who) - 1)}", -DASH * who.index(line))


def _points(
    months: Sequence[str],
    places: Sequence[float],
    heights: Sequence[Sequence[float]],
    drawn: Mapping[str, Sequence[float]],
    is_percent: bool,
) -> Iterator[Point]:
    """Every value; those that lie on one another are one point that names them all."""
    for at, month in enumerate(months):
        lines = sorted(range(len(heights)), key=lambda line: heights[line][at])
        while lines:
            there = sorted(line for line in lines if heights[line][at] - heights[lines[0]][at] < NEAR)
            lines = [line for line in lines if line not in there]
            named = ((name, values[at]) for line, (name, values) in enumerate(drawn.items()) if line in there)
            title = "; ".join(f"{name} {_value(value, is_percent)}" for name, value in named)
            yield Point(places[at], heights[there[0]][at], f"{month}: {title}", there[0] if len(there) == 1 else None)


def _value(value: float, is_percent: bool) -> str:
    return f"{value:,.1f} %" if is_percent else f"{value:,}"


def _marks(months: Sequence[str]) -> Iterator[Mark]:
    """The first month and the last, and some at equal distances between them."""
    last = len(months) - 1
    every = max(1, ceil(last / (MOST_MARKS - 1)))
    named = [*(at for at in range(0, last, every) if at == 0 or last - at >= every), last]
    main = {0, named[len(named) // 2], last}
    for at in named:
        anchor = "start" if at == 0 else "end" if at == last else "middle"
        yield Mark(100 * at / max(1, last), months[at], anchor, at in main)


def _series(chart: Chart, rows: Sequence[dict[str, Any]], titles: dict[str, str]) -> dict[str, dict[str, float]]:
    """Values by month of each series, the largest first."""
    series: dict[str, dict[str, float]] = {}
    for row in rows:
        for name in chart.counts:
            series.setdefault(_name(chart.by, row[chart.by]) if chart.by else titles[name], {})[row["month"]] = (
                row[name] or 0
            )
    return dict(sorted(series.items(), key=lambda one: -sum(one[1].values()))) if chart.by else series


def _name(column: str, value: Any) -> str:
    """What stands for a row in a chart."""
    if column == "relation":
        return RELATIONS[value][0]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _months(first: str, last: str) -> Iterable[str]:
    """Every month from the first to the last, those without any row too."""
    year, month = map(int, first.split("-"))
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year + 1, 1) if month == MONTHS_OF_A_YEAR else (year, month + 1)
